"""Read bands: how a measured value becomes points."""

from __future__ import annotations

import re
from decimal import Decimal
from itertools import pairwise

from grader.core.rubric import Band
from grader.core.show import show
from grader.intake.located import Located

_NUMBER = re.compile(r"[+-]?\d{1,9}(\.\d{1,12})?", re.ASCII)
_NAME = re.compile(r"[A-Za-z][A-Za-z0-9_-]{0,39}", re.ASCII)
_SHARES = frozenset(
    {
        "accuracy",
        "ballots",
        "calibration",
        "code_style",
        "document",
        "log_loss",
        "macro_f1",
        "macro_precision",
        "macro_recall",
        "robustness",
    }
)  # checks whose value is a share from 0 to 1


def read_bands(value: Located, check: str, points: Decimal) -> tuple[Band, ...]:
    """Return the support points of a criterion worth `points`, in the order of the file.

    A key is a number, or the name of a reference model; that the name exists is seen when points are computed.

    Raises:
        InputError: with the line: a band that falls, is worth less than 0 or more than `points`, or cannot be a key.
    """
    bands = [(Band(_at(key, entry, check), _worth(entry, points)), entry) for key, entry in value.mapping().items()]
    if len(bands) < 2:
        raise value.error(f"{value.name} has one band, which gives everyone the same points", "add a second one")
    numbered = [(band.at, band.points, entry) for band, entry in bands if isinstance(band.at, float)]
    for (low, less, _), (high, more, entry) in pairwise(sorted(numbered, key=lambda one: one[0])):
        if low == high:
            raise entry.error(f"two bands stand at {high:g}", "keep one of them")
        if more < less:
            what = f"the bands fall: {high:g} earns {more}, but {low:g} already earns {less}"
            raise entry.error(what, "a better value must never earn fewer points")
    return tuple(band for band, _ in bands)


def _at(key: str, entry: Located, check: str) -> float | str:
    if _NUMBER.fullmatch(key):
        if check in _SHARES and not 0 <= float(key) <= 1:
            raise entry.error(f"the band {key} lies outside 0 to 1", f"{check} is a share: write 0.97 for 97 %")
        return float(key)
    if not _NAME.fullmatch(key):
        raise entry.error(
            f"the band {show(key, 60)!r} is neither a number nor the name of a reference model", "such as 0.97 or cnn"
        )
    if check != "accuracy":
        raise entry.error(f"the band {show(key, 60)!r} names a model, which is a yardstick for accuracy only", "write a number")
    return key


def _worth(entry: Located, points: Decimal) -> Decimal:
    worth = entry.number()
    if not 0 <= worth <= points:
        raise entry.error(f"{entry.name} earns {worth}, outside 0 to {points}, the criterion's points")
    return worth
