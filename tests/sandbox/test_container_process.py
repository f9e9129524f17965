from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import psutil
import pytest

from grader.core.errors import MachineError
from grader.core.evidence import RunStatus
from grader.core.limits import MIB, Limits
from grader.sandbox.choose import choose_sandbox
from grader.sandbox.conformance import conformance
from grader.sandbox.containers.engine import ENGINES, Engine, find_engine
from grader.sandbox.fork_server import ForkServer
from grader.sandbox.job import Job
from grader.sandbox.server_process import ServerPlan

pytestmark = pytest.mark.slow(seconds=60)

_LIMITS = Limits(seconds=30, memory_bytes=300 * MIB, disk_bytes=32 * MIB)
_VICTIM = (
    "import os, numpy as np",
    "print(np.random.rand(), sorted(os.listdir()))",
    "import h5py\nh5py.File('mine.h5', 'w').create_dataset('x', data=np.arange(3))",
)
_RUNC = '[engine]\nruntime = "runc"\n'  # Podman's own choice, crun, refuses where both versions of control groups are mounted
_STARTED_WITH = """
import ctypes
numbers = open('/proc/self/stat').read().rpartition(')')[2].split()
start, end = int(numbers[47]), int(numbers[48])
print(ctypes.string_at(start, end - start).replace(b'\\0', b'\\n').decode())
"""
_WRITABLE = """
import os, pathlib
places = ['/', '/dev/shm', '/etc', '/run', '/tmp', '/usr', '/var', '/var/tmp', '/srv', '/run/lock']
print([place for place in places if os.access(place, os.W_OK)])
"""
_SOCKETS = """
import socket
open('/tmp/fill', 'wb').write(b'x' * (56 << 20))
mine, held = bytearray(b'y') * (100 << 20), []
while True:  # files and the kernel's memory, which the container's group counts and nobody else
    a, b = socket.socketpair(socket.AF_UNIX, socket.SOCK_DGRAM)
    a.setblocking(False)
    held.append((a, b))
    try:
        while True:
            a.send(b'x' * 4096)
    except BlockingIOError:
        pass
"""
_MANY_FOLDERS = "import os\nfor number in range(30_000):\n    os.mkdir(f'd{number}')"
_WRITES_LATE = """
import time
kernel = os.getpid()
if os.fork() == 0:
    os.setsid()
    try:
        while True:
            os.kill(kernel, 0)
            time.sleep(0.001)
    except ProcessLookupError:
        time.sleep(0.1)
        for number in range(0, 30_000, 50):
            open(f'd{number}/late.h5', 'w').close()
    os._exit(0)
"""
_SLEEPER = """
import sys
from grader.core.limits import Limits
from grader.sandbox.choose import choose_sandbox
from grader.sandbox.job import Job
from grader.sandbox.server_process import ServerPlan
if __name__ == '__main__':
    with choose_sandbox(sys.argv[1], ServerPlan()) as sandbox:
        sandbox.run(Job('hog', {'how': 'time'}, limits=Limits(seconds=60)))
"""


def _found(name: str, folder: Path) -> Engine | MachineError:
    try:
        return find_engine(name)
    except MachineError as error:
        if name != "podman" or "CONTAINERS_CONF" in os.environ:
            return error
    settings = folder / "containers.conf"
    settings.write_text(_RUNC, encoding="ascii")
    os.environ["CONTAINERS_CONF"] = str(settings)
    try:
        return find_engine(name)
    except MachineError as error:
        return error


@pytest.fixture(scope="session", params=ENGINES)
def engine(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Engine]:
    """Podman, then Docker; one of them is enough to say that containers work, and one that is not there is left out."""
    before = os.environ.get("CONTAINERS_CONF")
    found = _found(request.param, tmp_path_factory.mktemp("engine"))
    if isinstance(found, MachineError):
        pytest.skip(str(found))
    yield found
    if before is None:
        os.environ.pop("CONTAINERS_CONF", None)


@pytest.fixture
def sandbox(engine: Engine, plan: ServerPlan) -> Iterator[ForkServer]:
    with choose_sandbox(engine.name, plan) as found:
        yield found


def _left(engine: Engine) -> list[str]:
    command = [engine.program, "ps", "--all", "--filter", "name=^grader-", "--format", "{{.Names}}"]
    return subprocess.run(command, check=True, capture_output=True, encoding="utf-8").stdout.split()


def _until(so: Callable[[], bool], seconds: float = 15) -> bool:
    until = time.monotonic() + seconds
    while not so() and time.monotonic() < until:
        time.sleep(0.1)
    return so()


