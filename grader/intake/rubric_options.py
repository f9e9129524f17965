"""Read a check's options, the keys below `with:`."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Mapping
from decimal import Decimal
from typing import Any

from grader.core.show import show
from grader.intake.did_you_mean import did_you_mean
from grader.intake.document_options import read_document_option
from grader.intake.located import Located

_RULE = re.compile(r"[EW]\d{0,3}", re.ASCII)
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
    if check == _SHARED_OUT:
        return _not_negative(entry)
    return _READERS.get((check, key), _as_written)(entry)


def _count(entry: Located) -> int:
    number = entry.whole()
    if number < 1:
        raise entry.error(f"{entry.name} is {number}, but must be at least 1")
    return number


def _rules(entry: Located) -> tuple[str, ...]:
    for part in entry.items():
        if not _RULE.fullmatch(part.text("E501")):
            raise part.error(
                f"{show(part.text(), 40)!r} is no rule of pycodestyle", "such as E501, W291, or E2 for all of that kind"
            )
    return tuple(part.text() for part in entry.items())


def _not_negative(entry: Located) -> Decimal:
    number = entry.number()
    if number < 0:
        raise entry.error(f"{entry.name} is {number}, but cannot be negative")
    return number


def _as_written(entry: Located) -> bool | Decimal | str:
    if entry.kind == "boolean":
        return entry.truth()
    return entry.number() if entry.kind == "number" else entry.text()


_MODELS = ("committed", "written", "notebook", "first_found")
_OF_A_MODEL = (
    "accuracy", "beats_reference", "calibration", "claims", "cost", "log_loss", "macro_f1", "macro_precision", "macro_recall",
    "robustness",
)  # fmt: skip
_READERS: Mapping[tuple[str, str], Callable[[Located], Any]] = {
    **{(check, "model"): lambda entry: entry.one_of(_MODELS) for check in _OF_A_MODEL},
    **{("cost", name): _not_negative for name in ("parameters", "multiply_adds", "megabytes", "seconds")},
    ("accuracy", "by"): lambda entry: entry.one_of(("group", "band")),
    ("beats_reference", "reference"): lambda entry: entry.text("cnn"),
    ("beats_reference", "surely"): Located.truth,
    ("code_style", "ignore"): _rules,
    ("group_size", "at_least"): _count,
    ("group_size", "at_most"): _count,
    ("notebook_runs", "partial"): Located.truth,
    ("outputs_agree", "tolerance"): _not_negative,
    ("reproduces", "tolerance"): _not_negative,
    ("robustness", "relative"): Located.truth,
    ("trained_on_test", "chosen"): Located.truth,
}
