from __future__ import annotations

from decimal import Decimal

from grader.core.grade_counts import grade_counts
from grader.core.pass_changes import PassChange, pass_changes
from grader.core.roster import Student
from grader.core.rubric import Letter, Scale
from grader.core.scale import grade
from grader.core.scores import ComponentScore, Mark, State

LETTERS = Scale(
    step=Decimal("0.01"),
    passed=Decimal(60),
    letters=(Letter("A", Decimal(80)), Letter("C", Decimal(60)), Letter("F", Decimal(0))),
)
SWISS = Scale(Decimal(1), Decimal(6), Decimal("0.1"), Decimal(4))


def mark(name: str, percent: float | None, scale: Scale = Scale(), note: str = "", **part: Decimal) -> Mark:  # noqa: B008 - frozen
    score = ComponentScore("exam", "Exam", Decimal(20), Decimal(100), Decimal(100), State.FULLY_GRADED, **part)
    total = None if percent is None else Decimal(str(percent))
    shown = None if total is None else grade(total, scale)
    return Mark(Student(name, name, "", "g"), (score,), total, shown, State.FULLY_GRADED, note)


def test_tenths_of_the_range_from_the_best_down_and_the_unknown_last() -> None:
    counts = grade_counts([mark("a", 100), mark("b", 90), mark("c", 89.4), mark("d", None)], Scale())
    assert list(counts) == [*(f"{low} to {low + 10}" for low in range(90, -1, -10)), "not known yet"]
    assert (counts["90 to 100"], counts["80 to 90"], counts["not known yet"]) == (2, 1, 1)


def test_a_scale_from_1_to_6_and_letters() -> None:
    assert grade_counts([mark("a", 100, SWISS), mark("b", 0, SWISS)], SWISS)["5.5 to 6"] == 1
    assert grade_counts([mark("a", 81, LETTERS), mark("b", 3, LETTERS)], LETTERS) == {"A": 1, "C": 0, "F": 1}


def test_who_crosses_the_pass_mark_is_named_with_both_grades() -> None:
    before = [mark("up", 58), mark("down", 61), mark("same", 90), mark("unknown", None), mark("gone", 10)]
    after = [mark("up", 60), mark("down", 59), mark("same", 80), mark("unknown", 80), mark("new", 80)]
    assert list(pass_changes(before, after, Scale(), Scale())) == [
        PassChange("up", "58", "60", now=True),
        PassChange("down", "61", "59", now=False),
    ]


def test_a_part_that_must_be_passed_counts() -> None:
    failed = mark("a", 80, note="not passed: Exam has 20 % of the 50 % it must reach", must_pass=Decimal(50))
    assert [one.now for one in pass_changes([mark("a", 80)], [failed], Scale(), Scale())] == [False]
