# ruff: noqa: E501 - a notebook's cell or a hostile message reads best in one piece
from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

pytestmark = [pytest.mark.slow, pytest.mark.usefixtures("unharmed")]

_SECONDS = 2
_LOOPS = {
    "python": "while True:\n    pass",
    "catches-everything": "while True:\n    try:\n        while True:\n            pass\n    except BaseException:\n        pass",
    "signals-blocked": "import signal\nsignal.pthread_sigmask(signal.SIG_BLOCK, signal.valid_signals())\nwhile True:\n    pass",
    "signals-ignored": "import signal\nfor s in (2, 15, 1, 3):\n    signal.signal(s, signal.SIG_IGN)\nwhile True:\n    pass",
    "native-code": "import ctypes\nlibc = ctypes.PyDLL(None)\nwhile True:\n    libc.sleep(1000)",
    "native-busy": "import re\nre.match('(a*)*b', 'a' * 60)",
    "driver-starved": "import os\nos.sched_setscheduler(1, os.SCHED_IDLE, os.sched_param(0))\nfor _ in range(3):\n    os.fork()\nwhile True:\n    pass",
    "sleeps": "import time\ntime.sleep(10**6)",
}


@pytest.fixture(scope="module")
def looped(attack: Callable[..., Any], at_once: Callable[..., dict[str, Any]]) -> dict[str, Any]:
    return at_once(lambda loop: attack(["print('first')", _LOOPS[loop], "print('never')"], seconds=_SECONDS), _LOOPS, workers=3)


@pytest.mark.parametrize("loop", _LOOPS)
def test_an_endless_cell_ends_in_time_and_the_cells_before_it_count(looped: dict[str, Any], loop: str) -> None:
    ran = looped[loop]
    assert ran.status == "TIMEOUT"
    assert ran.seconds < _SECONDS + 5 + 2
    assert ran.cells == ["OK", "TIMEOUT"]
    assert ran.run.execution.failing_cell == 1


def test_an_endless_cell_ends_in_time_in_a_fresh_sandbox(attack: Callable[..., Any], fresh: Any) -> None:
    ran = attack(["print('first')", _LOOPS["signals-blocked"]], sandbox=fresh, seconds=_SECONDS)
    assert (ran.status, ran.cells) == ("TIMEOUT", ["OK", "TIMEOUT"])
    assert ran.seconds < _SECONDS + 5 + 4  # its imports are not in the run's time
