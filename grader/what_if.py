"""Judge with another rubric or another scale, and compare; nothing is written."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from pathlib import Path

from grader.checks import all_checks
from grader.core.errors import InputError
from grader.core.grade_counts import grade_counts
from grader.core.pass_changes import PassChange, pass_changes
from grader.core.rubric import Scale
from grader.course import judge_course
from grader.gradebook.difference import Change, difference
from grader.intake.course_folder import CourseFolder
from grader.intake.peers import read_peers
from grader.intake.require_digits import require_digits
from grader.intake.rubric import read_rubric


@dataclass(frozen=True)
class WhatIf:
    """The class before and after: students by grade, who crosses the pass mark, and every number that moves."""

    before: Mapping[str, int]
    after: Mapping[str, int]
    crossing: tuple[PassChange, ...]
    changes: tuple[Change, ...]


def what_if(course: CourseFolder, *, rubric: Path | None = None, passed: Decimal | None = None) -> WhatIf:
    """Judge the stored evidence by the course's rubric and by another: the one at `rubric`, and passed from `passed` on.

    `passed` is a grade on a scale of numbers, in percent with letters. Raises InputError where the rubric is wrong, or
    `passed` lies outside the scale.
    """
    read = read_rubric(rubric, checks={name: one.options for name, one in all_checks().items()}) if rubric else course.rubric
    require_digits(course.folder / "course.yaml", course.file, read)
    peers = read_peers(course.folder, read, course.roster) if rubric else course.peers
    other = replace(course, rubric=replace(read, scale=_scale(read.scale, passed)), peers=peers)
    before, after = judge_course(course, write=False).marks, judge_course(other, write=False).marks
    old, new = course.rubric.scale, other.rubric.scale
    return WhatIf(
        grade_counts(before, old),
        grade_counts(after, new),
        tuple(pass_changes(before, after, old, new)),
        difference(before, after),
    )


def _scale(scale: Scale, passed: Decimal | None) -> Scale:
    if passed is None:
        return scale
    low, high = (Decimal(0), Decimal(100)) if scale.letters else (scale.low, scale.high)
    if not min(low, high) <= passed <= max(low, high):
        raise InputError(f"--pass {passed} lies outside the scale, {low} to {high}")
    return replace(scale, passed=passed)