def _hogs() -> list[psutil.Process]:
    return [one for one in psutil.process_iter(["cmdline"]) if "/srv/inside/contained.py" in (one.info["cmdline"] or [])]


def _running(sandbox: ForkServer) -> tuple[threading.Thread, list[BaseException]]:
    """Begin a run that never ends; return its thread, and the list for what it will raise."""
    ended: list[BaseException] = []

    def run() -> None:
        try:
            sandbox.run(Job("hog", {"how": "time"}, limits=Limits(seconds=60, memory_bytes=300 * MIB)))
        except BaseException as error:  # noqa: BLE001 - which one it is, is the question
            ended.append(error)

    thread = threading.Thread(target=run)
    thread.start()
    return thread, ended


def test_every_question_is_answered_no(sandbox: ForkServer) -> None:
    assert {reply.name: reply.detail for reply in conformance(sandbox) if not reply.no} == {}


def test_a_notebook_gives_what_it_gives_in_the_default_sandbox(sandbox: ForkServer, attack: Any) -> None:
    there, here = attack(_VICTIM, sandbox=sandbox), attack(_VICTIM)
    assert (there.status, there.cells) == ("OK", ["OK"] * 3), there.run.execution
    assert there.answers()[:2] == here.answers()[:2]
    assert there.run.models["mine.h5"] == here.run.models["mine.h5"]


def test_a_notebook_finds_nothing_of_the_grader(sandbox: ForkServer, attack: Any) -> None:
    ran = attack(
        [
            "import importlib.util\nprint(importlib.util.find_spec('grader'))",
            "import sys, pathlib\nprint([str(p) for f in sys.path for p in pathlib.Path(f).glob('*grader*')])",
            "import os\nprint([v for v in os.environ.values() if 'control' in v], os.listdir('/srv/control'))",
        ],
        sandbox=sandbox,
    )
    assert ran.answers() == ["None", "[]", "[] []"]


