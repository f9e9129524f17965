"""What `grader doctor` says of the graphics cards that notebooks are lent."""

from __future__ import annotations

import threading
from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:  # what a command needs is loaded when it runs
    from rich.console import Console

    from grader.sandbox.conformance import Reply


@dataclass(frozen=True)
class Card:
    """A card and why no framework computes on it, '' where one does."""

    id: str
    name: str
    memory_bytes: int
    not_used: str


@dataclass(frozen=True)
class Cards:
    """The cards of this machine, and what the wall around a run on the first of them answered."""

    found: tuple[Card, ...] = ()
    replies: tuple[Reply, ...] = ()


def doctor_gpus(console: Console, sandbox: str | None) -> Cards:
    """Print which cards there are, whether a framework computes on each, and whether the wall holds with one lent."""
    from grader.core.limits import Limits
    from grader.sandbox.choose import NO_WALL, choose_sandbox
    from grader.sandbox.conformance import conformance
    from grader.sandbox.fork_server import ForkServer
    from grader.sandbox.gpus.gpu_runs import on_gpu, sees_card
    from grader.sandbox.gpus.lending import find_lending
    from grader.sandbox.server_process import ServerPlan

    lending = find_lending(Limits(), lambda sentence: console.print(sentence, markup=False))
    if lending is None:
        console.print("graphics cards: none; notebooks run on the CPU")
        return Cards()
    console.print("graphics cards, each lent to one notebook at a time:")
    base = choose_sandbox(sandbox, ServerPlan())
    cards: list[Card] = []
    replies: tuple[Reply, ...] = ()
    for _ in lending.gpus:
        with lending.lend(threading.Event(), unlike={card.id for card in cards}) as gpu:
            with ForkServer(on_gpu(base.plan, gpu), name=base.name, fresh=True) as wall:
                card = Card(gpu.id, gpu.name, gpu.memory_bytes, sees_card(wall))
                _print_card(console, card)
                if base.name != NO_WALL and not replies:
                    replies = conformance(wall)
                    console.print("the wall around a run that has one:")
                    print_replies(console, replies)
            cards.append(card)
    return Cards(tuple(cards), replies)


def _print_card(console: Console, card: Card) -> None:
    says = f"is not used: {card.not_used}" if card.not_used else "computes"
    console.print(f"  {card.name}, {card.memory_bytes / 1e9:.1f} GB ({card.id}) {says}", markup=False)


def print_replies(console: Console, replies: Iterable[Reply]) -> None:
    """Print a line for each question."""
    for reply in replies:
        console.print(
            f"  {'no ' if reply.no else 'YES'}  {reply.question}" + (f"  {reply.detail}" if reply.detail else ""), markup=False
        )
