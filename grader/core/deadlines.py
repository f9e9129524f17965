"""Until when everybody has time."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from grader.core.errors import InputError
from grader.core.extension import Extension, latest
from grader.core.roster import Group, Student
from grader.core.rubric import Component, Course, Source

_FAR = datetime(9999, 1, 1, tzinfo=UTC)


@dataclass(frozen=True)
class Deadlines:
    """The course's deadlines by name ('' is its own), and who has longer.

    `paths` are the components that come from the repository, by the name of their deadline.
    """

    moments: Mapping[str, datetime]
    extensions: Mapping[str, tuple[Extension, ...]]
    paths: Mapping[str, tuple[str, ...]]
    windows: Mapping[str, timedelta | None]

    @classmethod
    def of(
        cls,
        course: Course,
        deadline: datetime,
        named: Mapping[str, datetime],
        extensions: Iterable[Extension] = (),
        *,
        newest: bool = False,
    ) -> Deadlines:
        """Bring together what the course states. Raises InputError for a time without a zone or a name that is none.

        With `newest` late commits count too, as long as some component gives points for them.
        """
        moments = {**named, "": deadline}
        if any(moment.tzinfo is None for moment in moments.values()):
            raise InputError("the deadline has no time zone", hint="write it like 2027-01-08T23:59+08:00")
        paths: dict[str, tuple[str, ...]] = {}
        for path, component in _leaves(course.components, ""):
            if component.deadline not in moments:
                raise InputError(f"no deadline of the course is called {component.deadline!r}", line=component.line)
            paths[component.deadline] = (*paths.get(component.deadline, ()), path)
        given: dict[str, tuple[Extension, ...]] = {}
        for one in latest(extensions):
            given[one.subject] = (*given.get(one.subject, ()), one)
        return cls(moments, given, paths, _windows(course) if newest else {})

    @property
    def names(self) -> tuple[str, ...]:
        """The deadlines for which a commit is to be picked: the course's own, then those that components name."""
        return ("", *(name for name in self.paths if name))

    def for_student(self, student: Student, path: str, name: str = "") -> datetime:
        """Return until when a student has time for a component: the latest of the deadline and all extensions that hold."""
        moment = self.moments[name]
        own = (*self.extensions.get(student.id, ()), *self.extensions.get(student.group, ()))
        return max((one.moment(moment) for one in own if one.covers(path)), default=moment)

    def picks(self, group: Group, name: str = "") -> datetime:
        """Return up to when a commit of the group is picked: its deadline, and where late ones count, as long as they do."""
        window = self.windows.get(name, timedelta(0))
        return _FAR if window is None else self.for_group(group, name) + window

    def for_group(self, group: Group, name: str = "") -> datetime:
        """Return until when the group has time: what all its members have for all that hangs on that deadline.

        So an extension of one student lets nobody else's work count later, and lowers nobody's grade.
        """
        paths = self.paths.get(name) or ("",)
        return min(self.for_student(student, path, name) for student in group.members for path in paths)


def extendable(course: Course) -> tuple[str, ...]:
    """Return the paths that an extension may name: components that come from the repository, and all above them."""
    found: dict[str, None] = {}
    for path, _ in _leaves(course.components, ""):
        steps = path.split(".")
        found.update(dict.fromkeys(".".join(steps[:count]) for count in range(1, len(steps) + 1)))
    return tuple(found)


def _windows(course: Course) -> dict[str, timedelta | None]:
    """Return by deadline how long after it late work is worth something; None for ever."""
    found: dict[str, timedelta | None] = {}
    for _, component in _leaves(course.components, ""):
        minutes = component.late.cut_off_minutes if component.late else None
        window, known = None if minutes is None else timedelta(minutes=minutes), found.get(component.deadline, timedelta(0))
        found[component.deadline] = None if window is None or known is None else max(window, known)
    return found


def _leaves(components: Sequence[Component], prefix: str) -> Iterator[tuple[str, Component]]:
    for component in components:
        path = f"{prefix}{component.id}"
        if component.source is Source.REPOSITORY:
            yield path, component
        yield from _leaves(component.components, f"{path}.")
