from __future__ import annotations

import random
import re
import signal
import tempfile
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import psutil
import pytest

from grader.core.errors import InputError, MachineError
from grader.core.limits import MIB, Limits
from grader.sandbox.bubblewrap import find_bubblewrap
from grader.sandbox.choose import choose_sandbox
from grader.sandbox.fork_server import ForkServer
from grader.sandbox.job import Job, Outcome
from grader.sandbox.server_process import ServerPlan

pytestmark = pytest.mark.skipif(find_bubblewrap() is None, reason="needs bubblewrap")

_OF_ENGINES = re.compile("containers|docker|netns")  # what tests of containers mount meanwhile
_TINY = Limits(seconds=10, memory_bytes=300 * MIB, disk_bytes=8 * MIB)


def _names(folder: str) -> list[str]:
    return [path.name for path in Path(folder).iterdir()]


def _tiny(stay: float = 0.0) -> Job:
    attempts = ["leave_files"] if stay else []
    return Job("probe", {"attempts": attempts, "marker": "marker", "stay": stay}, limits=_TINY)


@pytest.fixture(autouse=True)
def _own_temporary_folder(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Keep what these tests leave apart from what other programs of this machine do."""
    with tempfile.TemporaryDirectory(prefix="fork-server-tests-") as folder:
        Path(folder).chmod(0o755)
        monkeypatch.setattr(tempfile, "tempdir", folder)
        yield
        monkeypatch.undo()


@pytest.fixture
def small() -> Iterator[ForkServer]:
    """A fork server that imports nothing beforehand: quick to start, quick to kill."""
    with ForkServer(ServerPlan(), name="fork-server") as sandbox:
        yield sandbox


def _tree(sandbox: ForkServer) -> list[psutil.Process]:
    assert sandbox._server is not None
    top = psutil.Process(sandbox._server.process.pid)
    return [top, *top.children(recursive=True)]


def _state(sandbox: ForkServer) -> dict[str, Any]:
    mounts = [line for line in Path("/proc/self/mountinfo").read_text("utf-8").splitlines() if not _OF_ENGINES.search(line)]
    files = sorted(_names(tempfile.gettempdir()))
    descriptors = len(_names("/proc/self/fd"))
    return {
        "processes": len(_tree(sandbox)),
        "mounts": mounts,
        "files": files,
        "descriptors": descriptors,
        "shm": sorted(_names("/dev/shm")),
    }


def _memory(sandbox: ForkServer) -> int:
    return sum(process.memory_full_info().pss for process in _tree(sandbox))


def test_a_hundred_runs_leave_nothing_behind(small: ForkServer) -> None:
    for _ in range(5):
        small.run(_tiny())
    before, memory, threads = _state(small), _memory(small), threading.active_count()
    for _ in range(100):
        assert small.run(_tiny()).status == "OK"
    time.sleep(0.2)
    assert _state(small) == before
    assert _memory(small) < memory * 1.05
    assert threading.active_count() == threads
    assert small.replaced == 0


def test_closing_ends_every_process_and_removes_every_file() -> None:
    files = set(_names(tempfile.gettempdir()))
    sandbox = ForkServer(ServerPlan(), name="fork-server")
    sandbox.run(_tiny())
    processes = _tree(sandbox)
    sandbox.close()
    _, alive = psutil.wait_procs(processes, timeout=3)
    assert alive == []
    assert set(_names(tempfile.gettempdir())) == files


def test_killing_the_server_at_random_changes_no_result(small: ForkServer) -> None:
    dice = random.Random(3)  # noqa: S311 - which process to kill is no secret
    undisturbed = small.run(_tiny(0.1))
    over = threading.Event()
    kills: list[str] = []
    under_way: set[int] = set()

    def run(number: int) -> Outcome:
        under_way.add(number)
        outcome = small.run(_tiny(0.15))
        under_way.discard(number)
        return outcome

    def kill() -> None:
        hit: set[int] = set()
        while not over.wait(1.2):
            if hit & under_way:
                continue  # a run that loses its server twice is given up: that would be no accident
            hit = set(under_way)
            chosen = dice.choice(_tree(small)[:2])
            kills.append(chosen.name())
            chosen.send_signal(signal.SIGKILL)

    killer = threading.Thread(target=kill)
    killer.start()
    try:
        with ThreadPoolExecutor(2) as two:
            outcomes = list(two.map(run, range(40)))
    finally:
        over.set()
        killer.join()
    assert kills
    assert small.replaced >= 1
    assert {(o.status, str(o.document.get("found"))) for o in outcomes} == {("OK", str(undisturbed.document.get("found")))}


def test_a_fresh_sandbox_that_loses_its_bubblewrap_runs_the_job_again() -> None:
    with ForkServer(ServerPlan(), name="bubblewrap", fresh=True) as sandbox:
        me = psutil.Process()
        before = {child.pid for child in me.children()}
        with ThreadPoolExecutor(1) as one:
            running = one.submit(sandbox.run, _tiny(1.5))
            until = time.monotonic() + 10
            while time.monotonic() < until:
                new = [child for child in me.children() if child.pid not in before and len(child.children(recursive=True)) >= 3]
                if new:
                    new[0].kill()
                    break
                time.sleep(0.05)
            assert new
            assert running.result().status == "OK"


def test_a_server_that_stops_answering_does_not_hang_the_grader(small: ForkServer, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("grader.sandbox.watch._START_SECONDS", 1.0, raising=False)
    small.run(_tiny())
    stopped = _tree(small)
    for process in stopped:
        process.suspend()
    ended = threading.Event()
    found: list[object] = []

    def run() -> None:
        try:
            found.append(small.run(Job("probe", {"attempts": []}, limits=Limits(seconds=1))).status)
        except MachineError as error:
            found.append(error)
        ended.set()

    threading.Thread(target=run, daemon=True).start()
    in_time = ended.wait(1 + 5 + 5)
    for process in stopped:
        if process.is_running():
            process.kill()
    ended.wait(5)
    assert in_time
    assert found


def test_runs_at_one_time_do_not_mix(small: ForkServer) -> None:
    def job(number: int) -> Job:
        return Job("probe", {"attempts": [], "number": number}, inputs={"n": str(number).encode()}, limits=_TINY, seed=number)

    with ThreadPoolExecutor(8) as many:
        outcomes = list(many.map(lambda n: small.run(job(n)), range(40)))
    assert [o.status for o in outcomes] == ["OK"] * 40


def test_a_wall_is_never_replaced_by_none(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("grader.sandbox.choose.find_bubblewrap", lambda: None)
    monkeypatch.setattr("grader.sandbox.choose.first_engine", lambda: (None, "docker is not installed"))
    with pytest.raises(MachineError, match="docker is not installed, and bubblewrap is not installed"):
        choose_sandbox(None, ServerPlan())
    with pytest.raises(InputError):
        choose_sandbox("gvisor", ServerPlan())
