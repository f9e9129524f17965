"""Read one question of an answer key."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from decimal import Decimal

from grader.core.answer_key import Credit, Kind, Question, Void
from grader.core.plain_answer import plain_answer
from grader.core.show import show
from grader.core.ticked import ticked
from grader.intake.did_you_mean import did_you_mean
from grader.intake.located import Located

QUESTION_KEYS = (
    "title", "kind", "points", "answer", "accept", "options", "tolerance", "rule", "wrong", "floor", "guessing", "void",
)  # fmt: skip
_PERCENT = re.compile(r"(\d{1,9}(?:\.\d{1,30})?)\s*%", re.ASCII)
_MOST = Decimal(10**6)


def read_question(name: str, value: Located, defaults: Mapping[str, Located]) -> Question:
    """Return a question from its own keys, over those of `defaults`.

    Raises InputError with the line of a key that is unknown, missing, or does not fit the others.
    """
    own = value.fields(required=("answer",), optional=QUESTION_KEYS)
    entries = {**defaults, **own}
    kind = Kind(entries["kind"].one_of(Kind)) if "kind" in entries else Kind.SINGLE
    options = tuple(one.text() for one in entries["options"].items()) if "options" in entries else ()
    _check_options(options, entries, kind, value)
    credit = Credit(entries["rule"].one_of(Credit)) if "rule" in entries else Credit.ALL_OR_NOTHING
    credit = credit if kind is Kind.CHECKBOXES else Credit.ALL_OR_NOTHING
    tolerance, relative = _tolerance(entries["tolerance"], kind, own=own) if "tolerance" in entries else (Decimal(0), False)
    return Question(
        id=name,
        title=own["title"].text() if "title" in own else name,
        kind=kind,
        points=_points(entries, value),
        accepted=_accepted(own, kind, options),
        options=options,
        tolerance=tolerance,
        relative=relative,
        credit=credit,
        wrong=_wrong(entries["wrong"]) if "wrong" in entries else None,
        floor=_floor(entries, credit),
        guessing=_guessing(entries, kind, options, value),
        void=Void(own["void"].one_of(Void)) if "void" in own else None,
        line=value.line,
    )


def _points(entries: Mapping[str, Located], value: Located) -> Decimal:
    if "points" not in entries:
        raise value.error(f"{value.name} has no 'points'", "add 'points: …' here, or for all under 'defaults:'")
    points = entries["points"].number()
    if not 0 < points < _MOST:
        raise entries["points"].error(f"{entries['points'].name} must be above 0, not {points}")
    return points


def _accepted(own: Mapping[str, Located], kind: Kind, options: Sequence[str]) -> tuple[tuple[str, ...], ...]:
    answer, more = own["answer"], own.get("accept")
    nested = kind is Kind.CHECKBOXES
    found = _answers(answer, kind, nested=nested)
    further = _answers(more, kind, nested=nested) if more else ()
    known = {plain_answer(option) for option in options}
    for one in (*found, *further):
        for text in one:
            if known and plain_answer(text) not in known:
                place = answer if one in found else more or answer
                raise place.error(f"{place.name}: {show(text, 60)!r} is none of the options", did_you_mean(text, options))
    return (*found, *further)


def _answers(value: Located, kind: Kind, *, nested: bool) -> tuple[tuple[str, ...], ...]:
    """Return each answer as a tuple: of boxes, else of one text."""
    if value.kind != "list":
        return ((_one(value, kind),),)
    parts = value.items()
    if not parts:
        raise value.error(f"{value.name} is an empty list", "name an answer")
    if not nested:
        return tuple((_one(part, kind),) for part in parts)
    if any(part.kind == "list" for part in parts):
        return tuple(tuple(_one(box, kind) for box in part.items()) for part in parts)
    return (tuple(_one(part, kind) for part in parts),)


def _one(value: Located, kind: Kind) -> str:
    # YAML reads Yes, No and True as truth values; in an answer they are the words that were written.
    return str(value.number()) if kind is Kind.NUMBER else value.raw if value.kind == "boolean" else value.text()


def _check_options(options: Sequence[str], entries: Mapping[str, Located], kind: Kind, value: Located) -> None:
    if kind is Kind.CHECKBOXES and not options:
        raise value.error(f"{value.name} has no 'options'", "list all boxes: without them 'A, B' cannot be taken apart")
    for option in options if kind is Kind.CHECKBOXES else ():
        others = [other for other in options if other != option]
        boxes = ticked(option, others)
        if others and {plain_answer(box) for box in boxes} <= {plain_answer(other) for other in others}:
            what = f"the option {show(option, 60)!r} cannot be told from {len(boxes)} boxes ticked together"
            raise entries["options"].error(what, "rename one of them, in the form and here")


def _tolerance(value: Located, kind: Kind, *, own: Mapping[str, Located]) -> tuple[Decimal, bool]:
    if kind is not Kind.NUMBER and "tolerance" in own:
        raise value.error(f"{value.name}: only a number has a tolerance", "write 'kind: number'")
    percent = _PERCENT.fullmatch(value.raw.strip()) if value.kind == "text" else None
    tolerance = Decimal(percent[1]) / 100 if percent else value.number()
    if tolerance < 0:
        raise value.error(f"{value.name} is below 0")
    return tolerance, percent is not None


def _wrong(value: Located) -> Decimal:
    wrong = value.number()
    if not -_MOST < wrong <= 0:
        raise value.error(f"{value.name} is what a wrong answer costs: 0 or less, not {wrong}", "write it such as -0.5")
    return wrong


def _floor(entries: Mapping[str, Located], credit: Credit) -> Decimal | None:
    if "floor" not in entries:
        return Decimal(0) if credit is Credit.PER_OPTION else None
    if entries["floor"].raw == "none":
        return None
    floor = entries["floor"].number()
    if floor > 0:
        raise entries["floor"].error(f"{entries['floor'].name} is above 0, which would give points for nothing")
    return floor


def _guessing(entries: Mapping[str, Located], kind: Kind, options: Sequence[str], value: Located) -> bool:
    if kind is not Kind.SINGLE or "guessing" not in entries or not entries["guessing"].truth():
        return False
    if len(options) < 2:
        raise value.error(f"{value.name}: the correction for guessing needs 'options'", "list all of them, two at least")
    return True
