"""Do many small, independent pieces of work, on every core of this machine where there are enough of them."""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from multiprocessing import get_all_start_methods, get_context
from multiprocessing.connection import Connection
from typing import Any, TypeVar

from grader.core.errors import MachineError
from grader.executors.places import cores

_WORTH_IT = 200  # pieces; below it, starting processes takes longer than the work
_Piece = TypeVar("_Piece")


def on_every_core(do: Callable[[_Piece], object], pieces: Sequence[_Piece]) -> None:
    """Call `do` with every piece, in any order; what it returns or changes in memory is lost, what it writes to disk stays.

    The processes are copies of this one, so nothing is sent to them. They are made only while no other thread runs here,
    which they would inherit halfway through something; otherwise everything is done here, one after another.

    Raises whatever `do` raises, once every process has ended; MachineError where a process dies.
    """
    count = cores()
    alone = threading.active_count() == 1 and "fork" in get_all_start_methods()
    if len(pieces) < _WORTH_IT or count < 2 or not alone:
        for piece in pieces:
            do(piece)
        return
    do(pieces[0])  # what is made ready once, such as a compiled template, is copied to all
    _share(do, [pieces[1 + core :: count] for core in range(count)])


def _share(do: Callable[[_Piece], object], parts: Sequence[Sequence[_Piece]]) -> None:
    context = get_context("fork")
    running = []
    for part in parts:
        here, there = context.Pipe(duplex=False)
        process = context.Process(target=_work, args=(do, part, there))
        process.start()
        there.close()
        running.append((process, here))
    failed = [_outcome(here) for _, here in running]
    for process, _ in running:
        process.join()
    for error in failed:
        if error is not None:
            raise error


def _work(do: Callable[[Any], object], part: Sequence[Any], there: Connection) -> None:
    try:
        for piece in part:
            do(piece)
    except Exception as error:  # noqa: BLE001 - raised again in the process that waits
        there.send(error)
    else:
        there.send(None)


def _outcome(here: Connection) -> Exception | None:
    try:
        outcome = here.recv()
    except EOFError:
        return MachineError("a process that did part of the work died; is there enough memory?")
    return outcome if isinstance(outcome, Exception) else None
