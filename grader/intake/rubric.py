"""Read a rubric file."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from pathlib import Path

from grader.core.rubric import Course, Scale
from grader.core.show import show
from grader.intake.located import Located
from grader.intake.located_yaml import read_yaml
from grader.intake.rubric_component import read_components
from grader.intake.rubric_late import read_minutes


def read_rubric(path: Path, *, checks: Mapping[str, frozenset[str]]) -> Course:
    """Return the course's grading scheme; `checks` maps each check's name to the names of its options.

    Points, weights and numbers in `with:` are Decimal, exactly as written.

    Raises:
        InputError: with file, line and a hint, when anything in it is wrong.
    """
    root = read_yaml(path)
    entries = root.fields(required=("course", "components"), optional=("grades", "submission", "late_budget"))
    notebook, model = _submission(entries["submission"]) if "submission" in entries else ((), ())
    return Course(
        title=entries["course"].text(),
        components=read_components(entries["components"], checks),
        scale=_scale(entries["grades"]) if "grades" in entries else Scale(),
        notebook=notebook,
        model=model,
        late_budget_minutes=read_minutes(entries["late_budget"]) if "late_budget" in entries else 0,
    )


def _scale(grades: Located) -> Scale:
    entries = grades.fields(optional=("range", "step", "pass"))
    low, high = _range(entries["range"]) if "range" in entries else (Scale.low, Scale.high)
    step = entries["step"].number() if "step" in entries else Scale.step
    passed = entries["pass"].number() if "pass" in entries else Scale.passed
    if step <= 0:
        raise entries["step"].error(f"grades.step is {step}, but must be over 0", "1 gives whole grades, 0.5 half ones")
    if not low <= passed <= high:
        raise entries.get("pass", grades).error(f"grades.pass is {passed}, outside the range {low} to {high}")
    return Scale(low, high, step, passed)


def _range(value: Located) -> tuple[Decimal, Decimal]:
    ends = tuple(item.number() for item in value.items())
    if len(ends) != 2 or ends[0] >= ends[1]:
        raise value.error("grades.range must be two numbers, the lower first", "such as [0, 100]")
    return ends[0], ends[1]


def _submission(value: Located) -> tuple[tuple[str, ...], tuple[str, ...]]:
    entries = value.fields(optional=("notebook", "model"))
    notebook, model = (_patterns(entries[key]) if key in entries else () for key in ("notebook", "model"))
    return notebook, model


def _patterns(value: Located) -> tuple[str, ...]:
    parts = value.items() if value.kind == "list" else (value,)
    patterns = tuple(part.text('"*.ipynb"') for part in parts)
    for part, pattern in zip(parts, patterns, strict=True):
        if pattern.startswith("/") or ".." in pattern.split("/"):
            what = f"{show(pattern, 60)!r} leaves the group's repository"
            raise part.error(what, 'a pattern is relative to its root, such as "*.ipynb"')
    return patterns
