from decimal import Decimal

import pytest

from grader.core.adjusted import Adjusted
from grader.core.errors import InputError
from grader.core.roster import Group, Roster, Student
from grader.core.scores import Adjustment

ANN, BEN = Student("s1", "Ann", "a@x", "g01"), Student("s2", "Ben", "b@x", "g01")
ROSTER = Roster((Group("g01", "repo", (ANN, BEN)),))
TEN = Decimal(10)


def change(points: str, subject: str = "g01", at: str = "2027-01-09T10:00:00+08:00", target: str = "project.talk") -> Adjustment:
    return Adjustment(target, subject, Decimal(points), "heard it", "Prof. Wu", at)


def points(*changes: Adjustment, student: Student = ANN) -> Decimal | None:
    found = Adjusted.of(changes).find("project.talk", student, TEN)
    return found.points if found else None


def test_the_latest_by_time_holds_across_time_zones_and_order_decides_between_equals() -> None:
    later = change("7", at="2027-01-09T03:00:00+00:00")
    assert points(later, change("3")) == 7
    assert points(change("3"), change("4")) == 4


def test_a_number_for_one_student_holds_for_that_student_alone() -> None:
    changes = (change("9", subject="s1"), change("3", at="2027-02-01T00:00:00Z"))
    assert points(*changes) == 9
    assert points(*changes, student=BEN) == 3


@pytest.mark.parametrize("bad", ["-1", "10.5", "NaN", "Infinity"])
def test_points_outside_the_range_are_refused_until_a_later_change_mends_them(bad: str) -> None:
    with pytest.raises(InputError, match="outside 0 to 10"):
        points(change(bad))
    assert points(change(bad), change("10")) == 10


def test_a_time_that_cannot_be_read_is_refused() -> None:
    with pytest.raises(InputError, match="no readable time"):
        Adjusted.of([change("1", at="soon")])


def test_changes_that_reach_nobody_can_be_listed() -> None:
    lost, gone = change("1", target="project.tlak"), change("1", subject="g99")
    assert set(Adjusted.of([lost, gone, change("1"), change("2", "s2")]).strays({"project.talk"}, ROSTER)) == {lost, gone}


@pytest.mark.parametrize("tiny", ["1e-999999999", "0e-999999999"])
def test_points_that_arithmetic_would_hang_on_are_refused_until_a_later_change_mends_them(tiny: str) -> None:
    with pytest.raises(InputError, match="too many digits"):
        points(change(tiny))
    with pytest.raises(InputError, match="too many digits"):
        Adjusted.of([change(tiny)]).mark_of("project.talk", "g01", "g01")
    assert points(change(tiny), change("10")) == 10
    assert change(tiny).written().lower() == str(Decimal(tiny)).lower()


def test_points_with_more_decimals_than_one_types_today_stand_where_they_were_kept() -> None:
    assert points(change("3.3333333333")) == Decimal("3.3333333333")
