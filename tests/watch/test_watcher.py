"""The loop itself, with real repositories and a sandbox that answers at once."""

from __future__ import annotations

import json
import shutil
import subprocess
import threading
from collections.abc import Callable, Iterable
from contextlib import suppress
from datetime import datetime, timedelta
from pathlib import Path
from time import sleep
from typing import Any, Self

import pytest

from grader.core.errors import GraderError, InputError, MachineError
from grader.core.evidence import RunStatus
from grader.course import open_course
from grader.gradebook.lock import lock
from grader.gradebook.pokes import poke
from grader.gradebook.store import Store
from grader.sandbox.job import Job, Outcome
from grader.told import AFTER
from grader.watch.settings import Settings
from grader.watch.teller import Teller
from grader.watch.warm_sandboxes import WarmSandboxes
from grader.watch.watcher import Watcher

GIT = ("git", "-c", "user.name=Ann", "-c", "user.email=ann@example.org", "-c", "init.defaultBranch=main")


class Wall:
    """A sandbox that says at once that looking at the files took too long, or fails as a machine does."""

    def __init__(self, fails: Iterable[int] = ()) -> None:
        self.name, self.fails, self.asked, self.closed = "fork-server", set(fails), 0, 0

    def run(self, job: Job, on_event: Callable[[dict[str, Any]], None] | None = None) -> Outcome:  # noqa: ARG002 - the protocol's
        self.asked += 1
        if self.asked in self.fails:
            raise MachineError("the disk is full")
        return Outcome(RunStatus.TIMEOUT, message="it took longer than 60 s")

    def start(self) -> None:
        """Be there at once."""

    def close(self) -> None:
        self.closed += 1


def commit(folder: Path, text: str) -> str:
    (folder / "README.md").write_text(text, encoding="utf-8")
    for arguments in (("init", "-q"), ("add", "-A"), ("commit", "-q", "-m", text)):
        subprocess.run([*GIT, *arguments], cwd=folder, check=True)
    done = subprocess.run(["git", "rev-parse", "HEAD"], cwd=folder, check=True, capture_output=True, text=True)
    return done.stdout.strip()


@pytest.fixture
def pushed(measured: Path) -> Path:
    """Return the course with a commit in each group's repository, and none of them graded."""
    for folder in (measured / "repositories").iterdir():
        commit(folder, f"{folder.name} begins")
    return measured


class Loop:
    """A watcher with what it said, in a thread of its own or for one round."""

    def __init__(self, folder: Path, wall: Wall, **options: Any) -> None:
        self.wall, self.lines = wall, list[str]()
        self.now = datetime.fromisoformat("2027-01-08T23:00+08:00")
        self.teller = Teller(self.lines.append, "grader-feedback", lambda: self.now)
        settings = Settings(folder, **{"every": 600.0, "slots": 2, **options})
        warm = WarmSandboxes(lambda _data, _environment: wall)
        self.watcher = Watcher(settings, warm, self.lines.append, self.teller, lambda: self.now)

    def once(self) -> int:
        status = self.watcher.run()
        self.teller.close(30)
        return status

    def __enter__(self) -> Self:
        self._stop = False
        self.watcher._waiting.settle = 0.3  # enough for what is pushed here at once
        turn = self.watcher._turn

        def stoppable(now: float) -> None:
            if self._stop:
                raise SystemExit
            turn(now)

        self.watcher._turn = stoppable  # type: ignore[method-assign]  # as SIGTERM would, which needs the main thread
        self.thread = threading.Thread(target=self._run)
        self.thread.start()
        return self

    def _run(self) -> None:
        with suppress(SystemExit):
            self.watcher.run()

    def __exit__(self, *_: object) -> None:
        self._stop = True
        self.thread.join(30)
        assert not self.thread.is_alive()
        assert self.wall.closed == 1


def graded(folder: Path) -> dict[str, str]:
    with Store.open(folder) as store:
        return {group: one.submission.commit for group, one in store.all_latest().items()}


def test_once_grades_what_changed_since_and_nothing_else(pushed: Path) -> None:
    first = Loop(pushed, Wall(), once=True)
    assert first.once() == 1  # staff have to mark the presentations
    assert sorted(first.lines) == ["g01: INVALID", "g03: INVALID", "第二組: INVALID"]
    before = graded(pushed)

    again = Loop(pushed, Wall(), once=True)
    assert (again.once(), again.lines, again.wall.asked) == (1, [], 0)

    newest = commit(pushed / "repositories" / "g02", "more")
    third = Loop(pushed, Wall(), once=True)
    assert (third.once(), third.lines, third.wall.asked) == (1, ["第二組: INVALID"], 1)
    assert graded(pushed) == {**before, "第二組": newest}


