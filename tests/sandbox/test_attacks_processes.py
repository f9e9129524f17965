# ruff: noqa: E501, ISC004 - a notebook's cell reads best in one piece, and a long one in pieces beside each other
from __future__ import annotations

import secrets
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

pytestmark = [pytest.mark.slow, pytest.mark.usefixtures("unharmed")]


def _alive(marker: str) -> list[str]:
    """Return the processes of this machine whose arguments hold the marker."""
    found = []
    for path in Path("/proc").glob("[0-9]*/cmdline"):
        try:
            if marker.encode() in path.read_bytes():
                found.append(path.parent.name)
        except OSError:
            continue
    return found


@pytest.mark.parametrize("which", ["server", "fresh"])
def test_nothing_survives_a_run(attack: Callable[..., Any], which: str, request: pytest.FixtureRequest) -> None:
    marker = secrets.token_hex(12)
    daemon = f"import signal, time\nsignal.pthread_sigmask(signal.SIG_BLOCK, range(1, 32))\ntime.sleep(300)\n# {marker}"
    ran = attack([
        f"import os, subprocess, sys\ndaemon = {daemon!r}\nsubprocess.Popen([sys.executable, '-S', '-c', daemon], start_new_session=True)\nprint('one')",
        "for _ in range(3):\n    if os.fork() == 0:\n        os.setsid()\n        if os.fork() == 0:\n"
        "            os.execv(sys.executable, [sys.executable, '-S', '-c', daemon])\n        os._exit(0)\nprint('two')",
        "subprocess.Popen(['/bin/sh', '-c', 'trap \"\" HUP INT TERM QUIT; nohup setsid \"$0\" -S -c \"$1\" & wait', sys.executable, daemon])\nprint('three')",
        "import time\ntime.sleep(0.5)\nprint(sum(b'sleep(300)' in open(f'/proc/{p}/cmdline', 'rb').read() for p in os.listdir('/proc') if p.isdigit()))",
    ], sandbox=request.getfixturevalue(which))  # fmt: skip
    assert ran.status == "OK"
    assert int(ran.answers()[3]) >= 5  # they did run
    time.sleep(0.2)
    assert _alive(marker) == []


def test_a_run_that_overstays_leaves_nothing_either(attack: Callable[..., Any]) -> None:
    marker = secrets.token_hex(12)
    ran = attack([f"import subprocess, sys\nsubprocess.Popen([sys.executable, '-S', '-c', 'import time; time.sleep(300) # {marker}'])\nwhile True: pass"], seconds=2)  # fmt: skip
    assert ran.status == "TIMEOUT"
    assert _alive(marker) == []


@pytest.mark.parametrize(
    "storm",
    [
        "import os\nwhile True:\n    try:\n        os.fork()\n    except OSError:\n        pass",
        "import os\nwhile True:\n    try:\n        if os.fork() == 0:\n            os.setsid()\n    except OSError:\n        os._exit(0)",
        "import subprocess\nsubprocess.run(['/bin/sh', '-c', 'f() { f | f & }; f; sleep 100'])",
    ],
    ids=["fork", "orphans", "shell"],
)
def test_a_fork_storm_ends_in_time_with_the_cells_that_ran(attack: Callable[..., Any], storm: str) -> None:
    ran = attack(["print('first')", storm, "print('never')"], seconds=3, processes=100)
    assert ran.seconds < 3 + 5 + 2
    assert ran.status != "INTERNAL_ERROR"
    assert ran.cells[0] == "OK"


def test_processes_and_threads_count_against_one_limit(attack: Callable[..., Any]) -> None:
    ran = attack([
        "import os, threading, time\nmade = 0\ntry:\n    for _ in range(500):\n        if os.fork() == 0:\n            time.sleep(20)\n            os._exit(0)\n"
        "        made += 1\nexcept OSError:\n    pass\nprint(made)",
        "try:\n    for _ in range(100):\n        threading.Thread(target=time.sleep, args=(20,), daemon=True).start()\n    print('threads')\nexcept RuntimeError:\n    print('no more')",
    ], processes=80)  # fmt: skip
    assert 0 < int(ran.printed(0) or 1) < 80
    assert "threads" not in ran.printed(1)


@pytest.mark.parametrize("number", [9, 19, 15, 2, 11], ids=["KILL", "STOP", "TERM", "INT", "SEGV"])
def test_signals_to_the_driver_end_nothing_but_the_groups_own_run(attack: Callable[..., Any], number: int) -> None:
    ran = attack(["print('first')", f"import os, time\nos.kill(1, {number})\ntime.sleep(1)\nprint('alive')"], seconds=4)
    assert ran.status in {"OK", "KERNEL_DIED", "TIMEOUT"}
    assert ran.cells[0] == "OK"
    assert ran.seconds < 4 + 5 + 2


def test_a_run_sees_and_reaches_only_its_own_processes(attack: Callable[..., Any]) -> None:
    ran = attack([
        "import os\nprint(sorted(int(p) for p in os.listdir('/proc') if p.isdigit()))",
        """got = []
for name in ('mem', 'environ', 'maps', 'fd', 'cwd', 'root', 'auxv', 'syscall', 'stack'):
    try:
        path = '/proc/1/' + name
        os.listdir(path) if name == 'fd' else os.readlink(path) if name in ('cwd', 'root') else open(path, 'rb').read(1)
        got.append(name)
    except OSError:
        pass
print(got)""",
        "import ctypes\nlibc = ctypes.CDLL(None)\nprint([libc.ptrace(16, 1, 0, 0), libc.syscall(438, libc.syscall(434, 1, 0), 1, 0)])",
    ])  # fmt: skip
    assert ran.answers() == ["[1, 2]", "[]", "[-1, -1]"]


@pytest.mark.parametrize(
    ("change", "look"),
    [
        ("resource.prlimit(1, resource.RLIMIT_NOFILE, (64, 64))", "open('/proc/1/limits').read()"),
        ("os.sched_setscheduler(1, os.SCHED_IDLE, os.sched_param(0))", "os.sched_getscheduler(1)"),
        ("os.setpriority(os.PRIO_PROCESS, 1, 19)", "os.getpriority(os.PRIO_PROCESS, 1)"),
    ],
    ids=["limits", "scheduler", "priority"],
)
def test_a_cell_cannot_change_how_the_driver_runs(attack: Callable[..., Any], change: str, look: str) -> None:
    cell = f"import os, resource\nbefore = {look}\ntry:\n    {change}\nexcept OSError:\n    pass\nprint(before == {look})"
    ran = attack([cell])
    assert (ran.status, ran.answers()) == ("OK", ["True"])
