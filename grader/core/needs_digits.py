"""Does a rubric measure models on held-out digits?"""

from __future__ import annotations

from grader.core.rubric import Course, Criterion

_ON_DIGITS = frozenset(
    {
        "accuracy", "beats_reference", "calibration", "claims", "cost", "log_loss", "macro_f1", "macro_precision",
        "macro_recall", "reproduces", "robustness", "trained_on_test",
    }
)  # fmt: skip


def needs_digits(course: Course) -> Criterion | None:
    """Return the first criterion that is measured on held-out digits, or None; of checks from elsewhere nothing is known."""
    return next((one for _, one in course.criteria() if one.check in _ON_DIGITS), None)
