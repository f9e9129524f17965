"""Read how a total becomes a grade."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal

from grader.core.rubric import Letter, Scale
from grader.core.show import show
from grader.intake.did_you_mean import did_you_mean
from grader.intake.located import Located

_LONGEST_LETTER = 20
_SHOWN = Decimal("0.01")  # what the gradebook shows of a percentage is what decides about a letter


def read_scale(grades: Located) -> Scale:
    """Return the scale: numbers by `range`, `step` and `pass`, or words by `letters` and `pass`.

    Raises:
        InputError: with the line of what is wrong.
    """
    entries = grades.fields(optional=("range", "step", "pass", "letters"))
    step = entries["step"].number() if "step" in entries else None
    if step is not None and step <= 0:
        raise entries["step"].error(f"grades.step is {step}, but must be over 0", "1 gives whole grades, 0.5 half ones")
    return _letters(entries, step) if "letters" in entries else _numbers(grades, entries, step)


def _numbers(grades: Located, entries: Mapping[str, Located], step: Decimal | None) -> Scale:
    low, high = _range(entries["range"]) if "range" in entries else (Scale.low, Scale.high)
    passed = entries["pass"].number() if "pass" in entries else Scale.passed
    if not low <= passed <= high:
        raise entries.get("pass", grades).error(f"grades.pass is {passed}, outside the range {low} to {high}")
    return Scale(low, high, Scale.step if step is None else step, passed)


def _range(value: Located) -> tuple[Decimal, Decimal]:
    ends = tuple(item.number() for item in value.items())
    if len(ends) != 2 or ends[0] >= ends[1]:
        raise value.error("grades.range must be two numbers, the lower first", "such as [0, 100]")
    return ends[0], ends[1]


def _letters(entries: Mapping[str, Located], step: Decimal | None) -> Scale:
    if "range" in entries:
        raise entries["range"].error("grades has both letters and a range", "letters are given in percent: remove 'range:'")
    known = tuple(_letter(name, value) for name, value in entries["letters"].mapping().items())
    ordered = tuple(sorted(known, key=lambda letter: -letter.percent))
    bounds = [letter.percent for letter in ordered]
    if len(set(bounds)) < len(bounds) or bounds[-1] != 0:
        hint = "such as {A: 90, B: 80, C: 70, F: 0}"
        raise entries["letters"].error("letters need a bound each, in percent, the lowest of them 0", hint)
    return Scale(step=step or _SHOWN, passed=_passed(entries, ordered), letters=ordered)


def _letter(name: str, value: Located) -> Letter:
    percent = value.number()
    if not 0 <= percent <= 100 or len(name) > _LONGEST_LETTER:
        raise value.error(f"the letter {show(name, 60)!r} needs a bound from 0 to 100 and at most {_LONGEST_LETTER} characters")
    return Letter(name, percent)


def _passed(entries: Mapping[str, Located], letters: tuple[Letter, ...]) -> Decimal:
    if "pass" not in entries:
        raise entries["letters"].error("grades has letters and does not say which of them pass", "add the lowest: 'pass: D'")
    name = entries["pass"].text("D")
    bounds = {letter.name: letter.percent for letter in letters}
    if name not in bounds:
        what = f"grades.pass is {show(name, 60)!r}, which is no letter"
        raise entries["pass"].error(what, did_you_mean(name, tuple(bounds), kind="letters"))
    return bounds[name]
