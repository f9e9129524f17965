"""Find paths right that lead from one part of a rubric to another."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from grader.core.alternatives import alternatives
from grader.core.ballot_criteria import ballot_criteria
from grader.core.errors import InputError
from grader.core.rubric import Course
from grader.core.show import show
from grader.core.targets import TOTAL, targets
from grader.intake.did_you_mean import did_you_mean


def check_paths(file: Path, course: Course) -> None:
    """Find every path right that a selection or a comparison names.

    Raises:
        InputError: with file and line: a path that leads nowhere, or a selection by points that depend on itself.
    """
    known = targets(course).keys() - {TOTAL}
    for path, line in _named(course):
        if path not in known:
            hint = did_you_mean(path, known, kind="paths")
            raise InputError(f"there is nothing at {show(path, 60)!r} in the rubric", file=file, line=line, hint=hint)
    _check_own(file, course)


def _named(course: Course) -> Iterator[tuple[str, int]]:
    yield from ((one.select.by, one.select.line) for _, one in alternatives(course.components) if one.select)
    yield from ((one.rule.compare, one.criterion.line) for one in ballot_criteria(course.components) if one.rule.compare)


def _check_own(file: Path, course: Course) -> None:
    for path, component in alternatives(course.components):
        by, line = (component.select.by, component.select.line) if component.select else ("", 0)
        if f"{path}.".startswith(f"{by}.") or f"{by}.".startswith(f"{path}."):
            what = f"{path} is selected by {by}, whose points depend on the selection"
            raise InputError(what, file=file, line=line, hint="select by another component, such as the report")