def test_a_repository_that_cannot_be_reached_is_named_and_loses_nothing(pushed: Path) -> None:
    Loop(pushed, Wall(), once=True).once()
    before = graded(pushed)
    (pushed / "repositories" / "g01").rename(pushed / "elsewhere")
    loop = Loop(pushed, Wall(), once=True)
    assert loop.once() == 1
    assert [line for line in loop.lines if line.startswith("g01: There is no Git repository")] == loop.lines
    assert graded(pushed) == before


def test_a_note_of_a_hook_makes_the_newest_commit_graded(pushed: Path, until: Any) -> None:
    with Loop(pushed, Wall()) as loop:
        until(lambda: sum(": INVALID" in line for line in loop.lines) == 3)
        commits = [commit(pushed / "repositories" / "g01", f"push {number}") for number in range(5)]
        poke(pushed, "g01")
        until(lambda: graded(pushed)["g01"] == commits[-1])
        assert loop.wall.asked == 4
        until(lambda: loop.lines[-1] == "g01: INVALID")


def test_news_by_webhook_is_looked_at_at_once(pushed: Path, until: Any) -> None:
    with Loop(pushed, Wall()) as loop:
        until(lambda: sum(": INVALID" in line for line in loop.lines) == 3)
        newest = commit(pushed / "repositories" / "g03", "more")
        loop.watcher.ask("g03")
        loop.watcher.ask("a group that left")
        until(lambda: graded(pushed)["g03"] == newest)


