"""Do many small, independent pieces of work, on every core of this machine where there are enough of them."""

from __future__ import annotations

import gc
import threading
from collections.abc import Callable, Sequence
from multiprocessing import get_all_start_methods, get_context
from multiprocessing.connection import Connection
from typing import Any, TypeVar, cast

from grader.core.errors import MachineError
from grader.executors.places import cores

_WORTH_IT = 200  # pieces; below it, starting processes takes longer than the work
_Piece = TypeVar("_Piece")
_Result = TypeVar("_Result")


def on_every_core(do: Callable[[_Piece], _Result], pieces: Sequence[_Piece]) -> list[_Result]:
    """Call `do` with every piece, in any order, and return its results, which must be picklable, in the pieces' order.

    What it changes in memory is lost, what it writes to disk stays. The processes are copies of this one, so nothing is sent
    to them. They are made only while no other thread runs here, which they would inherit halfway through something; otherwise
    everything is done here, one after another.

    Raises whatever `do` raises, once every process has ended; MachineError where a process dies.
    """
    count = cores()
    alone = threading.active_count() == 1 and "fork" in get_all_start_methods()
    if len(pieces) < _WORTH_IT or count < 2 or not alone:
        return [do(piece) for piece in pieces]
    first = do(pieces[0])  # what is made ready once, such as a compiled template, is copied to all
    shares = _share(do, [pieces[1 + core :: count] for core in range(count)])
    rest: list[_Result | None] = [None] * (len(pieces) - 1)
    for core, results in enumerate(shares):
        rest[core::count] = results
    return [first, *cast("list[_Result]", rest)]


def _share(do: Callable[[_Piece], _Result], parts: Sequence[Sequence[_Piece]]) -> list[list[_Result]]:
    context = get_context("fork")
    running = []
    gc.freeze()  # or each process's collector would touch, and with that copy, all the memory they share
    for part in parts:
        here, there = context.Pipe(duplex=False)
        process = context.Process(target=_work, args=(do, part, there))
        process.start()
        there.close()
        running.append((process, here))
    gc.unfreeze()
    outcomes = [_outcome(here) for _, here in running]
    for process, _ in running:
        process.join()
    for outcome in outcomes:
        if isinstance(outcome, Exception):
            raise outcome
    return [outcome for outcome in outcomes if not isinstance(outcome, Exception)]


def _work(do: Callable[[Any], object], part: Sequence[Any], there: Connection) -> None:
    try:
        results = [do(piece) for piece in part]
    except Exception as error:  # noqa: BLE001 - raised again in the process that waits
        there.send(error)
    else:
        there.send(results)


def _outcome(here: Connection) -> Any:
    """Return a process's results, or what it raised."""
    try:
        return here.recv()
    except EOFError:
        return MachineError("a process that did part of the work died; is there enough memory?")
