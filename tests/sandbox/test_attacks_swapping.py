# ruff: noqa: E501 - a notebook's cell reads best in one piece
"""A model exchanged after it was made, and caches that outlive a run: what is scored is what the run left, and only that."""

from __future__ import annotations

import hashlib
import io
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from grader.core.limits import Limits
from grader.sandbox.execution import run_notebook

pytestmark = [pytest.mark.slow, pytest.mark.usefixtures("unharmed")]

_MADE = "open('model.h5', 'wb').write(b'made' * 1000)"


def hashes(ran: Any) -> dict[str, str]:
    """Return what the evidence says of each model that came out, after checking it against the bytes."""
    noted = {one.path: one.sha256 for one in ran.run.execution.artifacts}
    assert noted == {name: hashlib.sha256(body).hexdigest() for name, body in ran.run.models.items()}
    return noted


def test_no_handler_of_the_kernels_end_changes_the_model(attack: Callable[..., Any]) -> None:
    ran = attack([
        """import atexit, signal, threading, weakref
def swap(*_):
    open('model.h5', 'wb').write(b'swapped')
atexit.register(swap)
for number in (signal.SIGTERM, signal.SIGHUP, signal.SIGINT, signal.SIGCHLD):
    signal.signal(number, swap)
threading._register_atexit(swap)
get_ipython().events.register('shell_initialized', swap)
keep = weakref.finalize(swap, swap)""",
        _MADE,
    ])  # fmt: skip
    assert ran.run.models == {"model.h5": b"made" * 1000}
    assert hashes(ran)


def test_a_process_that_outlives_the_last_cell_swaps_nothing_that_is_read(attack: Callable[..., Any]) -> None:
    ran = attack([
        _MADE,
        """import os, time
for _ in range(3):
    if os.fork() == 0:
        os.setsid()
        if os.fork() == 0:
            while True:
                open('next', 'wb').write(b'swap' * 1000)
                os.rename('next', 'model.h5')
                os.utime('model.h5')
        os._exit(0)""",
    ], files={"model.h5": b"committed" * 500})  # fmt: skip
    assert set(ran.run.models.values()) <= {b"made" * 1000, b"swap" * 1000}
    assert hashes(ran)


def test_being_asked_for_predictions_is_too_late_to_swap_a_model(
    server: Any, tar: Callable[..., bytes], notebook: Callable[..., bytes]
) -> None:
    cells = [
        _MADE,
        "import numpy as np\ndef predict(images):\n    open('model.h5', 'wb').write(b'swapped')\n    return np.zeros(len(images), int)",
    ]
    images = np.zeros((3, 28, 28), np.uint8).tobytes()
    ran = run_notebook(
        server, "work.ipynb", tar({"work.ipynb": notebook(cells)}), Limits(seconds=20), 7, predict=("predict",), images=images
    )
    assert ran.contract is not None
    assert np.load(io.BytesIO(ran.contract.scores)).shape == (3, 10)
    assert ran.models == {"model.h5": b"made" * 1000}


def test_bytecode_of_what_everybody_imports_cannot_be_poisoned(attack: Callable[..., Any]) -> None:
    ran = attack([
        """import importlib.util, json, numpy, os, py_compile, sys
open('evil.py', 'w').write('raise SystemError')
got = []
for module in (json, numpy, os):
    cached = importlib.util.cache_from_source(module.__file__)
    for how in (lambda: py_compile.compile('evil.py', cached, doraise=True), lambda: os.unlink(cached), lambda: os.rename(cached, cached + 'x')):
        try:
            how()
            got.append(cached)
        except (OSError, py_compile.PyCompileError):
            pass
print(got)""",
    ])  # fmt: skip
    assert ran.answers() == ["[]"]


def test_shared_memory_with_a_name_ends_with_its_run(attack: Callable[..., Any]) -> None:
    make = "from multiprocessing import shared_memory as s, resource_tracker\nblock = s.SharedMemory('poison', create=True, size=4096)\nresource_tracker.unregister(block._name, 'shared_memory')\nblock.buf[:4] = b'evil'\nprint(block.name)"
    look = "from multiprocessing import shared_memory as s\ntry:\n    s.SharedMemory('poison')\n    print('found')\nexcept FileNotFoundError:\n    print('nothing')"
    assert attack([make]).answers() == ["poison"]
    assert attack([look]).answers() == ["nothing"]
