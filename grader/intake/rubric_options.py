"""Read a check's options, the keys below `with:`."""

from __future__ import annotations

from collections.abc import Collection
from decimal import Decimal
from typing import Any

from grader.core.show import show
from grader.intake.did_you_mean import did_you_mean
from grader.intake.document_options import read_document_option
from grader.intake.located import Located

_MODELS = ("committed", "written", "notebook", "first_found")
_OF_A_MODEL = ("accuracy", "calibration", "claims", "log_loss", "macro_f1", "robustness")
_CHOICES = {(check, "model"): _MODELS for check in _OF_A_MODEL} | {("accuracy", "by"): ("group", "band")}
_BOOLEANS = frozenset({("notebook_runs", "partial"), ("robustness", "relative"), ("trained_on_test", "chosen")})
_NUMBERS = frozenset({("reproduces", "tolerance")})
_SHARED_OUT = "contents"  # each of its options is a number of points, and they add to the criterion's


def read_options(value: Located, check: str, known: Collection[str], points: Decimal) -> dict[str, Any]:
    """Return the options of `check` by name: true or false, a Decimal, a text, or what the check `document` reads.

    Raises:
        InputError: with the line: an option the check does not know, a value of the wrong kind, or points that do not add up.
    """
    options = {key: _option(key, entry, check, known) for key, entry in value.mapping().items()}
    if check == _SHARED_OUT:
        shares = [share for share in options.values() if isinstance(share, Decimal)]
        if sum(shares) != points:
            terms = " + ".join(str(share) for share in shares)
            raise value.error(f"the parts of {check} add to {sum(shares)} ({terms}), but the criterion has {points} points")
    return options


def _option(key: str, entry: Located, check: str, known: Collection[str]) -> Any:
    if key not in known:
        raise entry.error(f"the check {check} has no option {show(key, 60)!r}", did_you_mean(key, known, kind="options"))
    if check == "document":
        return read_document_option(key, entry)
    if (check, key) in _CHOICES:
        return entry.one_of(_CHOICES[check, key])
    if (check, key) in _BOOLEANS:
        return entry.truth()
    if check == _SHARED_OUT or (check, key) in _NUMBERS:
        return _not_negative(entry)
    return _as_written(entry)


def _not_negative(entry: Located) -> Decimal:
    number = entry.number()
    if number < 0:
        raise entry.error(f"{entry.name} is {number}, but cannot be negative")
    return number


def _as_written(entry: Located) -> bool | Decimal | str:
    if entry.kind == "boolean":
        return entry.truth()
    return entry.number() if entry.kind == "number" else entry.text()
