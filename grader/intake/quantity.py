"""Read a number with its unit: '2 h', '10 %', '4 GB'."""

from __future__ import annotations

import re
from collections.abc import Mapping
from decimal import Decimal
from types import MappingProxyType

from grader.core.show import show
from grader.intake.located import Located

SECONDS: Mapping[str, Decimal] = MappingProxyType(
    {"s": Decimal(1), "min": Decimal(60), "h": Decimal(3600), "d": Decimal(86400)},
)
BYTES: Mapping[str, Decimal] = MappingProxyType(
    {
        "kB": Decimal(1000),
        "MB": Decimal(1000**2),
        "GB": Decimal(1000**3),
        "KiB": Decimal(1024),
        "MiB": Decimal(1024**2),
        "GiB": Decimal(1024**3),
    },
)
PERCENT: Mapping[str, Decimal] = MappingProxyType({"%": Decimal(1)})
_FORM = re.compile(r"(\d{1,12}(?:\.\d{1,6})?)\s*([A-Za-z%]*)", re.ASCII)


def quantity(value: Located, units: Mapping[str, Decimal], example: str) -> Decimal:
    """Return the number times what its unit is worth: seconds, bytes or percent, never negative.

    Raises:
        InputError: with the line, when it is no number, or its unit is missing or not one of `units`.
    """
    text = value.text(example)
    form = _FORM.fullmatch(text)
    factors = {unit.lower(): factor for unit, factor in units.items()}
    if not form or form[2].lower() not in factors:
        wanted = f"a number with a unit ({', '.join(units)})"
        raise value.error(f"{value.name} must be {wanted}, not {show(text, 60)!r}", f"such as {example}")
    return Decimal(form[1]) * factors[form[2].lower()]
