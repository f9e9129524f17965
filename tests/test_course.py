"""A course from beginning to end where the machine fails, where groups come and go, and where nothing is new."""

from __future__ import annotations

import subprocess
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

import pytest

import grader.course_run
from grader.cli.app import main
from grader.core.errors import InputError, MachineError
from grader.core.evidence import RunStatus
from grader.core.extension import Extension
from grader.core.scores import State
from grader.course import extend_course, grade_course, judge_course, open_course
from grader.executors.executor import Executor
from grader.executors.local import Local
from grader.executors.serial import Serial
from grader.gradebook.lock import lock
from grader.gradebook.store import Store
from grader.graded import Graded
from grader.intake.git import Fetched, fetch
from grader.sandbox.job import Job, Outcome

GIT = ("git", "-c", "user.name=Ann", "-c", "user.email=ann@example.org", "-c", "init.defaultBranch=main")


class Wall:
    """A sandbox for these tests: it fails as a machine does, or says that looking at the files took too long."""

    def __init__(self, fails: Iterable[int] = (), error: type[Exception] = MachineError) -> None:
        self.name, self.fails, self.error = "fork-server", set(fails), error
        self.asked: list[Job] = []
        self.closed = 0
        self.started = 0

    def start(self) -> None:
        self.started += 1

    def run(self, job: Job, on_event: Callable[[dict[str, Any]], None] | None = None) -> Outcome:  # noqa: ARG002 - the protocol's
        self.asked.append(job)
        if len(self.asked) in self.fails:
            raise self.error("the disk is full")
        return Outcome(RunStatus.TIMEOUT, message="it took longer than 60 s")

    def close(self) -> None:
        self.closed += 1


@pytest.fixture
def handed_in(measured: Path) -> Path:
    """Return the course with a real commit in each group's repository, so that there is something to look at."""
    for folder in (measured / "repositories").iterdir():
        (folder / "README.md").write_text(f"{folder.name}\n", encoding="utf-8")
        for arguments in (("init", "-q"), ("add", "-A"), ("commit", "-q", "-m", "work", "--date", "2027-01-01T12:00:00+08:00")):
            environment = {"PATH": "/usr/bin:/bin", "GIT_COMMITTER_DATE": "2027-01-01T12:00:00+08:00", "HOME": "/nonexistent"}
            subprocess.run([*GIT, *arguments], cwd=folder, check=True, env=environment)
    return measured


def _grade(folder: Path, wall: Wall, executor: Executor | None = None, **options: Any) -> Graded:
    return grade_course(open_course(folder), lambda _data: wall, executor or Serial(), **options)


# This machine fails


def test_a_failure_of_this_machine_costs_nobody_a_point_and_is_measured_again(handed_in: Path, rows: Any) -> None:
    wall = Wall(fails=[2])
    graded = _grade(handed_in, wall)
    assert (graded.exit_status, graded.measured, wall.closed) == (3, 2, 1)
    failed = [group for group, evidence in graded.evidence.items() if evidence.submission.status is RunStatus.INTERNAL_ERROR]
    assert failed == ["第二組"]
    mark = next(mark for mark in graded.marks if mark.student.group == "第二組")
    assert (mark.state, mark.percent, mark.grade, mark.components[0].points) == (State.NOT_READY, None, None, None)
    assert {score.points for score in mark.components[0].criteria} == {None}
    row = rows(handed_in)["s3"]
    assert (row["state"], row["project_points"], row["total_percent"], row["exam_points"]) == ("NOT_READY", "", "", "40.00")
    assert "the disk is full" in graded.evidence["第二組"].submission.message

    again = Wall()
    graded = _grade(handed_in, again)
    assert (graded.exit_status, graded.measured, graded.kept) == (1, 1, 2)
    assert len(again.asked) == 1
    assert graded.evidence["第二組"].submission.status is RunStatus.INVALID
    assert rows(handed_in)["s3"]["state"] == "PENDING_MANUAL"


def test_the_groups_of_a_failing_machine_are_told_from_the_others_also_with_slots(handed_in: Path) -> None:
    heard: list[tuple[str, str]] = []
    graded = _grade(handed_in, Wall(fails=[1]), Local(3), listen=lambda group, stage: heard.append((group, stage)))
    assert sorted(stage for _, stage in heard if stage.startswith("done")) == [
        "done INTERNAL_ERROR",
        "done INVALID",
        "done INVALID",
    ]
    assert graded.exit_status == 3


