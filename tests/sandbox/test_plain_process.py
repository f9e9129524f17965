from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from pathlib import Path

import nbformat
import psutil
import pytest

from grader.core.errors import MachineError
from grader.core.evidence import RunStatus
from grader.core.limits import Limits
from grader.sandbox.execution import NotebookRun, run_notebook
from grader.sandbox.job import Job
from grader.sandbox.plain_process import PlainProcess
from grader.sandbox.server_process import ServerPlan

Tar = Callable[[Mapping[str, bytes]], bytes]


@pytest.fixture
def sandbox() -> Iterator[PlainProcess]:
    with PlainProcess(ServerPlan(walled=False), name="none") as found:
        yield found


@pytest.fixture
def run(sandbox: PlainProcess, tar: Tar) -> Callable[..., NotebookRun]:
    def run(*cells: str, files: Mapping[str, bytes] | None = None, **limits: float) -> NotebookRun:
        notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(cell) for cell in cells])
        tree = tar({"work.ipynb": nbformat.writes(notebook).encode(), **(files or {})})
        return run_notebook(sandbox, "work.ipynb", tree, Limits(**limits), seed=7)

    return run


def _started_since(before: set[psutil.Process]) -> set[psutil.Process]:
    """Return what runs below this process, but for what runs below the children that it had `before`: a server's come and go."""
    found = set(psutil.Process().children()) - before
    for one in tuple(found):
        with suppress(psutil.NoSuchProcess):
            found.update(one.children(recursive=True))
    return found


def test_a_notebook_runs_in_a_home_of_its_own_with_its_files_beside_it(run: Callable[..., NotebookRun]) -> None:
    cells = ["x = 20", "print(x + 1, open('data.txt').read(), end='')", "import os; print(os.environ['HOME'])"]
    found = run(*cells, files={"data.txt": b"here"})
    outputs = nbformat.reads(found.notebook.decode(), as_version=4).cells
    assert found.execution.status is RunStatus.OK
    assert outputs[1].outputs[0].text == "21 here"
    assert not outputs[2].outputs[0].text.startswith(str(Path.home()))
    assert found.execution.cpu_seconds > 0
    assert found.execution.peak_bytes > 10_000_000


def test_a_cell_that_fails_is_told_and_the_rest_goes_on(run: Callable[..., NotebookRun]) -> None:
    found = run("1 / 0", "print('on')").execution
    assert (found.status, [cell.status for cell in found.cells]) == (RunStatus.CELL_ERROR, ["CELL_ERROR", "OK"])


def test_what_overstays_or_takes_too_much_is_ended_with_all_it_started(run: Callable[..., NotebookRun]) -> None:
    before = set(psutil.Process().children())
    stays = "import subprocess, sys; subprocess.Popen([sys.executable, '-c', 'import time; time.sleep(600)'])"
    assert run(stays, "while True: pass", seconds=3).execution.status is RunStatus.TIMEOUT
    assert run("x = bytearray(900_000_000); import time; time.sleep(30)", memory_bytes=600_000_000).execution.status is (
        RunStatus.MEMORY
    )
    assert not _started_since(before)


def test_a_kernel_that_ends_itself_is_the_notebooks_fault(run: Callable[..., NotebookRun]) -> None:
    assert run("import os; os._exit(3)").execution.status is RunStatus.KERNEL_DIED


def test_closing_ends_a_run(sandbox: PlainProcess, run: Callable[..., NotebookRun]) -> None:
    before, found = set(psutil.Process().children()), []
    thread = threading.Thread(target=lambda: found.append(run("while True: pass").execution.status))
    thread.start()
    while len(_started_since(before)) < 2:  # the run's driver and its kernel
        time.sleep(0.05)
    sandbox.close()
    thread.join(20)
    assert found == [RunStatus.KERNEL_DIED]
    assert not _started_since(before)


def test_a_python_that_is_not_there_is_the_machines_fault(tar: Tar) -> None:
    with PlainProcess(ServerPlan(walled=False, python="/nonexistent/python"), name="none") as gone, pytest.raises(MachineError):
        gone.run(Job("survey", {}, tar({})))
