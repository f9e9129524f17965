# ruff: noqa: E501 - a notebook's cell or a hostile message reads best in one piece
from __future__ import annotations

import resource
from collections.abc import Callable
from typing import Any

import pytest

from grader.core.limits import MIB

pytestmark = [pytest.mark.slow, pytest.mark.usefixtures("unharmed")]

_SECONDS = 2
_DISPLAY = "from IPython.display import display, HTML, clear_output\n"
_FLOODS = {
    "stdout": "while True:\n    print('x' * 1000)",
    "stderr": "import sys\nwhile True:\n    sys.stderr.write('y' * 5000)",
    "one-line": "print('x' * (40 << 20))",
    "display": _DISPLAY + "while True:\n    display(HTML('x' * 10000))",
    "update": _DISPLAY + "h = display(HTML('a'), display_id=True)\nwhile True:\n    h.update(HTML('x' * 10000))",
    "cleared": _DISPLAY + "while True:\n    print('x' * 1000)\n    clear_output()",
    "tiny": _DISPLAY + "while True:\n    display(1)",
    "descriptor": "import os\nwhile True:\n    os.write(1, b'x' * 100000)",
    "traceback": "raise ValueError('x' * (40 << 20))",
    "deep": "value = []\nfor _ in range(300):\n    value = [value] * 2 if _ < 18 else [value]\n" + _DISPLAY + "display({'application/json': value}, raw=True)",
    "long-numbers": _DISPLAY + "display({'application/json': [10**4200] * 20000}, raw=True)",
    "unknown-type": "k = get_ipython().kernel\nwhile True:\n    k.session.send(k.iopub_thread, 'x' * 1000, {'a': 'x' * 10000}, parent=k.get_parent('shell'))",
    "titles": "import sys\nwhile True:\n    get_ipython().run_cell('1')",
}  # fmt: skip


@pytest.fixture(scope="module")
def flooded(attack: Callable[..., Any], at_once: Callable[..., dict[str, Any]]) -> dict[str, Any]:
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss

    def flood(name: str) -> Any:
        return attack(["print('first')", _FLOODS[name], "print('never')"], seconds=_SECONDS, output_bytes=2 * MIB)

    found = at_once(flood, _FLOODS, workers=3)
    return {**found, "grown": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before}


@pytest.mark.parametrize("flood", _FLOODS)
def test_a_flood_ends_in_time_and_what_comes_out_is_bounded(flooded: dict[str, Any], flood: str) -> None:
    ran = flooded[flood]
    assert ran.seconds < _SECONDS + 5 + 2
    assert ran.status in {"OUTPUT", "TIMEOUT", "MEMORY", "CELL_ERROR", "KERNEL_DIED"}
    assert ran.cells[0] == "OK"
    assert len(ran.run.notebook) < 16 * MIB


def test_no_flood_reaches_the_memory_of_this_process(flooded: dict[str, Any]) -> None:
    assert flooded["grown"] < 200 * 1024


def test_a_flood_of_printing_is_called_output(attack: Callable[..., Any]) -> None:
    ran = attack([_FLOODS["one-line"]], output_bytes=2 * MIB)
    assert (ran.status, ran.cells) == ("OUTPUT", ["OUTPUT"])