def test_a_failure_of_this_machine_is_said_and_tried_again(pushed: Path, until: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("grader.watch.retry._FIRST", 0.5)
    with Loop(pushed, Wall(fails=[2]), slots=1) as loop:
        until(lambda: any("tried again in 0 s" in line for line in loop.lines))
        until(lambda: loop.wall.asked == 4)
        until(lambda: set(graded(pushed).values()).isdisjoint({""}))
    with Store.open(pushed) as store:
        assert {one.submission.status for one in store.all_latest().values()} <= {RunStatus.OK, RunStatus.INVALID}


def test_a_changed_file_of_the_course_is_taken_up_and_a_wrong_one_said(
    pushed: Path, until: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("grader.watch.watcher._REREAD", 0.1)
    file = pushed / "course.yaml"
    text = file.read_text(encoding="utf-8")
    with Loop(pushed, Wall()) as loop:
        until(lambda: sum(": INVALID" in line for line in loop.lines) == 3)
        file.write_text(text + "surprise: 1\n", encoding="utf-8")
        until(lambda: any("nothing is graded until it is mended" in line and "surprise" in line for line in loop.lines))
        file.write_text(text.replace("memory: 4 GB", "memory: 3 GB"), encoding="utf-8")
        until(lambda: loop.wall.asked == 6)  # with other limits everything is measured anew


def test_staff_may_change_marks_while_it_watches(pushed: Path, until: Any, grader: Any) -> None:
    with Loop(pushed, Wall()) as loop:
        until(lambda: sum(": INVALID" in line for line in loop.lines) == 3)
        ended = grader("adjust", "project.presentation", "g01", "20", "--reason", "heard", "--author", "Di", "-C", pushed)
        assert ended.status == 0, ended.err
        newest = commit(pushed / "repositories" / "g01", "more")
        with lock(pushed):  # as a regrade of another minute would
            poke(pushed, "g01")
            until(lambda: graded(pushed)["g01"] == newest)
        until(lambda: newest in (pushed / "out" / "gradebook.csv").read_text(encoding="utf-8-sig"))


def test_an_exam_that_staff_changed_while_it_watches_counts_at_the_next_push(
    pushed: Path, until: Any, grader: Any, rows: Any
) -> None:
    with Loop(pushed, Wall()) as loop:
        until(lambda: sum(": INVALID" in line for line in loop.lines) == 3)
        exam = pushed / "exam.csv"
        exam.write_text(exam.read_text(encoding="utf-8").replace("s1,32", "s1,39"), encoding="utf-8")
        assert grader("regrade", "-C", pushed).status == 1  # the presentations are not marked yet
        assert rows(pushed)["s1"]["exam_points"] == "39.00"
        newest = commit(pushed / "repositories" / "g01", "more")
        poke(pushed, "g01")
        until(lambda: newest in (pushed / "out" / "gradebook.csv").read_text(encoding="utf-8-sig"))
        assert rows(pushed)["s1"]["exam_points"] == "39.00"
        assert loop.wall.asked == 4  # nobody was measured again for it


def test_an_exam_that_is_wrong_by_now_is_said_and_the_gradebook_stays(pushed: Path, until: Any, rows: Any) -> None:
    with Loop(pushed, Wall()) as loop:
        until(lambda: graded(pushed)["g01"] in (pushed / "out" / "gradebook.csv").read_text(encoding="utf-8-sig"))
        until(lambda: not loop.watcher._news and sum(": INVALID" in line for line in loop.lines) == 3)
        (pushed / "exam.csv").write_text("student_id,points\ns1,many\n", encoding="utf-8")
        newest = commit(pushed / "repositories" / "g01", "more")
        poke(pushed, "g01")
        until(lambda: any("the gradebook cannot be written now" in line and "exam.csv:2" in line for line in loop.lines))
        assert (rows(pushed)["s1"]["exam_points"], rows(pushed)["s1"]["commit"] == newest) == ("32.00", False)


def test_a_gradebook_that_cannot_be_written_is_said_and_written_once_it_can(
    pushed: Path, until: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("grader.watch.watcher._WRONG_AGAIN", 0.3)
    pages = pushed / "out" / "groups"
    shutil.rmtree(pages)
    pages.write_text("in the way", encoding="utf-8")
    with Loop(pushed, Wall()) as loop:
        until(lambda: any("the gradebook cannot be written now" in line for line in loop.lines))
        assert loop.thread.is_alive()
        pages.unlink()
        until((pages / "g01.html").is_file)
        assert sum("cannot be written now" in line for line in loop.lines) == 1


def test_two_watches_of_one_folder_are_one_too_many(pushed: Path, until: Any) -> None:
    with Loop(pushed, Wall()) as loop:
        until(lambda: sum(": INVALID" in line for line in loop.lines) == 3)
        with pytest.raises(InputError, match="another watch is running here"):
            Loop(pushed, Wall()).watcher.run()


def test_groups_read_no_result_before_the_deadline_and_all_of_it_after(measured: Path, until: Any) -> None:
    """The repositories are empty here, and the evidence of the fixture holds results."""
    file, out = measured / "course.yaml", measured / "out" / "feedback"
    file.write_text(file.read_text(encoding="utf-8") + "feedback: {held_out: after_deadline, give: [files, status]}\n", "utf-8")
    page, status = out / "groups" / "g01.md", out / "status" / "g01.json"
    loop = Loop(measured, Wall())
    loop.watcher._news.add("g01")  # as after a run
    with loop:
        until(status.exists)
        assert AFTER in page.read_text(encoding="utf-8")
        assert "held-out digits (95 %" not in page.read_text(encoding="utf-8")
        before = json.loads(status.read_text(encoding="utf-8"))
        assert before["github"] == {
            "state": "success",
            "description": "the notebook ran; 3 of 6 criteria told: 30.00 of 30 points",
            "context": "grader",
        }
        loop.now += timedelta(minutes=58)
        sleep(1)
        assert AFTER in page.read_text(encoding="utf-8")
        loop.now += timedelta(minutes=2)
        until(lambda: "0.9500 on 100 held-out digits (95 %" in page.read_text(encoding="utf-8"))
        until(lambda: "5 of 6 criteria told" in status.read_text(encoding="utf-8"))
    after = json.loads(status.read_text(encoding="utf-8"))
    assert (after["commit"], after["gitlab"]["state"], after["gitlab"]["name"]) == (before["commit"], "success", "grader")


def test_a_course_that_cannot_be_read_is_refused_at_the_start(tmp_path: Path) -> None:
    with pytest.raises(GraderError, match=r"no course\.yaml"):
        Loop(tmp_path, Wall())


def test_the_commands_note_is_left_where_somebody_watches(pushed: Path, grader: Any) -> None:
    ended = grader("watch", "--poke", "第二組", "-C", pushed)
    assert (ended.status, "nobody has watched" in ended.err) == (2, True)
    Loop(pushed, Wall(), once=True).once()
    assert grader("watch", "--poke", "第二組", "-C", pushed) == type(ended)(0, "", "")
    assert len(list((pushed / ".grader" / "pokes").iterdir())) == 1
    assert open_course(pushed).roster.group("第二組") is not None
