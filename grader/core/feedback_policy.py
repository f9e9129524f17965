"""How much of the held-out results groups may learn, how finely, and how it reaches them."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

HELD_OUT = ("after_deadline", "rounded", "never")
GIVE = ("files", "status", "branch")


@dataclass(frozen=True)
class FeedbackPolicy:
    """`held_out`: results on held-out digits are told after the deadline, rounded before it, or never.

    Rounded are accuracies alone, down to a multiple of `step` (a share from 0 to 1), and only where they are better than what
    was told before; `a_day` is how many commits a day may be answered so, None for any number. `give` says what
    `grader watch` hands out after a run: files, a commit status, a branch in the group's repository.
    """

    held_out: str = "after_deadline"
    step: Decimal = Decimal("0.01")
    a_day: int | None = None
    give: tuple[str, ...] = ("files",)
