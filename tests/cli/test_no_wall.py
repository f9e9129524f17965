"""A machine without a wall runs nothing, unless somebody says so; and then every page says it too."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from grader.core.evidence import Evidence
from grader.gradebook.store import Store
from grader.sandbox.containers.engine import Engine


@pytest.fixture
def without_walls(monkeypatch: pytest.MonkeyPatch) -> None:
    """A machine with neither bubblewrap nor an engine, whatever this one has."""
    monkeypatch.setattr("grader.sandbox.choose.find_bubblewrap", lambda: None)
    monkeypatch.setattr("grader.sandbox.containers.engine.shutil.which", lambda _: None)


@pytest.mark.usefixtures("without_walls")
def test_without_a_wall_nothing_runs_and_the_install_command_is_said(measured: Path, grader: Any, rows: Any) -> None:
    before = rows(measured)
    ended = grader("grade-all", "-C", measured)
    assert ended.status == 3
    assert "sudo apt-get install bubblewrap" in ended.err
    assert "docker is not installed" in ended.err
    assert ended.out == ""
    assert rows(measured) == before


@pytest.mark.usefixtures("without_walls")
@pytest.mark.parametrize("name", ["fork-server", "bubblewrap", "podman", "docker"])
def test_naming_a_wall_that_is_not_there_does_not_help(course: Path, grader: Any, name: str) -> None:
    ended = grader("grade-all", "-C", course, "--sandbox", name)
    assert ended.status == 3
    assert not (course / "out").exists()


def test_a_container_that_stands_in_for_bubblewrap_is_said(measured: Path, grader: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("grader.sandbox.choose.find_bubblewrap", lambda: None)
    monkeypatch.setattr("grader.sandbox.choose.first_engine", lambda: (Engine("podman", "/bin/false", "image"), ""))
    ended = grader("grade-all", "-C", measured)
    assert "bubblewrap is not installed: each run gets a container of podman" in ended.err


def test_no_wall_is_warned_of_first_and_on_every_page(measured: Path, grader_process: Any) -> None:
    ended = grader_process("grade-all", "-C", measured, "--sandbox", "none")
    assert ended.status == 1, ended.err  # there is no repository to run: the groups' folders are empty
    first = ended.err.splitlines()[0]
    assert first.startswith("grader: WARNING: no sandbox")
    pages = sorted((measured / "out").rglob("*.html")) + sorted((measured / "out").rglob("*.md"))
    assert len(pages) == 2 + 3 * 3  # the course's, and each group's: for itself, as Markdown, and for staff
    assert [page.name for page in pages if "No wall stood around" not in page.read_text(encoding="utf-8")] == []


def test_one_group_that_ran_without_a_wall_is_marked_and_the_others_are_not(
    measured: Path, grader: Any, evidence_of: Callable[..., Evidence]
) -> None:
    found = evidence_of("g01")
    with Store.open(measured) as store:
        store.put_evidence("without a wall", replace(found, provenance=replace(found.provenance, sandbox="none")))
        store.set_latest("g01", "without a wall")
    grader("regrade", "-C", measured)
    warned = {
        page.name for page in (measured / "out").rglob("*.html") if "No wall stood around" in page.read_text(encoding="utf-8")
    }
    assert {"g01.html"} <= warned
    assert "g03.html" not in warned
