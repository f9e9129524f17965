# ruff: noqa: E501 - a notebook's cell or a hostile message reads best in one piece
from __future__ import annotations

import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any, Self

import pytest

from grader.core.limits import MIB

pytestmark = [pytest.mark.slow, pytest.mark.usefixtures("unharmed")]

_LIMIT = 400
_HOLD = "\nimport time\ntime.sleep(1.5)"


def _used() -> int:
    words = dict(line.split(":") for line in Path("/proc/meminfo").read_text(encoding="ascii").splitlines())
    return -int(words["MemAvailable"].split()[0]) // 1024


class _Watched:
    """The most memory this machine used beyond what it used at first, in MiB."""

    def __enter__(self) -> Self:
        self.first, self.most, self.over = _used(), 0, False
        self.thread = threading.Thread(target=self.look)
        self.thread.start()
        return self

    def look(self) -> None:
        while not self.over:
            self.most = max(self.most, _used() - self.first)
            time.sleep(0.05)

    def __exit__(self, *_: object) -> None:
        self.over = True
        self.thread.join()


_WAYS = {
    "one-process": "block = bytearray(900 << 20)",
    "many-processes": "import os\nfor _ in range(20):\n    if os.fork() == 0:\n        block = os.urandom(4096) * (50 << 8)\n        import time\n        time.sleep(20)\n        os._exit(0)",
    "shared": "import mmap\nblock = mmap.mmap(-1, 1000 << 20)\nfor at in range(0, 1000 << 20, 4096):\n    block[at] = 1",
    "shm-mapped": "import mmap, os\nmaps = []\nfor n in range(20):\n    f = os.open(f'/dev/shm/{n}', os.O_RDWR | os.O_CREAT)\n    os.posix_fallocate(f, 0, 50 << 20)\n    maps.append(mmap.mmap(f, 50 << 20))",
    "tmpfs": "for n in range(1000):\n    open(f'/tmp/{n}', 'wb').write(b'x' * (1 << 20))",
    "memfd": "import os\nkept = []\nfor n in range(25):\n    kept.append(os.memfd_create('x'))\n    for _ in range(40):\n        os.write(kept[-1], b'x' * (1 << 20))",
    "sysv": "import ctypes\nlibc = ctypes.CDLL(None)\nlibc.shmat.restype = ctypes.c_void_p\nfor _ in range(10):\n    key = libc.shmget(0, 100 << 20, 0o1600)\n"
    "    assert key >= 0\n    at = libc.shmat(key, None, 0)\n    ctypes.memset(at, 1, 100 << 20)\n    libc.shmdt(ctypes.c_void_p(at))",
    "hidden-by-threads": "import os, threading, time\ndef churn():\n    while True:\n        t = threading.Thread(target=len, args=('',))\n        t.start()\n"
    "for _ in range(3):\n    threading.Thread(target=churn, daemon=True).start()\ndef late():\n    for _ in range(4):\n        if os.fork() == 0:\n"
    "            block = os.urandom(4096) * (250 << 8)\n            time.sleep(20)\n            os._exit(0)\nt = threading.Thread(target=late)\nt.start()\nt.join()\ntime.sleep(2)",
}


@pytest.mark.parametrize("way", _WAYS)
def test_no_way_of_holding_memory_goes_far_beyond_the_limit(attack: Callable[..., Any], way: str) -> None:
    with _Watched() as machine:
        ran = attack(["print('first')", _WAYS[way] + _HOLD], memory_bytes=_LIMIT * MIB, disk_bytes=64 * MIB, seconds=8)
    assert machine.most < 2 * _LIMIT, f"{machine.most} MiB, reported as {ran.status}"
    assert ran.status in {"MEMORY", "CELL_ERROR"}
    assert ran.cells[0] == "OK"


def test_a_run_that_is_ended_for_memory_says_so(attack: Callable[..., Any]) -> None:
    ran = attack(["print(1)", _WAYS["shared"]], memory_bytes=_LIMIT * MIB)
    assert ran.status == "MEMORY"
    assert "memory" in ran.run.execution.message
    assert ran.run.execution.failing_cell == 1


def test_the_kernel_would_end_a_run_before_anything_else_of_the_machine(attack: Callable[..., Any]) -> None:
    ran = attack(["print(open('/proc/self/oom_score_adj').read())", "try:\n    open('/proc/self/oom_score_adj', 'w').write('-500')\n    print('less')\nexcept OSError:\n    print('kept')"])  # fmt: skip
    assert int(ran.answers()[0]) >= 300
    assert ran.answers()[1] == "kept"
