from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from grader.checks import CHECKS
from grader.checks.check import Check
from grader.core.errors import InputError, MachineError
from grader.core.evidence import Contents, Evaluation, Evidence, Execution, Provenance, RunStatus, Submission
from grader.core.exam import Exam
from grader.core.extension import Extension
from grader.core.roster import Group, Roster, Student
from grader.core.rubric import Band, Component, Course, Criterion, Late, Level, Per, Source
from grader.core.scores import Adjustment, ComponentScore, CriterionScore, Finding, Mark, State
from grader.core.select_top import SelectTop
from grader.core.selected import Selected
from grader.core.student_times import BUDGET_OPEN
from grader.core.wilson import wilson
from grader.judge import judge

DEADLINE = datetime.fromisoformat("2027-01-08T23:59+08:00")
YARDSTICKS = {"constant": 0.1, "linear": 0.9, "cnn": 0.98}
ANN, BEN = Student("s1", "Ann", "ann@x", "g01"), Student("s2", "Ben", "ben@x", "g01")
CAI = Student("s3", "Cai", "cai@x", "g02")
ROSTER = Roster((Group("g01", "repo", (ANN, BEN)), Group("g02", "", (CAI,))))
EXAM = Exam({"s1": Decimal(32), "s2": Decimal(20)}, Decimal(40), ("s3",))
D = Decimal

RUNS = Criterion("runs", "Notebook runs", D(15), "notebook_runs", options={"partial": True})
CONTENTS = Criterion("contents", "Contents", D(10), "contents")
BANDS = (Band("constant", D(0)), Band("linear", D(15)), Band("cnn", D(36)), Band(0.995, D(40)))
ACCURACY = Criterion("accuracy", "Accuracy", D(40), "accuracy", bands=BANDS)
REPRODUCES = Criterion("reproduces", "Reproduces", D(10), "reproduces")
TALK = Criterion("presentation", "Presentation", D(25), levels=(Level(D(25), "Clear"), Level(D(0), "Missed")))
LATE = Late(120, D(10), D(30))


def project(*criteria: Criterion, weight: int = 60, late: Late | None = LATE) -> Component:
    chosen = criteria or (RUNS, CONTENTS, ACCURACY, REPRODUCES, TALK)
    return Component("project", "Project", D(weight), Source.REPOSITORY, Per.GROUP, chosen, late=late)


def quiz(weight: int = 40) -> Component:
    return Component("exam", "Exam", D(weight), Source.EXAM, Per.STUDENT)


NCKU = Course("Deep Learning", (project(), quiz()))


def model(kind: str, correct: int = 490) -> Evaluation:
    matrix = tuple(tuple(50 if row == column else 0 for column in range(10)) for row in range(10))
    return Evaluation(kind, "held-out", RunStatus.OK, 500, correct, matrix, (50,) * 10, wilson(correct, 500), sha256="a" * 64)


def measured(minutes: float = -60, execution: Execution | None = None, correct: int = 490, **submission: Any) -> Evidence:
    when = (DEADLINE + timedelta(minutes=minutes)).isoformat()
    return Evidence(
        submission=replace(Submission("g01", "repo", "c" * 40, when), **submission),
        artifacts=(),
        choices=(),
        contents=Contents("cell 2", "cell 3", "cell 1", "cell 4"),
        execution=execution or Execution(RunStatus.OK, cells_run=5, cells_total=5),
        evaluations=(model("committed", correct), model("written", correct)),
        provenance=Provenance("", "", "", "", "", "", "", ""),
    )


def set_to(target: str, subject: str, points: str, at: str = "2027-01-09T10:00:00+08:00") -> Adjustment:
    return Adjustment(target, subject, D(points), "a clear talk", "Prof. Wu", at)


HEARD = set_to("project.presentation", "g01", "25")


def marks(
    course: Course = NCKU, evidence: Evidence | None = None, *changes: Adjustment, exam: Exam | None = EXAM, **more: Any
) -> dict[str, Mark]:
    known: Mapping[str, Evidence] = {} if evidence is None else {"g01": evidence}
    arguments = {"yardsticks": YARDSTICKS, "deadline": DEADLINE, "adjustments": changes, "checks": CHECKS} | more
    return {mark.student.id: mark for mark in judge(course, ROSTER, known, exam, **arguments)}


