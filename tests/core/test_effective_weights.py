from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st

from grader.core.effective_weights import effective_weights
from grader.core.rubric import Component, Course, Criterion, Per, Source

D = Decimal


def leaf(name: str, weight: int, *points: int, bonus: bool = False) -> Component:
    criteria = tuple(Criterion(f"c{number}", f"C{number}", D(worth)) for number, worth in enumerate(points))
    return Component(name, name, D(weight), Source.MARKS, Per.GROUP, criteria, bonus=bonus)


def test_every_part_of_a_nested_rubric_has_its_percent_of_the_grade() -> None:
    project = Component(
        "project", "Project", D(40), Source.PARTS, Per.GROUP, components=(leaf("proposal", 10, 1), leaf("report", 90, 3, 1))
    )
    course = Course("x", (leaf("exam", 60), project, leaf("forum", 5, 1, bonus=True)))
    assert {one.path: float(one.percent) for one in effective_weights(course)} == {
        "exam": 60, "project": 40, "project.proposal": 4, "project.proposal.c0": 4, "project.report": 36,
        "project.report.c0": 27, "project.report.c1": 9, "forum": 5, "forum.c0": 5,
    }  # fmt: skip
    assert [one.path for one in effective_weights(course) if one.bonus] == ["forum", "forum.c0"]


@given(st.lists(st.lists(st.integers(1, 20), min_size=1, max_size=4), min_size=1, max_size=5))
def test_the_criteria_without_bonuses_make_exactly_100(points: list[list[int]]) -> None:
    course = Course("x", tuple(leaf(f"p{number}", 1, *worths) for number, worths in enumerate(points)))
    assert sum((one.percent for one in effective_weights(course) if one.depth == 1), Fraction(0)) == 100
