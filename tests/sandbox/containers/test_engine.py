from __future__ import annotations

from pathlib import Path

import pytest

from grader.core.errors import MachineError
from grader.sandbox.bubblewrap import find_bubblewrap
from grader.sandbox.choose import choose_sandbox
from grader.sandbox.containers import engine as engines
from grader.sandbox.containers.engine import Engine, find_engine, first_engine
from grader.sandbox.server_process import ServerPlan


def _program(folder: Path, name: str, script: str) -> None:
    (folder / name).write_text(f"#!/bin/sh\n{script}\n", encoding="ascii")
    (folder / name).chmod(0o755)


@pytest.fixture
def path(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("PATH", str(tmp_path))
    return tmp_path


@pytest.mark.usefixtures("path")
def test_an_engine_that_is_not_there_is_named() -> None:
    with pytest.raises(MachineError, match=r"^podman is not installed$"):
        find_engine("podman")
    assert first_engine() == (None, "podman is not installed, docker is not installed")


def test_an_engine_whose_daemon_is_not_there_is_quoted(path: Path) -> None:
    _program(path, "docker", 'echo "Cannot connect to the daemon\x1b[2J." >&2; exit 1')
    with pytest.raises(MachineError) as raised:
        find_engine("docker")
    assert str(raised.value) == r"docker does not answer: Cannot connect to the daemon\x1b[2J."


def test_an_engine_that_starts_nothing_here_is_quoted(path: Path) -> None:
    _program(path, "podman", 'case "$1" in image) exit 0;; *) echo "Error: crun: no" >&2; exit 126;; esac')
    with pytest.raises(MachineError, match=r"^podman cannot start a container here: Error: crun: no$"):
        find_engine("podman")


def test_an_engine_that_hangs_is_given_up(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    _program(path, "podman", "exec /bin/sleep 30")
    monkeypatch.setattr(engines, "_SECONDS", 0.5)
    with pytest.raises(MachineError, match="does not answer"):
        find_engine("podman")


def test_the_image_is_the_same_each_time_and_holds_no_file() -> None:
    assert engines._empty_system() == engines._empty_system()


def test_without_bubblewrap_an_engine_is_the_wall(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("grader.sandbox.choose.find_bubblewrap", lambda: None)
    monkeypatch.setattr("grader.sandbox.choose.first_engine", lambda: (Engine("docker", "/usr/bin/docker", "image"), ""))
    chosen = choose_sandbox(None, ServerPlan())
    assert (chosen.name, chosen.fresh, chosen.plan.walled) == ("docker", True, True)


@pytest.mark.skipif(find_bubblewrap() is None, reason="needs bubblewrap")
def test_with_bubblewrap_no_engine_is_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("grader.sandbox.choose.first_engine", lambda: pytest.fail("it was asked"))
    assert choose_sandbox(None, ServerPlan()).name == "fork-server"