def criterion(mark: Mark, name: str, component: int = 0) -> CriterionScore:
    return next(score for score in mark.components[component].criteria if score.id == name)


def only(mark: Mark) -> ComponentScore:
    return mark.components[0]


# A whole grade


def test_a_good_project_a_talk_and_an_exam_make_a_grade() -> None:
    mark = marks(NCKU, measured(), HEARD)["s1"]
    assert [component.points for component in mark.components] == [96, 32]
    assert [component.maximum for component in mark.components] == [100, 40]
    assert mark.percent == D("89.6")
    assert (mark.grade, mark.state, mark.note, mark.commit) == ("90", State.FULLY_GRADED, "", "c" * 40)


def test_every_student_has_one_mark_in_roster_order() -> None:
    assert list(marks(NCKU, measured())) == ["s1", "s2", "s3"]


def test_the_group_shares_its_project_and_each_student_has_an_own_exam() -> None:
    found = marks(NCKU, measured(), HEARD)
    assert only(found["s1"]) == only(found["s2"])
    assert (found["s1"].grade, found["s2"].grade) == ("90", "78")


def test_a_criterion_shows_value_interval_reason_and_rule() -> None:
    score = criterion(marks(NCKU, measured())["s1"], "accuracy")
    assert (score.points, score.value, score.interval) == (36, 0.98, wilson(490, 500))
    assert score.reason.startswith("0.9800 on 500 held-out digits")
    assert score.rule.startswith("constant (0.1000): 0, linear (0.9000): 15")


def test_a_group_is_asked_each_check_once() -> None:
    asked: list[str] = []

    def find(evidence: Evidence, options: Mapping[str, Any]) -> Finding:
        asked.append(evidence.submission.group)
        return Finding(1.0, "fine")

    course = Course("DL", (project(replace(RUNS, check="mine"), weight=100),))
    marks(course, measured(), checks={"mine": Check("mine", frozenset(), find)})
    assert asked == ["g01"]


def test_without_a_list_of_checks_those_installed_are_asked() -> None:
    assert marks(NCKU, measured(), HEARD, checks=None) == marks(NCKU, measured(), HEARD)


# What is not known


def test_a_criterion_for_staff_is_pending_until_staff_marks_it() -> None:
    mark = marks(NCKU, measured())["s1"]
    score = criterion(mark, "presentation")
    assert (score.points, score.state, score.reason) == (None, State.PENDING_MANUAL, "to be marked by staff")
    assert (only(mark).points, mark.percent, mark.grade) == (None, None, None)
    assert (mark.state, mark.note) == (State.PENDING_MANUAL, "presentation not marked")
    assert criterion(mark, "runs").points == 15


def test_a_group_without_evidence_is_not_ready_and_not_zero() -> None:
    mark = marks(NCKU, None)["s3"]
    assert all(score.points is None for score in only(mark).criteria)
    assert criterion(mark, "runs").reason == "not measured yet"
    assert (mark.percent, mark.state, mark.commit) == (None, State.NOT_READY, "")
    assert mark.note == "not measured yet; presentation not marked; exam: no exam result"


def test_lateness_that_is_not_known_makes_even_a_marked_talk_unknown() -> None:
    found = marks(Course("DL", (project(TALK, weight=100),)), None, HEARD)["s1"]
    assert (only(found).points, found.state, found.note) == (None, State.NOT_READY, "project: not measured yet")
    assert marks(Course("DL", (project(TALK, weight=100, late=None),)), None, HEARD)["s1"].grade == "100"


def test_without_an_exam_file_the_exam_is_pending() -> None:
    mark = marks(NCKU, measured(), HEARD, exam=None)["s1"]
    assert (mark.components[1].points, mark.components[1].maximum, mark.state) == (None, 100, State.PENDING_MANUAL)
    assert mark.note == "exam: no exam file yet"


def test_when_this_machine_failed_the_grade_is_not_ready() -> None:
    broken = measured(status=RunStatus.INTERNAL_ERROR, message="no disk space", execution=Execution(RunStatus.INTERNAL_ERROR))
    mark = marks(NCKU, broken, HEARD)["s1"]
    assert mark.state is State.NOT_READY
    assert "this machine failed; nobody loses a point: no disk space" in mark.note


def test_a_reference_model_that_was_not_measured_is_no_zero() -> None:
    mark = marks(NCKU, measured(), HEARD, yardsticks={"constant": 0.1, "linear": 0.9})["s1"]
    assert (criterion(mark, "accuracy").points, mark.state) == (None, State.NOT_READY)
    assert "the reference model 'cnn' has not been measured" in mark.note


