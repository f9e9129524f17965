from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from grader.core.marks import add_criteria, add_parts, dropped, total
from grader.core.not_passed import not_passed
from grader.core.rubric import Component, Criterion, Per, Source
from grader.core.scores import ComponentScore, CriterionScore, State

D = Decimal
EXERCISES = Component("exercises", "Exercises", D(30), Source.PARTS, Per.STUDENT)


def part(name: str, percent: int | None, weight: int | str = 1, *, bonus: bool = False) -> ComponentScore:
    points = None if percent is None else D(percent)
    return ComponentScore(name, name, points, D(100), D(weight), State.FULLY_GRADED, bonus=bonus)


@st.composite
def levels(draw: st.DrawFn) -> list[ComponentScore]:
    shares = draw(st.lists(st.tuples(st.integers(0, 100), st.integers(1, 50)), min_size=2, max_size=8))
    return [part(f"hw{number}", percent, weight) for number, (percent, weight) in enumerate(shares)]


def test_weights_count_relative_to_one_another() -> None:
    assert total([part("a", 100), part("b", 0), part("c", 0)]) == D(100) / D(3)
    assert total([part("a", 80, 60), part("b", 50, 40)]) == D(68)


def test_the_lowest_do_not_count_and_say_so() -> None:
    level = replace(EXERCISES, drop_lowest=2)
    score = add_parts(level, [part("a", 90), part("b", 0), part("c", 60), part("d", 30)])
    assert score.points == D(75)
    assert [one.id for one in score.components if one.dropped] == ["b", "d"]


def test_nothing_is_dropped_while_one_is_unknown() -> None:
    score = add_parts(replace(EXERCISES, drop_lowest=1), [part("a", 90), part("b", None), part("c", 10)])
    assert score.points is None
    assert not any(one.dropped for one in score.components)


def test_of_equal_ones_the_heavier_is_dropped() -> None:
    assert [one.id for one in dropped([part("a", 50, 10), part("b", 50, 30), part("c", 90, 60)], 1) if one.dropped] == ["b"]


def test_equal_ones_made_of_thirds_are_equal() -> None:
    thirds = D(4) / D(3) + D(4) / D(3) + D(10) / D(3)
    assert thirds < 6
    light = replace(part("a", 0, 10), points=thirds, maximum=D(12))
    assert [one.id for one in dropped([light, part("b", 50, 30), part("c", 90, 60)], 1) if one.dropped] == ["b"]


def test_who_reaches_exactly_what_must_be_reached_has_passed() -> None:
    thirds = replace(part("a", 0), points=D(4) / D(3) + D(4) / D(3) + D(10) / D(3), maximum=D(12), must_pass=D(50))
    assert thirds.percent is not None
    assert thirds.percent < 50
    assert list(not_passed([thirds])) == []
    assert list(not_passed([replace(thirds, points=D("5.99"))])) == ["not passed: a has 49.92 % of the 50 % it must reach"]


def test_a_bonus_comes_on_top_within_its_bounds() -> None:
    base = [part("a", 80, 100)]
    assert total([*base, part("x", 50, 6, bonus=True)]) == D(83)
    assert total([*base, part("x", 100, 6, bonus=True), part("y", 100, 6, bonus=True)], D(8)) == D(88)
    assert total([part("a", 99, 100), part("x", 100, 6, bonus=True)]) == D(100)
    assert total([*base, part("x", None, 6, bonus=True)]) is None


def test_what_weighs_nothing_keeps_no_total_open_unless_it_must_be_passed() -> None:
    optional = replace(part("optional", None, 0), state=State.PENDING_MANUAL)
    for one in (optional, replace(optional, bonus=True)):
        score = add_parts(EXERCISES, [part("a", 80, 100), one])
        assert (score.points, score.state) == (D(80), State.FULLY_GRADED)
    hurdle = replace(optional, must_pass=D(50))
    deep = replace(optional, components=(replace(optional, components=(hurdle,)),))
    for one in (hurdle, replace(optional, components=(hurdle,)), deep):
        score = add_parts(EXERCISES, [part("a", 80, 100), one])
        assert (score.points, score.state) == (None, State.PENDING_MANUAL)


def test_the_lowest_criteria_are_dropped_by_their_share_and_the_rest_make_the_whole() -> None:
    criteria = tuple(Criterion(f"hw{number}", "", D(worth)) for number, worth in enumerate((10, 10, 20)))
    leaf = Component("homework", "Homework", D(30), Source.ASSIGNMENTS, Per.STUDENT, criteria, drop_lowest=1)
    points = dict(zip(("hw0", "hw1", "hw2"), (D(10), D(4), D(10)), strict=True))
    scores = [CriterionScore(one.id, "", points[one.id], one.points, State.FULLY_GRADED, "") for one in criteria]
    found = add_criteria(leaf, scores)
    assert [one.id for one in found.criteria if one.dropped] == ["hw1"]
    assert (found.maximum, found.points) == (D(40), D(20) / D(30) * D(40))
    assert add_criteria(leaf, [replace(scores[0], points=None), *scores[1:]]).points is None


def test_a_bonus_is_never_dropped() -> None:
    kept = dropped([part("x", 0, 5, bonus=True), part("a", 10), part("b", 90)], 1)
    assert [one.id for one in kept if one.dropped] == ["a"]


@given(levels(), st.data())
def test_dropping_never_lowers_and_the_order_does_not_matter(parts: list[ComponentScore], data: st.DataObject) -> None:
    lowest = data.draw(st.integers(0, len(parts) - 1))
    turned = data.draw(st.permutations(parts))
    before, after = total(parts), total(dropped(parts, lowest))
    assert before is not None
    assert after is not None
    assert Fraction(after) >= Fraction(before) - Fraction(1, 10**20)
    assert after == total(dropped(turned, lowest))
    assert 0 <= after <= 100


@given(st.lists(st.tuples(st.integers(0, 20), st.integers(1, 20)), min_size=2, max_size=8), st.data())
def test_dropping_criteria_never_lowers_either(given_points: list[tuple[int, int]], data: st.DataObject) -> None:
    scores = [
        CriterionScore(f"c{number}", "C", D(min(points, worth)), D(worth), State.FULLY_GRADED, "")
        for number, (points, worth) in enumerate(given_points)
    ]
    criteria = tuple(Criterion(score.id, "C", score.maximum) for score in scores)
    part_of = Component("part", "Part", D(100), Source.MARKS, Per.GROUP, criteria)
    lowest = data.draw(st.integers(0, len(scores) - 1))
    whole, kept = add_criteria(part_of, scores).points, add_criteria(replace(part_of, drop_lowest=lowest), scores).points
    assert whole is not None
    assert kept is not None
    assert whole <= kept + D(1) / 10**20
    assert kept <= part_of.points


@pytest.mark.parametrize("count", [1, 3, 7, 14, 16])
def test_equal_parts_at_full_points_make_exactly_100(count: int) -> None:
    assert total([part(f"e{number}", 100) for number in range(count)]) == D(100)
