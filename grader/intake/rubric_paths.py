"""Find paths right that lead from one part of a rubric to another."""

from __future__ import annotations

from collections.abc import Iterator
from graphlib import CycleError, TopologicalSorter
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
    _check_selections(file, course)


def _named(course: Course) -> Iterator[tuple[str, int]]:
    yield from ((one.select.by, one.select.line) for _, one in alternatives(course.components) if one.select)
    yield from ((one.rule.compare, one.criterion.line) for one in ballot_criteria(course.components) if one.rule.compare)


def _check_selections(file: Path, course: Course) -> None:
    """Refuse a selection by points that not every group has, or that depend on the selection itself."""
    rules = {path: one.select for path, one in alternatives(course.components) if one.select}
    for path, rule in rules.items():
        if f"{path}.".startswith(f"{rule.by}."):
            what, hint = f"{path} is selected by {rule.by}, whose points depend on the selection", "select by the report alone"
            raise InputError(what, file=file, line=rule.line, hint=hint)
        above = next((other for other in rules if rule.by.startswith(f"{other}.")), None)
        if above:
            what = f"{path} is selected by {rule.by}, but a group does only one of the components in {above}"
            raise InputError(what, file=file, line=rule.line, hint="select by a component that every group does")
    try:
        TopologicalSorter(
            {path: [other for other in rules if f"{other}.".startswith(f"{rule.by}.")] for path, rule in rules.items()}
        ).prepare()
    except CycleError as error:
        circle: list[str] = error.args[1]
        what = f"components are selected by each other in a circle: {' -> '.join(circle)}"
        raise InputError(what, file=file, line=rules[circle[0]].line, hint="select one of them by the report") from None