def test_the_accuracy_of_a_reference_model_is_no_yardstick_for_an_f1() -> None:
    course = Course("DL", (project(replace(ACCURACY, check="macro_f1"), weight=100),))
    assert marks(course, measured())["s1"].state is State.NOT_READY
    own = {f"macro_f1:{name}": value for name, value in YARDSTICKS.items()}
    assert marks(course, measured(), yardsticks=own)["s1"].grade == "100"


# The group's own faults


def test_an_empty_repository_earns_zero_with_sentences_and_no_crash() -> None:
    empty = replace(
        measured(status=RunStatus.MISSING, message="the repository is empty", committed_at="", commit=""),
        contents=Contents(),
        execution=Execution(RunStatus.MISSING),
        evaluations=(),
    )
    mark = marks(NCKU, empty, HEARD)["s1"]
    assert [score.points for score in only(mark).criteria] == [0, 0, 0, 0, 25]
    assert all("the repository is empty" in score.reason for score in only(mark).criteria[:4])
    assert mark.note == "submission: missing; notebook: missing"


def test_a_model_that_cannot_be_scored_earns_nothing_even_where_the_lowest_band_is_worth_something() -> None:
    generous = replace(ACCURACY, bands=(Band(0.0, D(5)), Band("cnn", D(40))))
    course = Course("DL", (project(generous, weight=100),))
    broken = replace(measured(), evaluations=(Evaluation("committed", "held-out", RunStatus.INVALID, message="no HDF5"),))
    score = criterion(marks(course, broken, yardsticks={})["s1"], "accuracy")
    assert (score.points, score.state) == (0, State.FULLY_GRADED)
    assert score.reason == "the committed model cannot be scored: no HDF5"
    assert criterion(marks(course, measured(correct=0))["s1"], "accuracy").points == 5


def test_a_timeout_costs_points_and_is_named_in_the_note() -> None:
    stopped = measured(execution=Execution(RunStatus.TIMEOUT, cells_run=2, cells_total=5))
    mark = marks(NCKU, stopped)["s1"]
    assert criterion(mark, "runs").points == 6
    assert mark.note == "presentation not marked; notebook: timeout"


# Lateness


@pytest.mark.parametrize(("minutes", "points"), [(0, "96"), (120, "96"), (121, "86.4"), (1441, "76.8"), (99_999, "67.2")])
def test_lateness_takes_its_share_of_the_components_points(minutes: int, points: str) -> None:
    assert only(marks(NCKU, measured(minutes), HEARD)["s1"]).points == D(points)


def test_the_reason_says_whose_clock_it_was() -> None:
    claimed = only(marks(NCKU, measured(1500), HEARD)["s1"]).reason
    assert claimed == "20 % off: 1,500 minutes after the deadline, by the commit's own clock, which is the group's claim"
    pushed = measured(-60, pushed_at=(DEADLINE + timedelta(hours=5)).isoformat())
    assert only(marks(NCKU, pushed, HEARD)["s1"]).reason == "10 % off: 300 minutes after the deadline, as the server received it"


def test_a_moved_deadline_needs_no_new_measurement() -> None:
    late = measured(1500, minutes_late=1500)
    in_time = Course("DL", (project(Criterion("time", "In time", D(10), "committed_in_time"), weight=100),))
    assert marks(in_time, late)["s1"].grade == "0"
    assert marks(in_time, late, deadline=DEADLINE + timedelta(days=2))["s1"].grade == "100"


def test_a_time_that_cannot_be_read_is_unknown() -> None:
    time = Criterion("time", "In time", D(10), "committed_in_time")
    mark = marks(Course("DL", (project(RUNS, time, weight=100),)), measured(committed_at="someday"))["s1"]
    assert (criterion(mark, "time").points, only(mark).points, mark.state) == (None, None, State.NOT_READY)


def test_a_deadline_without_a_time_zone_is_refused() -> None:
    with pytest.raises(InputError, match="no time zone"):
        marks(NCKU, measured(), deadline=DEADLINE.replace(tzinfo=None))


# Extensions


def longer(subject: str, minutes: int, component: str = "") -> Extension:
    return Extension(subject, component, None, minutes, "ill", "Prof. Wu")


