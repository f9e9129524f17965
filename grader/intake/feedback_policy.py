"""Read from the course file what groups may learn of held-out results before the deadline."""

from __future__ import annotations

from decimal import Decimal

from grader.core.feedback_policy import GIVE, HELD_OUT, FeedbackPolicy
from grader.intake.located import Located
from grader.intake.quantity import PERCENT, quantity


def read_feedback_policy(value: Located) -> FeedbackPolicy:
    """Return the policy of `feedback: {held_out: rounded, step: 1 %, a_day: 3, give: [files, branch]}`.

    `step` and `a_day` belong to `rounded`. Raises InputError with the line of the wrong key or value.
    """
    entries = value.fields(required=("held_out",), optional=("step", "a_day", "give"))
    held_out = entries["held_out"].one_of(HELD_OUT)
    for name in ("step", "a_day"):
        if name in entries and held_out != "rounded":
            raise entries[name].error(f"{name} goes with held_out: rounded", f"leave {name} out, or write held_out: rounded")
    default = FeedbackPolicy()
    return FeedbackPolicy(
        held_out,
        step=_step(entries["step"]) if "step" in entries else default.step,
        a_day=_a_day(entries["a_day"]) if "a_day" in entries else None,
        give=_give(entries["give"]) if "give" in entries else default.give,
    )


def _step(value: Located) -> Decimal:
    share = quantity(value, PERCENT, "1 %") / 100
    if not Decimal("0.001") <= share <= Decimal("0.5"):
        raise value.error("step must be from 0.1 % to 50 %", "1 % hides what is noise among some thousands of digits")
    return share


def _a_day(value: Located) -> int:
    number = value.whole()
    if number < 1:
        raise value.error("a_day must be at least 1", "write held_out: after_deadline where nothing is to be told")
    return number


def _give(value: Located) -> tuple[str, ...]:
    return tuple(dict.fromkeys(item.one_of(GIVE) for item in value.items()))
