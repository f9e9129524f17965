from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from grader.core.roster import Student
from grader.core.scores import ComponentScore, CriterionScore, Mark, State
from grader.gradebook.difference import Change, difference


def points(text: str | None) -> Decimal | None:
    return None if text is None else Decimal(text)


def criterion(name: str, earned: str | None, reason: str = "why") -> CriterionScore:
    return CriterionScore(name, name.title(), points(earned), Decimal(100), State.FULLY_GRADED, reason)


def component(name: str, earned: str | None, *parts: CriterionScore | ComponentScore, reason: str = "") -> ComponentScore:
    criteria = tuple(part for part in parts if isinstance(part, CriterionScore))
    inner = tuple(part for part in parts if isinstance(part, ComponentScore))
    return ComponentScore(
        name, name.title(), points(earned), Decimal(100), Decimal(50), State.FULLY_GRADED, reason, criteria, inner
    )


def mark(student: str, percent: str | None, *components: ComponentScore, grade: str | None = None) -> Mark:
    return Mark(Student(student, "N", "e@example.org", "g"), components, points(percent), grade, State.FULLY_GRADED)


def test_nothing_moved_is_no_change() -> None:
    marks = [mark("s1", "50", component("project", "50", criterion("runs", "50")))]
    again = [mark("s1", "50.0", component("project", "50.00", criterion("runs", "5E+1", "other words")))]
    assert difference(marks, again) == ()


def test_a_criterion_takes_its_component_the_total_and_the_grade_along() -> None:
    before = [mark("s1", "50", component("project", "50", criterion("runs", "50"), criterion("b", "0")), grade="50")]
    after = [
        mark("s1", "60", component("project", "60", criterion("runs", "60", "all cells ran"), criterion("b", "0")), grade="60")
    ]
    assert difference(before, after) == (
        Change("s1", "project", Decimal(50), Decimal(60), "moved with project.runs"),
        Change("s1", "project.runs", Decimal(50), Decimal(60), "all cells ran"),
        Change("s1", "total", Decimal(50), Decimal(60), "moved with project"),
        Change("s1", "grade", "50", "60", "moved with project"),
    )


def test_what_becomes_known_is_told_as_known_now_and_is_not_a_rise_from_zero() -> None:
    before = [mark("s1", None, component("exam", None))]
    after = [mark("s1", "0", component("exam", "0", reason="0 of 50 in the exam"))]
    assert difference(before, after)[0] == Change("s1", "exam", None, Decimal(0), "known now: 0 of 50 in the exam")
    assert difference(after, before)[0] == Change("s1", "exam", Decimal(0), None, "no longer known")


def test_unknown_both_times_is_not_listed() -> None:
    assert difference([mark("s1", None, component("exam", None))], [mark("s1", None, component("exam", None))]) == ()


def test_nested_parts_are_named_by_their_path() -> None:
    def whole(earned: str) -> Mark:
        return mark("s1", "1", component("project", "1", component("code", "1", criterion("runs", earned))))

    assert [change.what for change in difference([whole("1")], [whole("2")])] == ["project.code.runs"]


def test_a_total_that_moved_alone_was_moved_by_the_scheme() -> None:
    before, after = ([mark("s1", percent, component("project", "50"))] for percent in ("25", "30"))
    assert difference(before, after) == (Change("s1", "total", Decimal(25), Decimal(30), "the rubric or the deadline changed"),)


def test_students_and_parts_that_come_or_go_are_told_so() -> None:
    before = [mark("gone", "1", component("project", "1")), mark("stays", "1", component("project", "1"))]
    after = [mark("new", "2"), mark("stays", "1", component("exam", "3"))]
    assert [(change.student, change.what, change.reason) for change in difference(before, after)] == [
        ("new", "total", "new in the roster"),
        ("stays", "exam", "new in the rubric"),
        ("stays", "project", "no longer in the rubric"),
        ("gone", "project", "no longer in the roster"),
        ("gone", "total", "no longer in the roster"),
    ]


MARKS = st.lists(
    st.builds(
        lambda student, percent, earned: mark(student, percent, component("project", earned, criterion("runs", earned))),
        st.sampled_from("abc"),
        st.none() | st.sampled_from(["0", "1", "2"]),
        st.none() | st.sampled_from(["0", "1", "2"]),
    ),
    unique_by=lambda m: m.student.id,
)


@given(MARKS, MARKS)
def test_the_changes_lead_from_before_to_after_and_back(before: list[Mark], after: list[Mark]) -> None:
    forth = {(change.student, change.what): (change.before, change.after) for change in difference(before, after)}
    back = {(change.student, change.what): (change.after, change.before) for change in difference(after, before)}
    assert forth == back
    assert all(old != new for old, new in forth.values())
    assert difference(after, after) == ()
