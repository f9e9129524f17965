"""Cells that were last run in another order than they stand in."""

from __future__ import annotations

from collections.abc import Iterator

from grader.at_home.facts import TOPIC, Facts
from grader.core.checklist import Item, Verdict
from grader.core.said import say
from grader.core.show import show


def run_order(facts: Facts) -> Iterator[Item]:
    """Yield an item where saved numbers show that a cell ran before one above it: results may not come from this notebook."""
    mentions = facts.notebook.out_of_order
    if not mentions:
        return
    text = say(
        "cell {cell} was last run before a cell above it ({numbers}); the grader runs them from top to bottom",
        cell=mentions[0].cell + 1, numbers=show(mentions[0].text, 40),
    )  # fmt: skip
    advice = "" if facts.ran else say("restart the kernel, run all cells, and commit the notebook")
    verdict = Verdict.NOTE
    yield Item(TOPIC, say("Order of the cells"), verdict, text, advice, facts.notebook.place(mentions[0].cell))
