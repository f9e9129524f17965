"""Do many small, independent pieces of work, on every core of this machine where there are enough of them."""

from __future__ import annotations

import gc
import math
import os
import threading
from collections.abc import Callable, Iterable, Sequence
from multiprocessing import get_all_start_methods, get_context
from multiprocessing.connection import Connection
from operator import itemgetter
from typing import Any, Final, TypeVar

from grader.core.errors import MachineError
from grader.executors.places import cores

_WORTH_IT: Final = 200  # pieces; below it, starting processes takes longer than the work
_NUMBER: Final = 8  # bytes
_MOST_HANDS: Final = 4096  # of which all the numbers fit into a pipe at once
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
    return [first, *_share(do, pieces[1:], count)]


def _share(do: Callable[[_Piece], _Result], pieces: Sequence[_Piece], count: int) -> list[_Result]:
    size = math.ceil(len(pieces) / _MOST_HANDS)
    deck = _deck(range(0, len(pieces), size))
    context = get_context("fork")
    running = []
    gc.freeze()  # or each process's collector would touch, and with that copy, all the memory they share
    for _ in range(count):
        here, there = context.Pipe(duplex=False)
        process = context.Process(target=_work, args=(do, pieces, size, deck, there))
        process.start()
        there.close()
        running.append((process, here))
    gc.unfreeze()
    os.close(deck)
    outcomes = [_outcome(here) for _, here in running]
    for process, _ in running:
        process.join()
    for outcome in outcomes:
        if isinstance(outcome, Exception):
            raise outcome
    hands = sorted((hand for outcome in outcomes for hand in outcome), key=itemgetter(0))
    return [result for _, results in hands for result in results]


def _deck(starts: Iterable[int]) -> int:
    """Return a pipe's end from which each of these numbers can be read once, by whoever has time, until there are no more."""
    end, begin = os.pipe()
    os.write(begin, b"".join(start.to_bytes(_NUMBER, "big") for start in starts))
    os.close(begin)
    return end


def _work(do: Callable[[Any], object], pieces: Sequence[Any], size: int, deck: int, there: Connection) -> None:
    """Take pieces from the deck, `size` at a time, and send the results with the number of the first, or what was raised."""
    hands = []
    try:
        while drawn := os.read(deck, _NUMBER):
            start = int.from_bytes(drawn, "big")
            hands.append((start, [do(piece) for piece in pieces[start : start + size]]))
    except Exception as error:  # noqa: BLE001 - raised again in the process that waits
        there.send(error)
    else:
        there.send(hands)


def _outcome(here: Connection) -> Any:
    """Return a process's results, or what it raised."""
    try:
        return here.recv()
    except EOFError:
        return MachineError("a process that did part of the work died; is there enough memory?")
