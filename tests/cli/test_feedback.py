"""`grader feedback`: files for everyone, letters, and a branch in each group's repository."""

from __future__ import annotations

import csv
import shutil
import subprocess
from pathlib import Path
from typing import Any

IDENTITY = ("-c", "user.name=Ana", "-c", "user.email=ana@example.org")


def git(folder: Path, *arguments: str) -> str:
    return subprocess.run(["git", "-C", str(folder), *IDENTITY, *arguments], capture_output=True, check=True, text=True).stdout


def test_every_group_and_student_has_files_and_nothing_else_changes(measured: Path, grader: Any, snapshot: Any) -> None:
    before = snapshot(measured)
    ended = grader("feedback", "-C", measured)
    assert (ended.status, ended.err) == (0, "")
    assert ended.out == f"3 groups, 4 students: {measured / 'out' / 'feedback'}\n"
    assert len(list((measured / "out" / "feedback" / "groups").iterdir())) == 6
    assert len(list((measured / "out" / "feedback" / "students").iterdir())) == 8
    own = (measured / "out" / "feedback" / "students" / "s1.md").read_text(encoding="utf-8")
    assert "32.00" in own
    assert "Ann" in own
    shared = (measured / "out" / "feedback" / "groups" / "g01.md").read_text(encoding="utf-8")
    assert "32.00" not in shared
    after = snapshot(measured)
    assert {path: after[path] for path in before} == before


def test_letters_go_to_who_has_an_address(measured: Path, grader: Any, tmp_path: Path) -> None:
    roster = measured / "roster.csv"
    roster.write_text(roster.read_text(encoding="utf-8").replace("ben@example.org", "ben at example"), encoding="utf-8")
    ended = grader("feedback", "--mail-merge", tmp_path / "letters.csv", "-C", measured)
    assert ended.status == 0
    assert "no letter for s2: 'ben at example' is no address" in ended.err
    with (tmp_path / "letters.csv").open(encoding="utf-8-sig", newline="") as file:
        letters = list(csv.DictReader(file))
    assert [one["email"] for one in letters] == ["ann@example.org", "mei@example.org", "di@example.org"]
    assert letters[1]["body"].startswith("Dear 陳小美,\n\n")


def test_push_reaches_who_can_be_reached_and_names_who_cannot(measured: Path, grader: Any) -> None:
    for group in ("g01", "g03"):
        folder = measured / "repositories" / group
        git(folder, "init", "-q", "-b", "main")
        git(folder, "commit", "-q", "--allow-empty", "-m", "work")
    shutil.rmtree(measured / "repositories" / "g02")
    (measured / "repositories" / "g02").mkdir()
    ended = grader("feedback", "--push", "-C", measured)
    assert ended.status == 1, ended.err
    assert ended.out.splitlines()[1:] == ["g01: pushed", "g03: pushed"]
    assert ended.err.startswith("第二組: ")
    pushed = git(measured / "repositories" / "g01", "show", "grader-feedback:FEEDBACK.md")
    assert "Feedback for the group g01." in pushed
    assert "32.00" not in pushed
    again = grader("feedback", "--push", "-g", "g01", "-g", "g03", "-C", measured)
    assert (again.status, again.out.splitlines()[1:]) == (0, ["g01: is there already", "g03: is there already"])


def test_a_group_that_is_none_is_refused(measured: Path, grader: Any) -> None:
    ended = grader("feedback", "-g", "g1", "-C", measured)
    assert ended.status == 2
    assert "did you mean 'g01'" in ended.err
    assert not (measured / "out" / "feedback").exists()
