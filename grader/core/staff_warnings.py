"""What staff should know of their own marks."""

from __future__ import annotations

from collections.abc import Collection, Iterable

from grader.core.adjusted import Adjusted
from grader.core.deadlines import extendable
from grader.core.exam import Exam
from grader.core.extension import Extension
from grader.core.hand_marked import differences
from grader.core.roster import Roster
from grader.core.rubric import Course
from grader.core.show import show
from grader.core.targets import targets

_MOST = 20


def staff_warnings(
    course: Course,
    roster: Roster,
    exam: Exam | None,
    adjusted: Adjusted,
    extensions: Iterable[Extension] = (),
    tasks: Collection[str] = (),
) -> tuple[str, ...]:
    """Return a sentence for each mark and extension that changes nothing, and for marks that lie too far apart.

    A mark changes nothing where its criterion is no longer in the rubric, or its group or student not in the roster. It is
    kept, and counts again when they come back. `tasks` are what marks of assignments may name beside the rubric's own paths.
    """
    known = {*targets(course, exam), *tasks}
    people = {group.id for group in roster.groups} | {student.id for student in roster.students()}
    components = {"", *extendable(course)}
    lines = [
        f"{one.written()} points of {show(one.subject, 60)}, set by {show(one.author, 60)}, count nowhere: "
        + (f"the rubric has no {show(one.target, 80)}" if one.target not in known else "not in the roster any more")
        for one in adjusted.strays(known, roster)
    ]
    lines += [
        f"the extension of {show(one.subject, 60)} for {show(one.component, 80) or 'all'} holds nowhere: not in the "
        + ("roster" if one.subject not in people else "rubric")
        for one in extensions
        if one.subject not in people or one.component not in components
    ]
    lines += [
        f"{one.path} of {show(one.who, 60)}: {', '.join(f'{show(name, 60)} {points}' for name, points in one.marks)} "
        f"differ by {one.together.difference} points"
        for one in differences(course, roster, adjusted)
    ]
    more = [f"and {len(lines) - _MOST} more; see grader marks list and differences"] if len(lines) > _MOST else []
    return (*lines[:_MOST], *more)
