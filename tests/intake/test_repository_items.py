from __future__ import annotations

from collections.abc import Collection
from pathlib import Path
from typing import Any

from grader.core.checklist import Item, Verdict
from grader.intake.git import Fetched
from grader.intake.git_archive import TreeFile
from grader.intake.repository_items import repository_items
from grader.intake.working_copy import WorkingCopy

HEAD = "a" * 40
MB = 1024 * 1024


def items(title: str, *, files: dict[str, int] | None = None, notes: tuple[str, ...] = (), commit: str = HEAD,
          named: Collection[str] = (), **copy: Any) -> list[Item]:  # fmt: skip
    held = {"digits.ipynb": 10, "model.h5": 10} if files is None else files
    fetched = Fetched(
        commit, "2027-01-01T12:00:00+08:00", 0, Path("tree.tar"), tuple(TreeFile(p, n, "0") for p, n in held.items()), notes, ()
    )
    standard = {"top": Path("/work"), "head": HEAD, "branch": "main"} | copy
    return [item for item in repository_items(WorkingCopy(**standard), fetched, named) if item.title == title]


def verdicts(found: list[Item]) -> list[Verdict]:
    return [item.verdict for item in found]


def test_a_clean_copy_is_fine() -> None:
    assert verdicts(items("Everything is committed")) == [Verdict.OK]
    assert verdicts(items("Commit to grade")) == [Verdict.OK]


def test_a_changed_notebook_needs_work_and_a_changed_text_is_a_note() -> None:
    found = items("Everything is committed", changed=("my digits.ipynb", "notes.txt"))
    assert verdicts(found) == [Verdict.NEEDS_WORK, Verdict.NOTE]
    assert found[0].advice == "git add 'my digits.ipynb' && git commit"


def test_an_untracked_model_needs_work_where_none_is_committed_or_the_notebook_names_it() -> None:
    title = "Everything is committed"
    assert verdicts(items(title, untracked=("x.keras",), files={"digits.ipynb": 1})) == [Verdict.NEEDS_WORK]
    assert verdicts(items(title, untracked=("out/x.keras",), named={"x.keras"})) == [Verdict.NEEDS_WORK]
    assert verdicts(items(title, untracked=("x.keras",))) == [Verdict.NOTE]


def test_an_ignored_model_is_named_with_its_rule_only_where_it_is_missed() -> None:
    ignored = (("final.h5", ".gitignore:3: *.h5"),)
    found = items("Everything is committed", ignored=ignored, files={"digits.ipynb": 1})
    assert verdicts(found) == [Verdict.NEEDS_WORK]
    assert ".gitignore:3: *.h5" in found[0].text
    assert found[0].advice.startswith("git add -f final.h5")
    assert verdicts(items("Everything is committed", ignored=ignored)) == [Verdict.OK]


def test_a_commit_that_is_not_the_newest_by_date_or_on_no_branch_needs_work() -> None:
    assert verdicts(items("Commit to grade", commit="b" * 40)) == [Verdict.NEEDS_WORK]
    assert verdicts(items("Commit to grade", branch="")) == [Verdict.NEEDS_WORK]
    found = items("Commit to grade", branch="dev", default_branch="main")
    assert verdicts(found) == [Verdict.NEEDS_WORK]
    assert "main" in found[0].advice


def test_files_are_held_against_the_limits_of_github() -> None:
    title = "Size of files"
    assert verdicts(items(title)) == [Verdict.OK]
    found = items(title, files={"a.h5": 50 * MB, "b.h5": 50 * MB + 1, "c.zip": 100 * MB + 1})
    assert [(item.text.split()[0], item.verdict) for item in found] == [("c.zip", Verdict.NEEDS_WORK), ("b.h5", Verdict.NOTE)]


def test_a_pointer_of_git_lfs_needs_work_and_other_notes_are_notes() -> None:
    pointer = "'model.h5' is a Git LFS pointer, not the file itself: commit the file without LFS."
    found = items("Files the grader gets", notes=(pointer, "Left out: 'link' (symbolic link)."))
    assert verdicts(found) == [Verdict.NEEDS_WORK, Verdict.NOTE]


def test_commits_that_are_not_pushed_need_work() -> None:
    remote = {"remotes": ("origin",), "upstream": "origin/main"}
    assert verdicts(items("Pushed")) == [Verdict.NOTE]
    assert verdicts(items("Pushed", remotes=("origin",))) == [Verdict.NOTE]
    assert verdicts(items("Pushed", **remote)) == [Verdict.OK]
    found = items("Pushed", **remote, ahead=2)
    assert (verdicts(found), found[0].advice) == ([Verdict.NEEDS_WORK], "git push")
    assert verdicts(items("Pushed", **remote, behind=1)) == [Verdict.OK, Verdict.NOTE]


def test_names_cannot_move_a_cursor_or_forge_a_command() -> None:
    found = items("Everything is committed", untracked=("\x1b[2J;rm -rf ~.h5",), files={})
    assert "\x1b" not in found[0].text + found[0].advice
    assert "'\\x1b[2J;rm -rf ~.h5'" in found[0].advice
