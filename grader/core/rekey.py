"""Changes that staff made to an answer key after the exam."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal, InvalidOperation
from enum import StrEnum
from types import MappingProxyType

from grader.core.answer_key import AnswerKey, Kind, Question, Void
from grader.core.answer_number import answer_numbers
from grader.core.errors import InputError
from grader.core.harmless import harmless
from grader.core.plain_answer import plain_answer
from grader.core.show import show
from grader.core.ticked import ticked


class RekeyKind(StrEnum):
    """What was changed of a question."""

    ACCEPT = "accept"
    REJECT = "reject"
    VOID = "void"
    POINTS = "points"


@dataclass(frozen=True)
class Rekey:
    """One change to one question of the key. Never edited, never deleted: a later one supersedes it.

    `value` is an answer as the export writes it, 'everyone', 'excluded' or 'none', or a number of points.
    """

    question: str
    kind: RekeyKind
    value: str
    reason: str
    author: str
    at: str


def rekeyed(key: AnswerKey, changes: Iterable[Rekey]) -> AnswerKey:
    """Return the key as the changes leave it, oldest first; they count over the key file.

    Raises InputError where a change names a question or a value that the key cannot have, or no question is left.
    """
    questions = {question.id: question for question in key.questions}
    for change in changes:
        if change.question not in questions:
            what = f"{show(change.author)} re-keyed the question {show(change.question, 60)!r}, which the key no longer has"
            raise InputError(what, file=key.file or None, hint=f"questions: {', '.join(show(name, 40) for name in questions)}")
        questions[change.question] = _CHANGES[change.kind](questions[change.question], change.value)
    left = replace(key, questions=tuple(questions.values()))
    if not left.maximum:
        hint = "void a question for everyone, or leave one in; an exam that does not count has weight 0 in the rubric"
        raise InputError("no question of the exam counts any more: all are excluded", file=key.file or None, hint=hint)
    return left


def _accept(question: Question, value: str) -> Question:
    answer = _answer(question, value)
    return question if _holds(question.accepted, answer) else replace(question, accepted=(*question.accepted, answer))


def _reject(question: Question, value: str) -> Question:
    answer = _answer(question, value)
    left = tuple(one for one in question.accepted if _plain(one) != _plain(answer))
    if len(left) == len(question.accepted):
        raise InputError(f"{question.id}: {show(value, 60)!r} is no accepted answer", hint=_accepted(question))
    if not left:
        hint = "accept another answer first, or make the question void"
        raise InputError(f"{question.id}: {show(value, 60)!r} is the only accepted answer", hint=hint)
    return replace(question, accepted=left)


def _void(question: Question, value: str) -> Question:
    if value not in {"none", *Void}:
        raise InputError(f"a question is void for {', '.join(Void)} or none, not {show(value, 60)!r}")
    return replace(question, void=None if value == "none" else Void(value))


def _points(question: Question, value: str) -> Question:
    try:
        points = Decimal(value)
    except InvalidOperation:
        points = Decimal(-1)
    if not harmless(points) or not 0 < points < 10**6:  # not typed_number: what was kept before holds
        raise InputError(f"{show(value, 60)!r} is no number of points", hint="a number above 0, such as 2 or 0.5")
    return replace(question, points=points)


def _answer(question: Question, value: str) -> tuple[str, ...]:
    if question.kind is Kind.CHECKBOXES:
        answer = ticked(value, question.options)
    elif question.kind is Kind.NUMBER:
        numbers = answer_numbers(value)
        if len(numbers) != 1:
            raise InputError(f"{question.id}: {show(value, 60)!r} is no number, or two", hint="write a decimal point: 0.25")
        return (str(numbers[0]),)
    else:
        answer = (value.strip(),) if value.strip() else ()
    known = {plain_answer(option) for option in question.options}
    strange = next((one for one in answer if known and plain_answer(one) not in known), None)
    if not answer or strange is not None:
        hint = f"options: {', '.join(show(option, 60) for option in question.options)}" if known else "write an answer"
        raise InputError(f"{question.id} has no option {show(strange or value, 60)!r}", hint=hint)
    return answer


def _holds(accepted: Iterable[tuple[str, ...]], answer: tuple[str, ...]) -> bool:
    return any(_plain(one) == _plain(answer) for one in accepted)


def _plain(answer: tuple[str, ...]) -> frozenset[str]:
    return frozenset(plain_answer(one) for one in answer)


def _accepted(question: Question) -> str:
    return "accepted: " + "; ".join(show(", ".join(one), 60) for one in question.accepted)


_CHANGES: Mapping[RekeyKind, Callable[[Question, str], Question]] = MappingProxyType(
    {RekeyKind.ACCEPT: _accept, RekeyKind.REJECT: _reject, RekeyKind.VOID: _void, RekeyKind.POINTS: _points}
)
