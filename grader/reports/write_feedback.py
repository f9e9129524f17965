"""Write the feedback of a course: two files a group and two a student."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from grader.core.errors import InputError
from grader.core.show import show
from grader.core.slug import slug
from grader.gradebook.write_file import write_file
from grader.reports.feedback import Feedback


def write_feedback(folder: Path, groups: Mapping[str, Feedback], students: Mapping[str, Feedback]) -> tuple[Path, ...]:
    """Write `groups/<group>.md` and `.html`, `students/<id>.md` and `.html` below `folder`, and return the paths.

    Raises InputError, before anything is written, where two students would share a file (one would read the other's
    points), MachineError where the disk refuses.
    """
    named = [*_named("groups", groups), *_named("students", students)]
    texts = [(f"{name}.{kind}", text) for name, one in named for kind, text in (("md", one.markdown), ("html", one.html))]
    return tuple(write_file(folder / name, text.encode()) for name, text in texts)


def _named(folder: str, feedback: Mapping[str, Feedback]) -> list[tuple[str, Feedback]]:
    owners: dict[str, str] = {}
    for name in feedback:
        other = owners.setdefault(slug(name), name)
        if other != name:
            raise InputError(
                f"{show(other, 60)!r} and {show(name, 60)!r} would share the file {folder}/{slug(name)}.html",
                hint="rename one of them in the roster",
            )
    return [(f"{folder}/{slug(name)}", one) for name, one in feedback.items()]
