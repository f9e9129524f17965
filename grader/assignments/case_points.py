"""How the points of a question are divided among its cases."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction


def case_points(total: Fraction | None, given: Sequence[Fraction | None]) -> list[Fraction]:
    """Return each case's points, where `given` says what the file says of each and `total` what it says of all.

    Cases without points share what is left of the total evenly; without a total they get nothing, or, where no case has
    points, one point together. Source: Otter-Grader's documentation, "Resolving Point Values".

    Raises:
        ValueError: when the cases are worth more than the total.
    """
    known, open_cases = sum((points for points in given if points is not None), Fraction(0)), list(given).count(None)
    if total is None:
        left = Fraction(0) if known else Fraction(1)
    elif known > total:
        raise ValueError(f"the cases are worth {float(known):g} points, and the whole {float(total):g}")
    else:
        left = total - known
    return [left / open_cases if points is None else points for points in given]