def test_an_extension_of_a_student_helps_that_student_and_nobody_else() -> None:
    found = marks(NCKU, measured(1500), HEARD, extensions=[longer("s1", 1440)])
    assert (only(found["s1"]).points, only(found["s2"]).points) == (D("96"), D("76.8"))
    assert only(found["s2"]).reason.startswith("20 % off")
    late = marks(NCKU, measured(1600), HEARD, extensions=[longer("s1", 1440)])["s1"]
    assert only(late).reason.startswith("10 % off: 160 minutes after the extended deadline")


def test_a_check_is_asked_again_for_a_student_who_has_longer() -> None:
    course = Course("DL", (project(Criterion("time", "In time", D(10), "committed_in_time"), weight=100, late=None),))
    found = marks(course, measured(1500), extensions=[longer("s1", 1500)])
    assert (found["s1"].grade, found["s2"].grade) == ("100", "0")


def test_once_another_commit_counts_the_measured_one_no_longer_does_until_it_is_measured() -> None:
    early = measured(-60, next_at=(DEADLINE + timedelta(hours=1)).isoformat())
    assert marks(NCKU, early, HEARD)["s1"].state is State.FULLY_GRADED
    for moved in ({"extensions": [longer("g01", 60)]}, {"deadline": DEADLINE + timedelta(hours=1)}):
        mark = marks(NCKU, early, HEARD, **moved)["s1"]
        assert (only(mark).points, mark.state) == (None, State.NOT_READY)
        assert "another commit counts now that the deadline moved: run grade-all" in mark.note
        assert criterion(mark, "presentation").points == 25
    assert marks(NCKU, early, HEARD, extensions=[longer("s1", 60)])["s2"].state is State.FULLY_GRADED


def test_a_component_with_a_deadline_of_its_own_is_judged_by_the_commit_that_counted_then() -> None:
    proposal = replace(project(RUNS, weight=40), id="proposal", deadline="proposal")
    course = Course("DL", (proposal, project(RUNS, weight=60)))
    earlier = DEADLINE - timedelta(days=30)
    broken = measured(-30 * 1440 + 1500, execution=Execution(RunStatus.CELL_ERROR, cells_run=2, cells_total=5))
    arguments: dict[str, Any] = {"deadlines": {"proposal": earlier}, "evidence_at": {"proposal": {"g01": broken}}}
    first, second = marks(course, measured(), **arguments)["s1"].components
    assert (first.points, second.points) == (D("2.4"), D("15"))
    missing = marks(course, measured(), deadlines={"proposal": earlier})["s1"]
    assert (missing.state, missing.components[0].points) == (State.NOT_READY, None)


def test_after_the_cut_off_nothing_counts_and_a_budget_says_that_it_was_used() -> None:
    late = replace(LATE, cut_off_minutes=7 * 1440, budget_minutes=2 * 1440)
    course = Course("DL", (project(RUNS, weight=100, late=late),))
    spent, used, gone = (only(marks(course, measured(days * 1440))["s1"]) for days in (3, 2, 8))
    assert (spent.points, used.points, gone.points) == (D("13.5"), D("15"), D(0))
    assert spent.reason.endswith("2 d of them taken from the late-day budget")
    assert used.reason.startswith("nothing off: 2,880 minutes after the deadline")
    assert gone.reason.endswith("nothing counts after the cut-off of 7 d")


def test_the_courses_late_days_are_shared_by_its_deadlines_in_rubric_order() -> None:
    early = replace(project(RUNS, weight=40, late=Late(per_day=D(10))), id="early", deadline="early")
    course = Course("DL", (early, project(RUNS, weight=60, late=Late(per_day=D(10)))), late_budget_minutes=3 * 1440)
    before = DEADLINE - timedelta(days=30)
    first = measured(-28 * 1440)
    arguments: dict[str, Any] = {"deadlines": {"early": before}, "evidence_at": {"early": {"g01": first}}}
    mark = marks(course, measured(3 * 1440), **arguments)["s1"]
    assert [score.points for score in mark.components] == [D("15"), D("12")]
    assert [score.reason.partition(":")[0] for score in mark.components] == ["nothing off", "20 % off"]


