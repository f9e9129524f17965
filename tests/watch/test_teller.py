"""What goes back to groups after a run."""

from __future__ import annotations

import subprocess
from datetime import datetime
from pathlib import Path

import pytest

from grader.course import judge_course, open_course
from grader.told import AFTER
from grader.watch.teller import Teller

GIT = ("git", "-c", "user.name=Ann", "-c", "user.email=ann@example.org", "-c", "init.defaultBranch=main")


def git(folder: Path, *arguments: str) -> str:
    return subprocess.run([*GIT, *arguments], cwd=folder, check=True, capture_output=True, text=True).stdout


@pytest.mark.parametrize(("day", "is_told"), [("05", False), ("09", True)])
def test_a_branch_holds_what_the_policy_allows_and_who_cannot_be_reached_is_named(
    measured: Path, day: str, is_told: bool
) -> None:
    file = measured / "course.yaml"
    file.write_text(file.read_text(encoding="utf-8") + "feedback: {held_out: after_deadline, give: [branch]}\n", "utf-8")
    work = measured / "repositories" / "g01"
    git(work, "init", "-q")
    git(work, "commit", "-q", "--allow-empty", "-m", "work")
    said: list[str] = []
    course = open_course(measured)
    teller = Teller(said.append, "grader-feedback", lambda: datetime.fromisoformat(f"2027-01-{day}T12:00+08:00"))
    for _ in range(2):  # the second time there is nothing to push
        teller(course, judge_course(course, write=False), frozenset({"g01", "g03"}))
    teller.close(60)
    assert git(work, "rev-list", "--count", "grader-feedback") == "1\n"
    text = git(work, "show", "grader-feedback:FEEDBACK.md") + git(work, "show", "grader-feedback:FEEDBACK.html")
    assert ("0.9500 on 100 held-out digits" in text, AFTER in text) == (is_told, not is_told)
    assert [line.partition(":")[0] for line in said] == ["g03", "g03"]
    assert not (measured / "out" / "feedback").exists()