def test_what_was_known_before_comes_back_once_the_machine_works(handed_in: Path) -> None:
    first = _grade(handed_in, Wall())
    broken = _grade(handed_in, Wall(fails=[1, 2, 3]), again=True)
    assert broken.exit_status == 3
    after = _grade(handed_in, Wall(fails=[1, 2, 3]))
    assert (after.exit_status, after.measured, after.kept) == (1, 0, 3)
    assert after.evidence == first.evidence


def test_a_wall_that_cannot_be_started_is_exit_3_and_leaves_the_gradebook(
    handed_in: Path, rows: Any, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    before = rows(handed_in)

    def refuse(*_: object) -> None:
        raise MachineError("the sandbox could not be started: no user namespaces")

    monkeypatch.setattr("grader.sandbox.fork_server.ServerProcess", refuse)
    monkeypatch.setattr("sys.argv", ["grader", "grade-all", "-C", str(handed_in)])
    with pytest.raises(SystemExit) as ended:
        main()
    assert ended.value.code == 3
    assert "no user namespaces" in capsys.readouterr().err
    assert rows(handed_in) == before


# What staff change while it runs


def test_an_exam_that_is_mended_while_groups_are_measured_counts(handed_in: Path, rows: Any) -> None:
    def change(_group: str, _stage: str) -> None:
        (handed_in / "exam.csv").write_text("student_id,points\ns1,11\ns2,28\ns3,40\ns4,20\n", encoding="utf-8")

    _grade(handed_in, Wall(), listen=change)
    assert rows(handed_in)["s1"]["exam_points"] == "11.00"


# What is new, what is known


def test_a_second_run_measures_nothing_and_writes_the_same_gradebook(handed_in: Path) -> None:
    assert _grade(handed_in, Wall()).measured == 3
    book = (handed_in / "out" / "gradebook.csv").read_bytes()
    wall = Wall()
    graded = _grade(handed_in, wall)
    assert (graded.measured, graded.kept, wall.asked, graded.changes) == (0, 3, [], ())
    assert (handed_in / "out" / "gradebook.csv").read_bytes() == book


def test_a_new_commit_is_measured_and_only_that(handed_in: Path) -> None:
    first = _grade(handed_in, Wall())
    folder = handed_in / "repositories" / "g03"
    environment = {"PATH": "/usr/bin:/bin", "GIT_COMMITTER_DATE": "2027-01-02T12:00:00+08:00", "HOME": "/nonexistent"}
    subprocess.run([*GIT, "commit", "-q", "--allow-empty", "-m", "more"], cwd=folder, check=True, env=environment)
    second = _grade(handed_in, Wall())
    assert (second.measured, second.kept) == (1, 2)
    moved = [
        group for group in first.evidence if first.evidence[group].submission.commit != second.evidence[group].submission.commit
    ]
    assert moved == ["g03"]


def test_other_limits_measure_anew(handed_in: Path) -> None:
    _grade(handed_in, Wall())
    file = handed_in / "course.yaml"
    file.write_text(file.read_text(encoding="utf-8").replace("20 min", "10 min"), encoding="utf-8")
    assert _grade(handed_in, Wall()).measured == 3


def test_one_group_alone_is_measured_and_everybody_is_in_the_gradebook(handed_in: Path, rows: Any) -> None:
    graded = _grade(handed_in, Wall(), groups=["g03"])
    assert (graded.measured, graded.kept) == (1, 0)
    assert graded.evidence["g03"].submission.status is RunStatus.INVALID
    assert graded.evidence["g01"].submission.status is RunStatus.OK
    assert sorted(rows(handed_in)) == ["s1", "s2", "s3", "s4"]


def test_a_group_that_left_the_roster_leaves_the_gradebook(handed_in: Path, rows: Any) -> None:
    _grade(handed_in, Wall())
    for name in ("roster.csv", "exam.csv"):
        file = handed_in / name
        lines = file.read_text(encoding="utf-8").splitlines(keepends=True)
        file.write_text("".join(line for line in lines if not line.startswith("s4")), encoding="utf-8")
    graded = _grade(handed_in, Wall())
    assert sorted(rows(handed_in)) == ["s1", "s2", "s3"]
    assert {(change.student, change.reason) for change in graded.changes} == {("s4", "no longer in the roster")}


def test_without_a_repository_a_group_earns_nothing_and_stops_nobody(handed_in: Path, rows: Any) -> None:
    file = handed_in / "roster.csv"
    file.write_text(file.read_text(encoding="utf-8").replace("repositories/g01", ""), encoding="utf-8")
    graded = _grade(handed_in, Wall())
    assert graded.evidence["g01"].submission.status is RunStatus.MISSING
    assert {score.points for score in graded.marks[0].components[0].criteria if score.id != "presentation"} == {0}
    assert graded.exit_status == 1
    assert rows(handed_in)["s4"]["commit"]


def test_two_runs_over_one_course_are_not_started(handed_in: Path) -> None:
    wall = Wall()
    with lock(handed_in), pytest.raises(InputError, match="another grade-all is running"):
        _grade(handed_in, wall)
    assert wall.asked == []


def test_every_run_is_noted_with_how_it_ended(handed_in: Path) -> None:
    _grade(handed_in, Wall())
    _grade(handed_in, Wall(fails=[1]), again=True)
    with pytest.raises(KeyboardInterrupt):
        _grade(handed_in, Wall(fails=[1], error=KeyboardInterrupt), again=True)  # type: ignore[arg-type]  # as Ctrl-C does
    with Store.open(handed_in) as store:
        assert [run.exit_status for run in store.runs()] == [1, 3, None]


def test_judging_is_the_same_as_grading_without_anything_new(handed_in: Path) -> None:
    graded = _grade(handed_in, Wall())
    judged = judge_course(open_course(handed_in), write=False)
    assert (judged.marks, judged.evidence, judged.exit_status, judged.changes) == (
        graded.marks,
        graded.evidence,
        graded.exit_status,
        (),
    )


def test_a_surprise_in_one_group_stops_no_other(handed_in: Path) -> None:
    graded = _grade(handed_in, Wall(fails=[1], error=ValueError))
    assert graded.exit_status == 3
    assert graded.measured == 2


# Deadlines that move


def _commit(folder: Path, date: str, text: str) -> None:
    (folder / "README.md").write_text(text, encoding="utf-8")
    environment = {"PATH": "/usr/bin:/bin", "GIT_COMMITTER_DATE": date, "HOME": "/nonexistent"}
    subprocess.run([*GIT, "commit", "-q", "-a", "-m", "work", "--date", date], cwd=folder, check=True, env=environment)


def test_an_extension_lets_a_later_commit_count_once_it_is_measured(handed_in: Path) -> None:
    _commit(handed_in / "repositories" / "g01", "2027-01-10T12:00:00+08:00", "better\n")
    before = _grade(handed_in, Wall()).evidence["g01"].submission
    assert (before.committed_at, before.next_at) == ("2027-01-01T12:00:00+08:00", "2027-01-10T04:00:00+00:00")
    given = Extension("g01", "", None, 3 * 1440, "ill", "Prof. Wu", "2027-01-09T00:00:00+00:00")
    waiting = [mark.state for mark in extend_course(open_course(handed_in), given).marks]
    assert waiting[0] is State.NOT_READY
    graded = _grade(handed_in, Wall())
    assert (graded.measured, graded.kept) == (1, 2)
    after = graded.evidence["g01"].submission
    assert (after.committed_at, after.minutes_late, after.next_at) == ("2027-01-10T12:00:00+08:00", 0, "")
    assert next(mark for mark in graded.marks if mark.student.id == "s1").state is State.PENDING_MANUAL


def test_a_commit_that_came_since_is_known_of_though_nothing_is_measured_again(handed_in: Path) -> None:
    _grade(handed_in, Wall())
    _commit(handed_in / "repositories" / "g01", "2027-01-10T12:00:00+08:00", "better\n")
    graded = _grade(handed_in, Wall())
    assert graded.measured == 0
    assert graded.evidence["g01"].submission.next_at == "2027-01-10T04:00:00+00:00"


def test_where_the_newest_commit_counts_a_late_one_is_measured(handed_in: Path) -> None:
    _commit(handed_in / "repositories" / "g01", "2027-01-10T12:00:00+08:00", "better\n")
    file = handed_in / "course.yaml"
    file.write_text(f"{file.read_text(encoding='utf-8')}commit: newest\n", encoding="utf-8")
    graded = _grade(handed_in, Wall())
    assert graded.evidence["g01"].submission.committed_at == "2027-01-10T12:00:00+08:00"
    reason = next(mark for mark in graded.marks if mark.student.id == "s1").components[0].reason
    assert reason.startswith("20 % off: 2,161 minutes after the deadline")


def test_each_named_deadline_has_a_commit_of_its_own_and_one_commit_is_measured_once(handed_in: Path) -> None:
    _commit(handed_in / "repositories" / "g01", "2027-01-05T12:00:00+08:00", "better\n")
    text = (Path(__file__).parents[1] / "rubrics" / "ncku-deep-learning.yaml").read_text(encoding="utf-8")
    text = text.replace("    source: repo", "    deadline: early\n    source: repo")
    (handed_in / "own.yaml").write_text(text, encoding="utf-8")
    file = handed_in / "course.yaml"
    stated = file.read_text(encoding="utf-8").replace("rubric: ncku-deep-learning", "rubric: ./own.yaml")
    file.write_text(f"{stated}deadlines: {{early: 2027-01-02T00:00+08:00}}\n", encoding="utf-8")
    wall = Wall()
    graded = _grade(handed_in, wall)
    assert (graded.measured, graded.kept) == (4, 2)
    with Store.open(handed_in) as store:
        early = store.latest_at("early")
    assert early["g01"].submission.committed_at == "2027-01-01T12:00:00+08:00"
    assert graded.evidence_at["early"]["g01"].submission == early["g01"].submission
    assert graded.evidence["g01"].submission.committed_at == "2027-01-05T12:00:00+08:00"
    assert early["g03"] == graded.evidence["g03"] or early["g03"].standing is None


# Nothing has changed


def _count_fetches(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    fetched: list[str] = []

    def counting(address: str, into: Path, **options: Any) -> Fetched:
        fetched.append(Path(address).name)
        return fetch(address, into, **options)

    monkeypatch.setattr(grader.course_run, "fetch", counting)
    return fetched


def test_what_has_not_changed_is_neither_fetched_nor_needs_a_sandbox(handed_in: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    fetched = _count_fetches(monkeypatch)
    first = _grade(handed_in, Wall())
    assert sorted(fetched) == ["g01", "g02", "g03"]
    book = (handed_in / "out" / "gradebook.csv").read_bytes()
    fetched.clear()
    wall = Wall()
    second = _grade(handed_in, wall)
    assert (fetched, wall.started, wall.asked, second.measured, second.kept) == ([], 0, [], 0, 3)
    assert second.evidence == first.evidence
    assert (handed_in / "out" / "gradebook.csv").read_bytes() == book


def test_a_new_commit_or_another_deadline_is_noticed(handed_in: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    _grade(handed_in, Wall())
    fetched = _count_fetches(monkeypatch)
    environment = {"PATH": "/usr/bin:/bin", "GIT_COMMITTER_DATE": "2027-01-02T12:00:00+08:00", "HOME": "/nonexistent"}
    command = [*GIT, "commit", "-q", "--allow-empty", "-m", "more"]
    subprocess.run(command, cwd=handed_in / "repositories" / "g03", check=True, env=environment)
    graded = _grade(handed_in, Wall())
    assert (fetched, graded.measured, graded.kept) == (["g03"], 1, 2)
    fetched.clear()
    file = handed_in / "course.yaml"
    file.write_text(file.read_text(encoding="utf-8").replace("2027-01-08T23:59", "2027-01-01T13:00"), encoding="utf-8")
    graded = _grade(handed_in, Wall())
    assert (sorted(fetched), graded.measured, graded.kept) == (["g01", "g02", "g03"], 0, 3)
    assert graded.evidence["g03"].submission.commit != ""


def test_a_group_without_a_repository_is_no_news_the_second_time(handed_in: Path) -> None:
    roster = handed_in / "roster.csv"
    roster.write_text(roster.read_text(encoding="utf-8").replace("repositories/g03", "repositories/nowhere"), encoding="utf-8")
    first = _grade(handed_in, Wall())
    second = _grade(handed_in, Wall())
    assert (first.measured, second.measured, second.kept) == (3, 0, 3)
    assert second.evidence["g03"] == first.evidence["g03"]


def test_a_failure_of_the_machine_is_measured_again_although_nothing_changed(handed_in: Path) -> None:
    _grade(handed_in, Wall(fails=[1]))
    again = _grade(handed_in, Wall())
    assert (again.measured, again.kept) == (1, 2)
