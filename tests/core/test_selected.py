from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from grader.core.select_top import SelectTop
from grader.core.selected import selected

_POINTS = st.dictionaries(st.sampled_from("abcdefgh"), st.none() | st.integers(0, 4).map(Decimal), min_size=1)


def _taken(points: Mapping[str, int | None], count: int = 2, ties: str = "in") -> dict[str, str | None]:
    exact = {group: None if mine is None else Decimal(mine) for group, mine in points.items()}
    return {group: one.take for group, one in selected(exact, SelectTop(count, "report", "talk", ties), "poster").items()}


def test_the_best_take_the_one_and_the_others_the_other() -> None:
    assert _taken({"a": 5, "b": 9, "c": 7}) == {"a": "poster", "b": "talk", "c": "talk"}


def test_where_there_are_no_more_groups_than_places_all_are_taken() -> None:
    assert _taken({"a": None, "b": 9}) == {"a": "talk", "b": "talk"}


@pytest.mark.parametrize(("ties", "taken"), [("in", "talk"), ("out", "poster")])
def test_a_tie_at_the_border_is_in_or_out_as_a_whole_and_says_so(ties: str, taken: str) -> None:
    points = {"a": Decimal(9), "b": Decimal(7), "c": Decimal(7), "d": Decimal(1)}
    found = selected(points, SelectTop(2, "report", "talk", ties), "poster")
    assert [found[group].take for group in "abcd"] == ["talk", taken, taken, "poster"]
    assert [found[group].at_border for group in "abcd"] == [False, True, True, False]
    assert found["b"].reason == "tied at the border by report: 2 groups, 1 of 2 places left"


def test_thirds_that_make_the_same_points_are_a_tie() -> None:
    thirds = Decimal(4) / Decimal(3) + Decimal(4) / Decimal(3) + Decimal(10) / Decimal(3)
    assert thirds < 6
    found = selected({"a": thirds, "b": Decimal(6)}, SelectTop(1, "report", "talk", "in"), "poster")
    assert [(one.take, one.at_border) for one in found.values()] == [("talk", True), ("talk", True)]


def test_what_unknown_points_could_still_change_is_not_decided() -> None:
    assert _taken({"a": 9, "b": 7, "c": 5, "d": None}) == {"a": "talk", "b": None, "c": "poster", "d": None}


@given(_POINTS, st.integers(1, 5), st.sampled_from(["in", "out"]), st.data())
def test_what_is_decided_stays_whatever_the_unknown_come_to(
    points: dict[str, Decimal | None], count: int, ties: str, data: st.DataObject
) -> None:
    rule = SelectTop(count, "report", "talk", ties)
    before = selected(points, rule, "poster")
    whole = {group: data.draw(st.integers(0, 4).map(Decimal)) if mine is None else mine for group, mine in points.items()}
    after = selected(whole, rule, "poster")
    assert all(one.take is not None for one in after.values())
    assert all(one.take in (None, after[group].take) for group, one in before.items())
    assert sum(one.take == "talk" and not one.at_border for one in after.values()) <= count
