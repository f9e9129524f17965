"""What Ctrl-C needs of a sandbox: close() ends what runs, at once, and nothing is started after it."""

from __future__ import annotations

import threading
import time

import nbformat
import pytest

from grader.core.errors import MachineError
from grader.core.limits import MIB, Limits
from grader.sandbox.execution import NotebookRun, run_notebook
from grader.sandbox.fork_server import ForkServer
from grader.sandbox.server_process import ServerPlan
from grader.sandbox.tree_of import tree_of

pytestmark = pytest.mark.slow


def sleeping_notebook() -> bytes:
    cell = nbformat.v4.new_code_cell("import time\ntime.sleep(60)", id="cell-0")
    return tree_of({"a.ipynb": nbformat.writes(nbformat.v4.new_notebook(cells=[cell])).encode()})


def run(wall: ForkServer, ended: list[NotebookRun | MachineError]) -> threading.Thread:
    def work() -> None:
        try:
            limits = Limits(seconds=50, memory_bytes=1024 * MIB)
            ended.append(run_notebook(wall, "a.ipynb", sleeping_notebook(), limits, 1))
        except MachineError as error:
            ended.append(error)

    thread = threading.Thread(target=work)
    thread.start()
    return thread


@pytest.mark.parametrize("fresh", [False, True])
def test_close_ends_a_run_and_nothing_starts_again(fresh: bool) -> None:
    wall, ended = ForkServer(ServerPlan(), name="test", fresh=fresh), []
    thread = run(wall, ended)
    time.sleep(5)  # into the sleeping cell
    began = time.monotonic()
    wall.close()
    thread.join(30)
    assert time.monotonic() - began < 3, ended
    assert isinstance(ended[0], MachineError)
    with pytest.raises(MachineError):
        run_notebook(wall, "a.ipynb", sleeping_notebook(), Limits(seconds=2), 1)


def test_close_does_not_wait_for_a_server_that_warms_up() -> None:
    wall, ended = ForkServer(ServerPlan(preload=("tensorflow",)), name="test"), []
    thread = run(wall, ended)
    time.sleep(1)
    began = time.monotonic()
    wall.close()
    thread.join(60)
    assert time.monotonic() - began < 2
    assert isinstance(ended[0], MachineError)
