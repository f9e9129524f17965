from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest

from grader.core.deadlines import Deadlines, extendable
from grader.core.errors import InputError
from grader.core.extension import Extension, latest
from grader.core.roster import Group, Student
from grader.core.rubric import Component, Course, Per, Source

DEADLINE = datetime(2027, 1, 8, 16, tzinfo=UTC)
PROPOSAL = datetime(2026, 11, 1, tzinfo=UTC)
ANN, BEN = Student("s1", "Ann", "", "g01"), Student("s2", "Ben", "", "g01")
PAIR, ALONE = Group("g01", "", (ANN, BEN)), Group("g02", "", (Student("s3", "Cai", "", "g02"),))
REPORT = Component("report", "Report", Decimal(60), Source.REPOSITORY, Per.GROUP)
COURSE = Course(
    "DL",
    (
        Component(
            "project",
            "Project",
            Decimal(100),
            Source.PARTS,
            Per.GROUP,
            components=(Component("proposal", "", Decimal(40), Source.REPOSITORY, Per.GROUP, deadline="proposal"), REPORT),
        ),
    ),
)


def given(subject: str, days: int, component: str = "", at: str = "2027-01-01T00:00:00+00:00") -> Extension:
    return Extension(subject, component, None, days * 1440, "ill", "Prof. Wu", at)


def deadlines(*extensions: Extension) -> Deadlines:
    return Deadlines.of(COURSE, DEADLINE, {"proposal": PROPOSAL}, extensions)


def days(found: datetime, since: datetime = DEADLINE) -> float:
    return (found - since) / timedelta(days=1)


def test_without_extensions_everybody_has_the_deadline_that_the_component_names() -> None:
    known = deadlines()
    assert known.for_student(ANN, "project.report") == DEADLINE
    assert known.for_student(ANN, "project.proposal", "proposal") == PROPOSAL
    assert known.names == ("", "proposal")


def test_a_groups_and_a_students_extension_do_not_add_up_the_later_one_holds() -> None:
    known = deadlines(given("g01", 2), given("s1", 3))
    assert days(known.for_student(ANN, "project.report")) == 3
    assert days(known.for_student(BEN, "project.report")) == 2


def test_by_so_much_moves_with_every_deadline_and_until_is_never_earlier_than_the_deadline() -> None:
    known = deadlines(given("g01", 2), Extension("s3", "", PROPOSAL + timedelta(days=5), None, "ill", "Wu"))
    assert days(known.for_student(ANN, "project.proposal", "proposal"), PROPOSAL) == 2
    cai = ALONE.members[0]
    assert days(known.for_student(cai, "project.proposal", "proposal"), PROPOSAL) == 5
    assert known.for_student(cai, "project.report") == DEADLINE


def test_an_extension_for_a_component_holds_for_it_and_all_below() -> None:
    known = deadlines(given("g01", 2, "project.report"), given("g02", 4, "project"))
    assert days(known.for_student(ANN, "project.report")) == 2
    assert known.for_student(ANN, "project.proposal", "proposal") == PROPOSAL
    assert days(known.for_student(ALONE.members[0], "project.proposal", "proposal"), PROPOSAL) == 4


def test_a_groups_commits_count_as_long_as_all_its_members_have_time() -> None:
    assert deadlines(given("s1", 3)).for_group(PAIR) == DEADLINE
    assert days(deadlines(given("s1", 3), given("s2", 1)).for_group(PAIR)) == 1
    assert days(deadlines(given("s3", 3)).for_group(ALONE)) == 3


def test_a_later_extension_puts_a_slip_right_and_the_files_row_stands_beside_it() -> None:
    slip, right = given("g01", 20), given("g01", 2, at="2027-01-02T00:00:00+00:00")
    assert latest([right, slip]) == (right,)
    assert days(deadlines(slip, right, given("g01", 1, at="")).for_group(PAIR)) == 2
    with pytest.raises(InputError, match="no readable time"):
        latest([given("g01", 1, at="soon")])


def test_what_can_be_extended_are_components_of_the_repository_and_those_above() -> None:
    exam = Component("exam", "Exam", Decimal(40), Source.EXAM, Per.STUDENT)
    assert extendable(Course("DL", (*COURSE.components, exam))) == ("project", "project.proposal", "project.report")


def test_a_deadline_that_nobody_stated_is_refused() -> None:
    with pytest.raises(InputError, match="no deadline of the course is called 'proposal'"):
        Deadlines.of(COURSE, DEADLINE, {})
