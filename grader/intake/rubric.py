"""Read a rubric file."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from grader.core.rubric import Course, Scale
from grader.core.show import show
from grader.intake.located import Located
from grader.intake.located_yaml import read_yaml
from grader.intake.rubric_bonus import read_bonus_at_most
from grader.intake.rubric_component import read_components
from grader.intake.rubric_late import read_minutes
from grader.intake.rubric_paths import check_paths
from grader.intake.rubric_scale import read_scale


def read_rubric(path: Path, *, checks: Mapping[str, frozenset[str]]) -> Course:
    """Return the course's grading scheme; `checks` maps each check's name to the names of its options.

    Points, weights and numbers in `with:` are Decimal, exactly as written.

    Raises:
        InputError: with file, line and a hint, when anything in it is wrong.
    """
    root = read_yaml(path)
    optional = ("grades", "submission", "bonus_at_most", "late_budget")
    entries = root.fields(required=("course", "components"), optional=optional)
    notebook, model = _submission(entries["submission"]) if "submission" in entries else ((), ())
    course = Course(
        title=entries["course"].text(),
        components=read_components(entries["components"], checks),
        scale=read_scale(entries["grades"]) if "grades" in entries else Scale(),
        notebook=notebook,
        model=model,
        bonus_at_most=read_bonus_at_most(entries),
        late_budget_minutes=read_minutes(entries["late_budget"]) if "late_budget" in entries else 0,
    )
    check_paths(path, course)
    return course


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