def test_a_proxy_and_its_password_are_nowhere_in_a_container(
    sandbox: ForkServer, attack: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    proxy = "http://lab:secret@proxy.example:3128"
    for name in ("http_proxy", "HTTPS_PROXY", "ftp_proxy", "no_proxy"):
        monkeypatch.setenv(name, proxy)  # where Podman takes it from
    words = {"httpProxy": proxy, "httpsProxy": proxy, "ftpProxy": proxy, "noProxy": proxy}
    (tmp_path / "config.json").write_text(json.dumps({"proxies": {"default": words}}), encoding="ascii")
    monkeypatch.setenv("DOCKER_CONFIG", str(tmp_path))
    ran = attack([_STARTED_WITH], sandbox=sandbox)
    assert "proxy" not in ran.printed(0).lower()
    assert "PYTHONPATH=/srv/inside/site" in ran.printed(0)  # it did find the place


def test_only_its_own_mounts_can_be_written(sandbox: ForkServer, attack: Any) -> None:
    ran = attack([_WRITABLE, "import multiprocessing\nprint(multiprocessing.Lock())"], sandbox=sandbox)
    assert ran.answers()[0] == "['/dev/shm', '/tmp']"
    assert "Lock" in ran.answers()[1]  # a file in /dev/shm


def test_what_a_run_used_is_known_also_when_it_was_ended(sandbox: ForkServer, attack: Any) -> None:
    burn = "import os, time\nos.fork()\nbegan = time.process_time()\nwhile time.process_time() < began + 0.6:\n    pass\n"
    ran = attack([burn + "time.sleep(100)"], sandbox=sandbox, seconds=6)
    assert ran.status == "TIMEOUT"
    assert ran.run.execution.cpu_seconds > 1.2
    assert ran.run.execution.peak_bytes > 20 * MIB


def test_a_run_that_wants_too_much_memory_gets_no_more_than_its_bounds(sandbox: ForkServer, attack: Any) -> None:
    ran = attack(["x = b'x' * (2 << 30)"], sandbox=sandbox, memory_bytes=250 * MIB)
    assert ran.status in {"MEMORY", "CELL_ERROR"}  # the engine's bound, or the process's own
    assert ran.run.execution.peak_bytes < 1000 * MIB


def test_a_run_that_fills_its_container_is_judged_and_not_called_the_machines_fault(sandbox: ForkServer, attack: Any) -> None:
    ran = attack([_SOCKETS], sandbox=sandbox, memory_bytes=250 * MIB, disk_bytes=64 * MIB, open_files=1024)
    assert ran.status == "MEMORY"


def test_closing_ends_a_run_at_once(sandbox: ForkServer, engine: Engine) -> None:
    thread, ended = _running(sandbox)
    assert _until(lambda: bool(_hogs()))
    time.sleep(1)
    began = time.monotonic()
    sandbox.close()
    thread.join(30)
    assert time.monotonic() - began < 6
    assert [type(one) for one in ended] == [MachineError]
    assert _until(lambda: not _left(engine) and not _hogs())


def test_closing_does_not_wait_for_a_container_that_starts(sandbox: ForkServer, engine: Engine) -> None:
    thread, ended = _running(sandbox)
    time.sleep(0.1)
    sandbox.close()
    thread.join(20)
    assert [type(one) for one in ended] == [MachineError]
    assert _until(lambda: not _left(engine) and not _hogs())


def test_a_grader_that_is_killed_leaves_no_container(engine: Engine) -> None:
    with subprocess.Popen([sys.executable, "-c", _SLEEPER, engine.name], cwd=Path(__file__).parents[2]) as grader:
        assert _until(lambda: bool(_hogs()), 30)
        time.sleep(1)
        grader.kill()
    assert _until(lambda: not _hogs()), "its processes go on"
    assert _until(lambda: not _left(engine)), "the container is still there"


def test_a_run_whose_container_is_killed_is_run_again(sandbox: ForkServer) -> None:
    hits: list[int] = []

    def kill() -> None:
        assert _until(lambda: bool(_hogs()), 30)
        time.sleep(0.5)
        for process in _hogs():
            hits.append(process.pid)
            os.kill(process.pid, signal.SIGKILL)

    killer = threading.Thread(target=kill)
    killer.start()
    outcome = sandbox.run(Job("probe", {"attempts": ["leave_files"], "marker": "m", "stay": 3}, limits=_LIMITS))
    killer.join()
    assert hits
    assert outcome.status is RunStatus.OK


def test_a_run_cannot_end_or_stop_what_watches_it(sandbox: ForkServer, attack: Any) -> None:
    signals = ("SIGKILL", "SIGSTOP", "SIGINT", "SIGTERM")
    strike = "import contextlib, os, signal\nwith contextlib.suppress(OSError):\n    os.kill(1, signal.{})"
    ran = attack([*(strike.format(name) for name in signals), "print('still here')"], sandbox=sandbox)
    assert (ran.status, ran.answers()[-1]) == ("OK", "still here")


def test_a_container_that_does_not_hear_the_host_is_ended_all_the_same(sandbox: ForkServer, engine: Engine) -> None:
    ended: list[RunStatus] = []
    job = Job("hog", {"how": "time"}, limits=Limits(seconds=3, memory_bytes=300 * MIB))
    thread = threading.Thread(target=lambda: ended.append(sandbox.run(job).status))
    thread.start()
    client = Path(engine.program).name
    assert _until(lambda: sum(process.name() != client for process in _hogs()) > 1, 30)  # its first process, and the run's
    for process in _hogs():
        if process.name() != client:
            process.suspend()
    thread.join(3 + 5 + 10)
    in_time = not thread.is_alive()
    for process in _hogs():
        process.kill()
    thread.join(10)
    assert (in_time, ended) == (True, [RunStatus.TIMEOUT])
    assert _until(lambda: not _left(engine))


def test_nothing_writes_files_while_they_are_read(sandbox: ForkServer, attack: Any) -> None:
    ran = attack([_MANY_FOLDERS, _WRITES_LATE], sandbox=sandbox, seconds=20)
    assert (ran.status, ran.cells) == ("OK", ["OK", "OK"])
    assert list(ran.run.models) == []


def test_ten_runs_leave_nothing(sandbox: ForkServer, engine: Engine) -> None:
    def state() -> tuple[int, int, list[str]]:
        return len(list(Path("/proc/self/fd").iterdir())), threading.active_count(), _left(engine)

    sandbox.run(Job("probe", {"attempts": []}, limits=_LIMITS))
    assert _until(lambda: not _left(engine))
    before = state()
    for _ in range(10):
        assert sandbox.run(Job("probe", {"attempts": []}, limits=_LIMITS)).status is RunStatus.OK
    assert _until(lambda: state() == before), (state(), before)


def test_the_engine_is_quoted_when_a_container_does_not_start(engine: Engine, tmp_path: Path) -> None:
    plan = ServerPlan(data=tmp_path / "gone")
    with choose_sandbox(engine.name, plan) as sandbox, pytest.raises(MachineError, match=r"the container did not start: .*gone"):
        sandbox.run(Job("probe", {"attempts": []}, limits=_LIMITS))
