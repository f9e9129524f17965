"""Imports that are there on this machine only."""

from __future__ import annotations

import sys
from collections.abc import Iterator

from grader.at_home.facts import TOPIC, Facts
from grader.core.checklist import Item, Verdict
from grader.core.said import say
from grader.core.show import show
from grader.core.survey import Mention

_NAMED = 5
_NOT_A_PACKAGE = frozenset({"google"})  # google.colab, which has an item of its own


def missing_packages(facts: Facts) -> Iterator[Item]:
    """Yield an item where the notebook imports what the grader does not have, whether or not this machine has it."""
    if facts.modules is None:
        return
    known = facts.modules | facts.own | sys.stdlib_module_names | _NOT_A_PACKAGE
    absent = [mention for mention in facts.notebook.imported if mention.text not in known]
    if not absent:
        yield Item(TOPIC, say("Packages"), Verdict.OK, say("the grader has every package that the notebook imports"))
        return
    text = say("the grader does not have {packages}", packages=tuple(map(_words, absent[:_NAMED])))
    advice = say("do without it, or ask your course whether it can be installed; !pip install has no network there")
    place = facts.notebook.place(absent[0].cell)
    yield Item(TOPIC, say("Packages"), Verdict.NEEDS_WORK, text, advice, place)


def _words(mention: Mention) -> str:
    return say("{what} (cell {cell})", what=show(mention.text, 60), cell=mention.cell + 1)