def test_late_days_are_not_spent_on_the_alternative_that_a_group_does_not_do() -> None:
    late = Late(per_day=D(10))
    one, other = (replace(project(RUNS, weight=1, late=late), id=name, deadline=name) for name in ("game", "paper"))
    alternatives = Component(
        "work", "Work", D(40), Source.PARTS, Per.GROUP, (), (one, other), select=SelectTop(1, "report", "game")
    )
    report = replace(project(RUNS, weight=60, late=late), id="report")
    course = Course("DL", (alternatives, report), late_budget_minutes=2 * 1440)
    arguments: dict[str, Any] = {
        "deadlines": {"game": DEADLINE, "paper": DEADLINE},
        "evidence_at": {"game": {"g01": measured(2 * 1440)}, "paper": {"g01": measured(1440)}},
    }
    taken = {name: {"work": {"g01": Selected(name, "so")}} for name in ("game", "paper")}
    points = {name: marks(course, measured(2 * 1440), selected=way, **arguments)["s1"] for name, way in taken.items()}
    assert [one.components[1].points for one in points.values()] == [D("12"), D("13.5")]  # no day is left, or one
    open_still = marks(course, measured(2 * 1440), **arguments)["s1"].components[1]
    assert (open_still.points, open_still.state, open_still.reason) == (None, State.PENDING_MANUAL, BUDGET_OPEN)
    same = {**arguments, "evidence_at": {"game": {"g01": measured(0)}, "paper": {"g01": measured(0)}}}
    assert marks(course, measured(2 * 1440), **same)["s1"].components[1].points == 15  # whichever they do


def test_where_the_newest_commit_counts_it_counts_late_and_only_up_to_the_cut_off() -> None:
    course = Course("DL", (project(RUNS, weight=100, late=Late(0, D(10), cut_off_minutes=2 * 1440)),))
    late = measured(1440, next_at=(DEADLINE + timedelta(days=2, minutes=1)).isoformat())
    assert only(marks(course, late, newest=True)["s1"]).points == D("13.5")
    assert marks(course, late, newest=True, extensions=[longer("g01", 1)])["s1"].state is State.NOT_READY
    assert marks(course, late, newest=True, extensions=[longer("s1", 1)])["s1"].state is State.FULLY_GRADED


# Adjustments


def test_staffs_number_shows_who_set_it_why_and_the_level() -> None:
    score = criterion(marks(NCKU, measured(), HEARD)["s1"], "presentation")
    assert (score.points, score.state, score.reason, score.rule) == (
        25,
        State.FULLY_GRADED,
        "set by Prof. Wu: a clear talk",
        "Clear",
    )


def test_a_number_for_one_student_changes_no_other_mark() -> None:
    found = marks(NCKU, measured(), HEARD, set_to("project.presentation", "s2", "5"))
    assert (only(found["s1"]).points, only(found["s2"]).points) == (96, 76)


def test_a_measured_criterion_can_be_set_too() -> None:
    assert criterion(marks(NCKU, measured(), set_to("project.runs", "g01", "2.5"))["s1"], "runs").points == D("2.5")


def test_a_component_can_be_set_as_a_whole_and_lateness_no_longer_counts() -> None:
    mark = marks(NCKU, measured(5000), set_to("project", "g01", "50"))["s1"]
    assert (only(mark).points, only(mark).state, only(mark).reason) == (50, State.FULLY_GRADED, "set by Prof. Wu: a clear talk")
    assert (mark.grade, mark.note) == ("62", "project: set by Prof. Wu: a clear talk")


def test_the_total_can_be_set_even_while_parts_are_open() -> None:
    mark = marks(NCKU, None, set_to("total", "s3", "59.5"))["s3"]
    assert (mark.percent, mark.grade, mark.state) == (D("59.5"), "60", State.FULLY_GRADED)
    assert mark.note == "total set by Prof. Wu: a clear talk"


@pytest.mark.parametrize(
    ("target", "points"), [("project.presentation", "26"), ("exam", "41"), ("total", "101"), ("project", "-1")]
)
def test_points_outside_a_targets_range_are_refused(target: str, points: str) -> None:
    with pytest.raises(InputError, match=f"set {target} of g01 to {points} points, outside 0 to"):
        marks(NCKU, measured(), set_to(target, "g01", points))


# Requirements


def chain(*, first: Criterion = RUNS) -> Course:
    demo = Criterion("demo", "Demo", D(5), "contents", requires=("accuracy",))
    return Course("DL", (project(demo, replace(ACCURACY, requires=("runs",)), first, weight=100),))


