"""The numbers that an answer may stand for."""

from __future__ import annotations

import re
import unicodedata
from decimal import Decimal

_FORM = re.compile(r"[+-]?(\d{1,18}([.,]\d{0,18})?|[.,]\d{1,18}|\d{1,3}([., ']\d{3})+([.,]\d{1,18})?)(e[+-]?\d{1,3})?", re.ASCII)
_THOUSANDS = re.compile(r"(?<=\d)[ ,.'](?=\d{3}(?!\d))", re.ASCII)


def answer_numbers(text: str) -> tuple[Decimal, ...]:
    """Return each number the text can be read as: `0,5` is a half, `1,234` one thousand or a little over one; () for none.

    A minus may be a dash of typography, digits may be full-width.
    """
    plain = unicodedata.normalize("NFKC", text).strip().casefold().replace("\u2212", "-").replace("\u2013", "-")
    if not _FORM.fullmatch(plain):
        return ()
    readings = {plain.replace(",", ".")}
    if not plain.lstrip("+-").startswith("0"):  # 0,025 can only be a decimal comma
        readings.add(_THOUSANDS.sub("", plain).replace(",", "."))
    # With both marks in it, the last one is the decimal mark.
    last = max(plain.rfind("."), plain.rfind(","))
    if "." in plain and "," in plain:
        readings = {re.sub(r"[., ']", "", plain[:last]) + "." + plain[last + 1 :]}
    return tuple(sorted({Decimal(one) for one in readings if one.count(".") <= 1 and " " not in one and "'" not in one}))
