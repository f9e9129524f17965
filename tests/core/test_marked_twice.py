from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from grader.core.adjusted import Adjusted
from grader.core.errors import InputError
from grader.core.hand_marked import differences, hand_marked
from grader.core.marked_twice import marked_twice
from grader.core.markers import Markers
from grader.core.roster import Group, Roster, Student
from grader.core.rubric import Component, Course, Criterion, Level, Per, Source
from grader.core.scores import Adjustment

ANN, BEN = Student("s1", "Ann", "", "g01"), Student("s2", "Ben", "", "g01")
ROSTER = Roster((Group("g01", "", (ANN, BEN)),))
MEAN, SECOND = Markers(2, "mean", Decimal(5)), Markers(2, "second", Decimal(5))


def mark(author: str, points: str, subject: str = "g01", day: int = 1) -> Adjustment:
    return Adjustment("talk.clear", subject, Decimal(points), f"said {author}", author, f"2027-01-{day:02d}T10:00:00+00:00")


def test_one_of_two_marks_leaves_it_open_and_tells_no_number() -> None:
    together = marked_twice(MEAN, [mark("Wu", "20")])
    assert (together.points, together.reason) == (None, "1 of 2 marks given, by Wu")


def test_the_mean_of_two_marks_counts_with_both_reasons() -> None:
    together = marked_twice(MEAN, [mark("Wu", "20"), mark("Lin", "17.5")])
    assert together.points == Decimal("18.75")
    assert together.reason == "the mean of 2 marks: Wu: said Wu; Lin: said Lin"


def test_marks_too_far_apart_stay_open_until_a_third_person_settles_them() -> None:
    apart = [mark("Wu", "20"), mark("Lin", "14")]
    assert marked_twice(MEAN, apart).points is None
    assert marked_twice(MEAN, apart).difference == 6
    assert marked_twice(MEAN, apart).reason == "the marks of Wu and Lin differ by 6 points, more than 5"
    settled = marked_twice(MEAN, [*apart, mark("Chair", "16")])
    assert (settled.points, settled.reason, settled.difference) == (16, "settled: set by Chair: said Chair", None)


def test_the_second_decides_and_a_large_difference_is_still_listed() -> None:
    together = marked_twice(SECOND, [mark("Wu", "20"), mark("Lin", "14")])
    assert (together.points, together.difference) == (14, 6)


@given(st.lists(st.decimals(0, 25, places=2), min_size=2, max_size=2))
def test_the_mean_lies_between_the_marks(points: list[Decimal]) -> None:
    together = marked_twice(Markers(), [mark("Wu", str(points[0])), mark("Lin", str(points[1]))])
    assert together.points is not None
    assert min(points) <= together.points <= max(points)


# By author


def test_the_latest_mark_of_each_author_counts_and_the_first_to_mark_stays_first() -> None:
    changes = [mark("Lin", "14", day=2), mark("Wu", "20"), mark("Wu", "15", day=3)]
    found = Adjusted.of(changes).by_markers("talk.clear", ANN, Decimal(25))
    assert [(one.author, one.points) for one in found] == [("Wu", 15), ("Lin", 14)]


def test_a_markers_number_for_one_student_replaces_that_markers_for_the_group() -> None:
    adjusted = Adjusted.of([mark("Wu", "20"), mark("Lin", "14", day=2), mark("Wu", "10", "s1", day=3)])
    assert [one.points for one in adjusted.by_markers("talk.clear", ANN, Decimal(25))] == [10, 14]
    assert [one.points for one in adjusted.by_markers("talk.clear", BEN, Decimal(25))] == [20, 14]


def test_a_mark_outside_the_range_is_refused() -> None:
    with pytest.raises(InputError, match="outside 0 to 25"):
        Adjusted.of([mark("Wu", "26")]).by_markers("talk.clear", ANN, Decimal(25))


# What staff mark


CLEAR = Criterion("clear", "Clear", Decimal(25), levels=(Level(Decimal(25), "Yes"), Level(Decimal(0), "No")), markers=SECOND)
FREE = Criterion("work", "Work", Decimal(10), free=True)
COURSE = Course(
    "DL",
    (
        Component("talk", "Talk", Decimal(50), Source.MARKS, Per.GROUP, (CLEAR, Criterion("runs", "", Decimal(1), "runs"))),
        Component("diary", "Diary", Decimal(50), Source.MARKS, Per.STUDENT, (FREE,)),
    ),
)


def test_levels_and_free_points_are_marked_by_hand_for_groups_or_students() -> None:
    found = hand_marked(COURSE)
    assert list(found) == ["talk.clear", "diary.work"]
    assert [who for who, _, _ in found["talk.clear"].subjects(ROSTER)] == ["g01"]
    assert [who for who, _, _ in found["diary.work"].subjects(ROSTER)] == ["s1", "s2"]
    assert found["talk.clear"].level(Decimal("25.0")) == "Yes"


@pytest.mark.parametrize(("points", "why"), [("26", "0 to 25"), ("-1", "0 to 25"), ("NaN", "0 to 25"), ("12", ""), ("25", "")])
def test_points_outside_the_criterion_are_refused(points: str, why: str) -> None:
    refusal = hand_marked(COURSE)["talk.clear"].refusal(Decimal(points))
    assert (why in refusal) if why else refusal == ""


def test_a_strict_criterion_takes_only_its_levels() -> None:
    strict = Criterion("clear", "Clear", Decimal(25), levels=CLEAR.levels, strict=True)
    course = Course("DL", (Component("talk", "Talk", Decimal(100), Source.MARKS, Per.GROUP, (strict,)),))
    assert hand_marked(course)["talk.clear"].refusal(Decimal(12)) == "12 is none of the levels of talk.clear: 25, 0"
    assert hand_marked(course)["talk.clear"].refusal(Decimal(25)) == ""


def test_differences_over_the_bound_are_listed_with_who_gave_what() -> None:
    (found,) = differences(COURSE, ROSTER, Adjusted.of([mark("Wu", "20"), mark("Lin", "14", day=2)]))
    assert (found.path, found.who, found.marks) == ("talk.clear", "g01", (("Wu", "20"), ("Lin", "14")))
    assert list(differences(COURSE, ROSTER, Adjusted.of([mark("Wu", "20"), mark("Lin", "15", day=2)]))) == []