def test_what_requires_a_failed_criterion_is_not_judged_whatever_the_order() -> None:
    failed = measured(execution=Execution(RunStatus.KERNEL_DIED, cells_total=3))
    mark = marks(chain(), failed)["s1"]
    assert [(score.id, score.points) for score in only(mark).criteria] == [("demo", 0), ("accuracy", 0), ("runs", 0)]
    assert criterion(mark, "accuracy").reason == "not judged: needs Notebook runs first"
    assert mark.state is State.FULLY_GRADED


def test_what_requires_an_unknown_criterion_is_unknown() -> None:
    mark = marks(chain(first=replace(TALK, id="runs")), measured())["s1"]
    assert [score.points for score in only(mark).criteria] == [None, None, None]
    assert criterion(mark, "demo").reason == "waits for Accuracy"
    assert mark.state is State.PENDING_MANUAL


def test_what_requires_a_criterion_that_earned_something_is_judged() -> None:
    assert marks(chain(), measured())["s1"].grade == "93"


def test_criteria_that_require_each_other_or_nothing_known_are_refused() -> None:
    with pytest.raises(InputError, match="require each other"):
        marks(chain(first=replace(RUNS, requires=("demo",))), measured())
    with pytest.raises(InputError, match="requires 'nothing'"):
        marks(chain(first=replace(RUNS, requires=("nothing",))), measured())


# Nested components, odd checks


def test_a_component_of_components_is_worth_its_weighted_parts_out_of_100() -> None:
    work = Component(
        "work", "Work", D(100), Source.PARTS, Per.GROUP, components=(project(RUNS, ACCURACY, weight=75, late=None), quiz(25))
    )
    mark = marks(Course("DL", (work,)), measured(), set_to("work.project.accuracy", "g01", "18"))["s1"]
    assert [part.points for part in only(mark).components] == [33, 32]
    assert (only(mark).points, only(mark).maximum, mark.percent) == (65, 100, 65)


def test_a_rubric_that_names_no_check_of_ours_is_refused_with_its_line() -> None:
    with pytest.raises(InputError, match="no check is named 'runz'") as refused:
        marks(Course("DL", (project(replace(RUNS, check="runz", line=7)),)), measured())
    assert refused.value.line == 7


@pytest.mark.parametrize("value", [1.5, -0.1, float("nan"), float("inf")])
def test_a_check_that_answers_no_share_is_this_machines_fault(value: float) -> None:
    odd = Check("odd", frozenset(), lambda *_: Finding(value, "odd"))
    with pytest.raises(MachineError, match="'odd' answered"):
        marks(Course("DL", (project(replace(RUNS, check="odd")),)), measured(), checks={"odd": odd})


def test_a_finding_from_outside_the_evidence_earns_its_share_and_a_students_own_counts_first() -> None:
    found = {"project.presentation": {"g01": Finding(0.8, "third of ten"), "s2": Finding(0.4, "rated lower by the group")}}
    given = marks(NCKU, measured(), given=found)
    assert given["s1"].components[0].criteria[-1].points == D("20.0")
    assert given["s2"].components[0].criteria[-1].points == D("10.0")
    assert given["s3"].components[0].criteria[-1].points is None


def test_a_check_may_leave_the_answer_to_staff() -> None:
    ask = Check("ask", frozenset(), lambda *_: Finding(None, "look at the plot", State.PENDING_MANUAL))
    mark = marks(Course("DL", (project(replace(RUNS, check="ask")),)), measured(), checks={"ask": ask})["s1"]
    assert (mark.state, mark.note) == (State.PENDING_MANUAL, "runs not marked")


def test_a_component_that_must_be_passed_fails_the_course_and_says_why() -> None:
    strict = replace(NCKU, components=(project(), replace(quiz(), must_pass=D(60))))
    failed = marks(strict, measured(), HEARD)["s2"]
    assert failed.percent == marks(NCKU, measured(), HEARD)["s2"].percent
    assert (marks(NCKU, measured(), HEARD)["s2"].grade, failed.grade) == ("78", "59")
    assert failed.note == "not passed: Exam has 50 % of the 60 % it must reach"
    assert marks(strict, measured(), HEARD)["s1"].grade == marks(NCKU, measured(), HEARD)["s1"].grade
    assert marks(strict, measured(), HEARD, set_to("total", "s2", "80"))["s2"].grade == "80"


# What holds for any group

