from __future__ import annotations

import json
import tarfile
import time
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from grader.core.contributions import Contribution
from grader.intake.git import Fetched, fetch
from grader.intake.git_limits import GitLimits
from grader.intake.git_versions import write_versions


def commit_as(repository: Any, name: str, address: str, message: str = "work") -> str:
    repository.git("add", "-A")
    repository.git("-c", f"user.name={name}", "commit", "-q", "--allow-empty", f"--author={name} <{address}>", "-m", message)
    return str(repository.git("rev-parse", "HEAD"))


def notebook(*cells: str, output: str = "") -> str:
    listed = [{"cell_type": "code", "source": cell, "outputs": [{"text": output}], "metadata": {}} for cell in cells]
    return json.dumps({"nbformat": 4, "nbformat_minor": 5, "metadata": {}, "cells": listed}, indent=1)


def test_commits_and_lines_of_code_are_counted_by_author(new_repository: Any, take: Any) -> None:
    repository = new_repository()
    repository.write("train.py", "a = 1\nb = 2\nc = 3\n")
    repository.write("data.csv", "1,2\n" * 1000)
    commit_as(repository, "Ana", "ana@example.org")
    repository.write("train.py", "a = 1\nb = 20\nc = 3\n")
    commit_as(repository, "Bo", "bo@example.org")
    commit_as(repository, "Bo", "bo@example.org")
    assert take(repository).history.authors == (Contribution("Bo", 2, 1, 1), Contribution("Ana", 1, 3, 0))


def test_one_person_with_two_addresses_or_two_names_is_one_author(new_repository: Any, take: Any) -> None:
    repository = new_repository()
    for name, address in (("Ana Li", "ana@home"), ("Ana Li", "ana@school"), ("anas", "ANA@school"), ("Bo", "bo@home")):
        commit_as(repository, name, address)
    authors = take(repository).history.authors
    assert [(one.author, one.commits, one.aliases) for one in authors] == [("Ana Li", 3, ("anas",)), ("Bo", 1, ())]


def test_two_people_whose_machines_have_the_usual_name_stay_two(new_repository: Any, take: Any) -> None:
    repository = new_repository()
    commit_as(repository, "root", "a@one")
    commit_as(repository, "root", "b@two")
    assert len(take(repository).history.authors) == 2


def test_a_merge_counts_for_nobody(new_repository: Any, take: Any) -> None:
    repository = new_repository()
    commit_as(repository, "Ana", "ana@example.org")
    repository.git("checkout", "-q", "-b", "side")
    repository.write("b.py", "x = 1\n")
    commit_as(repository, "Bo", "bo@example.org")
    repository.git("checkout", "-q", "main")
    repository.write("a.py", "y = 1\n")
    commit_as(repository, "Ana", "ana@example.org")
    repository.git("merge", "-q", "--no-ff", "-m", "merge", "side")
    authors = take(repository).history.authors
    assert [(one.author, one.commits, one.added) for one in authors] == [("Ana", 2, 1), ("Bo", 1, 1)]


def test_the_versions_of_notebooks_are_taken_out_unread(new_repository: Any, take: Any) -> None:
    repository = new_repository()
    repository.write("work.ipynb", notebook("x = 1"))
    commit_as(repository, "Ana", "ana@example.org")
    repository.write("work.ipynb", "not even JSON")
    commit_as(repository, "Bo", "bo@example.org")
    fetched: Fetched = take(repository)
    later, first = fetched.history.changes
    assert (first.before, first.after, later.before) == ("", later.before, first.after)
    assert [fetched.history.authors[change.author].author for change in (first, later)] == ["Ana", "Bo"]
    assert fetched.versions is not None
    with tarfile.open(fetched.versions) as archive:
        assert sorted(archive.getnames()) == sorted({first.after, later.after})


def test_what_follows_the_graded_commit_counts_for_nobody(new_repository: Any, take: Any) -> None:
    repository = new_repository()
    repository.commit(date="2026-12-01T12:00:00+08:00")
    repository.commit(date="2027-02-01T12:00:00+08:00", author="Bo")
    assert [one.author for one in take(repository).history.authors] == ["Ana"]


def test_a_file_whose_name_looks_like_an_author_is_a_file(new_repository: Any, take: Any) -> None:
    repository = new_repository()
    blob = repository.blob(notebook("x = 1").encode())
    repository.commit_tree(repository.tree(("100644", blob, "\x01eve@example.org\tEve.ipynb"), ("100644", blob, "z.ipynb")))
    history = take(repository).history
    assert [one.author for one in history.authors] == ["Ana"]
    assert [change.author for change in history.changes] == [0, 0]


@pytest.mark.parametrize("name", ["\x1b[31mRed", "\u202egnp", "x" * 500])
def test_a_hostile_name_is_fit_to_show(new_repository: Any, take: Any, name: str) -> None:
    repository = new_repository()
    commit_as(repository, name, "e@example.org")
    shown = take(repository).history.authors[0].author
    assert len(shown) <= 80
    assert "\x1b" not in shown
    assert "\u202e" not in shown


def test_a_version_that_is_not_there_or_too_large_is_noted(new_repository: Any, tmp_path: Path) -> None:
    repository = new_repository()
    large = repository.blob(b"x" * 20_000_001)
    small = repository.blob(b"{}")
    notes = write_versions(repository.folder / ".git", [large, "f" * 40, small], tmp_path / "v.tar", limits=GitLimits())
    assert notes == ("2 versions of notebooks are too large to be counted.",)
    with tarfile.open(tmp_path / "v.tar") as archive:
        assert archive.getnames() == [small]


def test_a_history_that_takes_too_long_is_said_and_costs_nobody_anything(new_repository: Any, tmp_path: Path) -> None:
    from grader.intake.git_authors import git_authors

    repository = new_repository()
    tip = repository.commit()
    found = git_authors(repository.folder / ".git", "0" * 40, limits=GitLimits())
    assert found.authors == ()
    assert found.notes
    assert git_authors(repository.folder / ".git", tip, limits=GitLimits()).notes == ()


def test_a_whole_fetch_leaves_its_archives_and_nothing_else(new_repository: Any, tmp_path: Path) -> None:
    repository = new_repository()
    repository.write("a.ipynb", notebook("x = 1"))
    repository.commit()
    (tmp_path / "into").mkdir()
    fetch(str(repository.folder), tmp_path / "into", deadline=datetime.fromisoformat("2027-01-08T23:59:00+08:00"))
    assert sorted(path.name for path in (tmp_path / "into").iterdir()) == ["notebooks.tar", "tree.tar"]


def test_a_history_of_ever_new_addresses_is_read_in_a_moment(new_repository: Any) -> None:
    from grader.intake.git_authors import git_authors

    repository = new_repository()
    commits = [f"commit refs/heads/main\ncommitter Ana <a{n}@x> {1700000000 + n} +0000\ndata 1\nm\n" for n in range(8000)]
    repository.git("fast-import", "--quiet", stdin="\n".join(commits).encode())
    started = time.process_time()
    found = git_authors(repository.folder / ".git", "main", limits=GitLimits())
    assert time.process_time() - started < 5
    assert [(one.author, one.commits) for one in found.authors] == [("Ana", 8000)]
