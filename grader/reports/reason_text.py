"""Say in a report's language what a check or the judge said in English."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property
from typing import Final

from grader.intake.languages import ENGLISH
from grader.reports.language import Language

_MOST = 600  # characters: a longer one holds a group's words, and could be written to make the search long


_NUMBERS: Final = frozenset(
    {"n", "finished", "all", "low", "high", "accuracy", "ours", "theirs", "share", "percent", "tolerance"}
)  # fmt: skip


def _place(name: str) -> str:
    """Return what may stand in a place: a number where one belongs, for a search that could stop anywhere takes long."""
    return rf"(?P<{name}>[\d.,%e+-]{{1,16}})" if name in _NUMBERS else f"(?P<{name}>.+?)"


@dataclass(frozen=True, eq=False)
class Sentence:
    """A sentence that reasons and rules are made of; `{name}` stands for what differs from one to the next."""

    english: str

    @cached_property
    def pattern(self) -> re.Pattern[str]:
        """What such a sentence looks like once it is filled in."""
        pieces = re.split(r"\{(\w+)\}", self.english)
        return re.compile("".join(_place(one) if i % 2 else re.escape(one) for i, one in enumerate(pieces)))


# The words of grader/checks/, core/marks.py, core/bands.py, core/reproduction.py, told.py and judge.py, the longer ones first.
_SENTENCES: Final = (
    Sentence("not measured yet"),
    Sentence("to be marked by staff"),
    Sentence("no exam file yet"),
    Sentence("no exam result"),
    Sentence("this machine failed; nobody loses a point: {why}"),
    Sentence("this machine failed; nobody loses a point"),
    Sentence("{what} was not measured; nobody loses a point: {why}"),
    Sentence("set by {who}: {reason}"),
    Sentence("not judged: needs {criterion} first"),
    Sentence("waits for {criterion}"),
    Sentence("{percent} % off: {n} minutes after the deadline, by the commit's own clock, which is the group's claim"),
    Sentence("{percent} % off: {n} minutes after the deadline, as the server received it"),
    Sentence("the time of the commit cannot be read"),
    Sentence("nothing that could be measured earns no points"),
    Sentence("{share} % of {n} points"),
    Sentence(
        "{line} points, straight lines between; put in order of value, points never falling, because a reference model "
        "came out in another order than the rubric's"
    ),
    Sentence("{line} points, straight lines between"),
    Sentence("the reference model {name} has not been measured"),
    Sentence("{accuracy} on {n} held-out digits (95 % interval {low} to {high})"),
    Sentence("the {model} model cannot be scored: {why}"),
    Sentence("no model file is committed"),
    Sentence("the notebook writes no model file"),
    Sentence("no model file was found, neither committed nor written by the notebook"),
    Sentence("the notebook ran from top to bottom in {n} s"),
    Sentence("{what} at cell {n} ({finished} of {all} code cells finished)"),
    Sentence("{what} at cell {n}: {why} ({finished} of {all} code cells finished)"),
    Sentence("{what} at cell {n}: {why}"),
    Sentence("a cell of the notebook ended with an error"),
    Sentence("the notebook was stopped because its time ran out"),
    Sentence("the notebook needed more memory than a run may use"),
    Sentence("the notebook was stopped because it printed or wrote more than a run may"),
    Sentence("the notebook's kernel died"),
    Sentence("no notebook was found: {why}"),
    Sentence("no notebook was found"),
    Sentence("found {found}; missing: {missing}"),
    Sentence("found {found}"),
    Sentence("missing: {missing}"),
    Sentence("reproduced: same file, the notebook writes the model that is committed"),
    Sentence("reproduced: the same weights to {tolerance} in another file"),
    Sentence("equivalent: {share} of the answers are the same; accuracy {ours} written by the notebook, {theirs} committed"),
    Sentence("equivalent: within {tolerance}; accuracy {ours} written by the notebook, {theirs} committed"),
    Sentence("different: {other}; accuracy {ours} written by the notebook, {theirs} committed"),
    Sentence("different: accuracy {ours} written by the notebook, {theirs} committed, more than {tolerance} apart"),
    Sentence("no model written: what the notebook leaves is a copy of the committed {file}"),
    Sentence("no model written: {why}"),
    Sentence("the written model cannot be compared: {why}"),
    Sentence("nothing committed to compare with: {why}"),
    Sentence("measured; results on held-out digits are told after the deadline"),
    Sentence("measured; results on held-out digits are not told"),
    Sentence("measured; at most {n} commits a day are answered, and today's answers are used up"),
    Sentence(
        "your best so far is {share} % or more, told in steps of {percent} %, for {n} commits a day; points are told after the "
        "deadline"
    ),
    Sentence("your best so far is {share} % or more, told in steps of {percent} %; points are told after the deadline"),
)
_WITHIN: Final = frozenset({"why", "what"})  # what stands in these places is another sentence


def reason_text(text: str, language: Language) -> str:
    """Return a reason or a rule in the language, as far as its sentence is known there; otherwise as it is."""
    if language.code == ENGLISH or len(text) > _MOST:
        return text
    for sentence in _SENTENCES:
        found = sentence.pattern.fullmatch(text)
        if found:
            values = {k: reason_text(v, language) if k in _WITHIN else v for k, v in found.groupdict().items()}
            return language.say(sentence.english, **values)
    return text