runs = st.builds(
    lambda status, ran, total: Execution(status, cells_run=min(ran, total), cells_total=total),
    st.sampled_from(RunStatus),
    st.integers(0, 9),
    st.integers(0, 9),
)
cases = st.builds(measured, st.integers(-9000, 9000), runs, st.integers(0, 500))
late_rules = st.builds(
    Late,
    st.integers(0, 3000),
    st.decimals(0, 100, places=0),
    st.decimals(0, 100, places=0),
    st.decimals(0, 9, places=1),
    st.none() | st.integers(0, 9000),
    st.integers(0, 5000),
)
thirds = st.decimals(0, 25, places=2)
order = {State.FULLY_GRADED: 0, State.PENDING_MANUAL: 1, State.NOT_READY: 2, State.FAILED: 3}


@given(cases, thirds)
@settings(deadline=None)
def test_points_stay_within_0_and_the_maximum_and_none_means_not_fully_graded(evidence: Evidence, talk: Decimal) -> None:
    mark = marks(NCKU, evidence, set_to("project.presentation", "g01", str(talk)))["s1"]
    for score in (*mark.components, *only(mark).criteria):
        assert score.points is None or 0 <= score.points <= score.maximum
        assert (score.points is None) == (score.state is not State.FULLY_GRADED)
    assert order[mark.state] == max(order[component.state] for component in mark.components)
    assert (mark.percent is None) == (mark.grade is None) == (mark.state is not State.FULLY_GRADED)


@given(cases, st.permutations(range(4)), st.lists(st.integers(1, 50), min_size=3, max_size=3))
@settings(deadline=None)
def test_the_order_of_components_and_criteria_changes_no_total(evidence: Evidence, places: list[int], weights: list[int]) -> None:
    parts = [replace(project(RUNS, ACCURACY, CONTENTS, weight=weight), id=f"p{weight}") for weight in weights]
    parts.append(quiz(200 - sum(weights)))
    turned = [replace(parts[place], criteria=parts[place].criteria[::-1]) for place in places]
    straight, crossed = (marks(Course("DL", tuple(c)), evidence)["s1"] for c in (parts, turned))
    assert (straight.percent, straight.grade, straight.state) == (crossed.percent, crossed.grade, crossed.state)


@given(cases, st.integers(0, 9000))
@settings(deadline=None)
def test_an_earlier_commit_never_lowers_the_grade(evidence: Evidence, minutes: int) -> None:
    moment = datetime.fromisoformat(evidence.submission.committed_at) - timedelta(minutes=minutes)
    earlier = replace(evidence, submission=replace(evidence.submission, committed_at=moment.isoformat()))
    now, then = (marks(NCKU, facts, HEARD)["s1"].percent for facts in (evidence, earlier))
    assert (now is None) == (then is None)
    assert now is None or then is None or then >= now


@given(cases, st.integers(0, 9000), st.sampled_from(["g01", "s1", "s2"]), st.sampled_from(["", "project"]), late_rules)
@settings(deadline=None)
def test_an_extension_never_lowers_a_grade_and_nor_does_a_later_deadline(
    evidence: Evidence, minutes: int, who: str, component: str, late: Late
) -> None:
    course = Course("DL", (project(late=late), quiz()))
    now = marks(course, evidence, HEARD)
    extended = marks(course, evidence, HEARD, extensions=[longer(who, minutes, component)])
    moved = marks(course, evidence, HEARD, deadline=DEADLINE + timedelta(minutes=minutes))
    for student in ("s1", "s2"):
        was = now[student].percent
        for then in (extended[student].percent, moved[student].percent):
            assert (was is None) == (then is None)
            assert was is None or then is None or then >= was >= 0


@given(cases, st.integers(0, 500))
@settings(deadline=None)
def test_more_digits_right_never_lower_the_grade(evidence: Evidence, correct: int) -> None:
    fewer, more = sorted((correct, evidence.evaluations[0].correct))
    found = [
        marks(NCKU, replace(evidence, evaluations=(model("committed", right), model("written", right))), HEARD)["s1"].percent
        for right in (fewer, more)
    ]
    assert found[0] is None or found[1] is None or found[0] <= found[1]


@given(cases)
@settings(deadline=None)
def test_judging_twice_gives_the_same_marks(evidence: Evidence) -> None:
    assert marks(NCKU, evidence, HEARD) == marks(NCKU, evidence, HEARD)
