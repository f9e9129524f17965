"""Who gets which card, and when."""

from __future__ import annotations

import contextlib
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from typing import Any

import pytest

from grader.core.errors import MachineError
from grader.sandbox.gpus.gpu import Gpu
from grader.sandbox.gpus.lending import Lending

Card = Callable[..., Gpu]
NEVER = threading.Event()
HOLD = """
import socket, sys
claim = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
claim.bind("\\0grader-gpu-" + sys.argv[1])
print("held", flush=True)
sys.stdin.read()
"""


def test_no_card_is_lent_to_two_at_a_time(card: Card, driver: Any) -> None:
    lending = Lending([card("a"), card("b")], driver)
    held: dict[str, int] = {}
    most: list[int] = []
    guard = threading.Lock()

    def use() -> None:
        with lending.lend(NEVER) as gpu:
            with guard:
                held[gpu.id] = held.get(gpu.id, 0) + 1
                most.append(max(held.values()))
            time.sleep(0.05)
            with guard:
                held[gpu.id] -= 1

    threads = [threading.Thread(target=use) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(20)
    assert (len(most), max(most)) == (8, 1)
    assert len(held) == 2


def test_a_card_that_another_process_runs_on_is_free_when_that_ends_however_it_ends(card: Card, driver: Any) -> None:
    gpu = card("a")
    with subprocess.Popen([sys.executable, "-c", HOLD, gpu.id], stdin=subprocess.PIPE, stdout=subprocess.PIPE) as other:
        assert other.stdout is not None
        assert other.stdout.readline() == b"held\n"
        got = threading.Event()

        def use() -> None:
            with Lending([gpu], driver).lend(NEVER):
                got.set()

        threading.Thread(target=use).start()
        assert not got.wait(1.2)
        other.kill()
        assert got.wait(5)


def test_a_card_in_trouble_is_set_aside_and_told_once(card: Card, driver: Any) -> None:
    told: list[str] = []
    good, bad = card("good"), card("bad")
    lending = Lending([bad, good], driver, told.append)
    driver.wrong[bad.id] = "Card bad does not answer"
    for _ in range(3):
        with lending.lend(NEVER) as gpu:
            assert gpu is good
    assert told == ["set aside: Card bad does not answer"]


def test_when_every_card_is_set_aside_nothing_runs(card: Card, driver: Any) -> None:
    lending = Lending([card("a")], driver)
    driver.wrong[lending.gpus[0].id] = "it fell off the bus"
    with pytest.raises(MachineError, match="no graphics card is left: it fell off the bus"), lending.lend(NEVER):
        pass


def test_a_card_whose_memory_others_hold_is_waited_for_and_then_said(card: Card, driver: Any) -> None:
    gpu = card("a")
    driver.used[gpu.id] = 501
    impatient = Lending([gpu], driver, patience=0.1)
    with pytest.raises(MachineError, match=r"other programs hold more than half.*gpu: never"), impatient.lend(NEVER):
        pass
    freed = threading.Timer(0.3, driver.used.clear)
    freed.start()
    with Lending([gpu], driver, patience=60).lend(NEVER) as got:
        assert got is gpu


def test_who_waits_hears_that_it_need_not_any_more(card: Card, driver: Any) -> None:
    lending, stop, ended = Lending([card("a")], driver), threading.Event(), threading.Event()

    def wait() -> None:
        with contextlib.suppress(MachineError), lending.lend(stop):
            return
        ended.set()

    with lending.lend(NEVER):
        threading.Thread(target=wait).start()
        time.sleep(0.1)
        stop.set()
        lending.wake()
        assert ended.wait(5)
