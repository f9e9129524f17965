from __future__ import annotations

import os
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from grader.core.errors import InputError
from grader.executors.on_every_core import on_every_core


def alone(program: str, folder: Path) -> subprocess.CompletedProcess[str]:
    """Run it in a process of its own: the threads that other tests have left would keep everything in this one."""
    imports = "import os; from pathlib import Path; from grader.executors.on_every_core import on_every_core"
    return subprocess.run(
        [sys.executable, "-c", f"{imports}; {program}"], cwd=folder, capture_output=True, text=True, check=False, timeout=60
    )


def test_nothing_is_done_for_nothing(tmp_path: Path) -> None:
    on_every_core(lambda name: (tmp_path / name).touch(), [])
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("count", [1, 199, 200, 733])
def test_every_piece_is_done_once(tmp_path: Path, count: int) -> None:
    def do(number: int) -> None:
        with (tmp_path / str(number)).open("x", encoding="ascii") as file:
            file.write(str(os.getpid()))

    on_every_core(do, range(count))
    assert {int(path.name) for path in tmp_path.iterdir()} == set(range(count))


@pytest.mark.parametrize("count", [3, 400, 5000])
def test_results_come_in_the_order_of_the_pieces(tmp_path: Path, count: int) -> None:
    ended = alone(f"print(on_every_core(lambda number: number * number, range({count})))", tmp_path)
    assert ended.stdout.strip() == str([number * number for number in range(count)])


def test_many_pieces_are_shared_among_the_cores(tmp_path: Path) -> None:
    work = "time.sleep(0.001); Path(str(number)).write_text(str(os.getpid()))"
    alone(f"import time; on_every_core(lambda number: exec({work!r}, globals() | locals()), range(400))", tmp_path)
    assert len({path.read_text() for path in tmp_path.iterdir()}) == 1 + len(os.sched_getaffinity(0))


def test_beside_another_thread_everything_is_done_here(tmp_path: Path) -> None:
    stop = threading.Event()
    thread = threading.Thread(target=stop.wait)
    thread.start()
    on_every_core(lambda number: (tmp_path / str(number)).write_text(str(os.getpid())), range(400))
    stop.set()
    thread.join()
    assert {path.read_text() for path in tmp_path.iterdir()} == {str(os.getpid())}


@pytest.mark.parametrize("count", [10, 300])
def test_an_error_arrives_as_it_was_raised(count: int) -> None:
    def refuse(number: int) -> None:
        if number == count - 1:
            raise InputError("wrong", line=number, hint="mend it")

    with pytest.raises(InputError, match="wrong") as caught:
        on_every_core(refuse, range(count))
    assert (caught.value.line, caught.value.hint) == (count - 1, "mend it")


def test_a_process_that_dies_is_noticed(tmp_path: Path) -> None:
    ended = alone("on_every_core(lambda number: number == 250 and os.kill(os.getpid(), 9), range(300))", tmp_path)
    assert "MachineError: a process that did part of the work died" in ended.stderr
