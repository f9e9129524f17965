"""Up to which commit each group's repository was graded, kept from one start to the next."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

from grader.gradebook.store import Store
from grader.intake.course_folder import CourseFolder

_NAME = "watched heads"


class GradedHeads:
    """The commit at the tip of each group's repository when it was last graded, as long as the course stays the same.

    Once a file of the course changes, or somebody is given more time, another commit may count: then all are looked at again.
    """

    def __init__(self, store: Store, course: CourseFolder) -> None:
        self._store, self._key = store, course_state(course, store)
        known = json.loads(store.recall(_NAME, self._key) or "{}")
        self._heads: dict[str, str] = {str(group): str(head) for group, head in known.items()}

    def get(self, group: str) -> str | None:
        """Return the tip up to which the group is graded, or None."""
        return self._heads.get(group)

    def put(self, group: str, head: str) -> None:
        """Say that the group is graded up to that tip."""
        self._heads[group] = head
        self._store.remember(_NAME, self._key, json.dumps(self._heads))


def course_state(course: CourseFolder, store: Store) -> str:
    """Return a text that changes whenever a file that decides what is measured, or who has how long, may have changed."""
    file = course.file
    paths = [course.folder / "course.yaml", file.rubric_path, file.roster, file.heldout, file.extensions, file.push_events]
    stamps = [f"{path}: {_stamp(path)}" for path in paths if path is not None]
    return hashlib.sha256("\n".join([*stamps, course.training_identity(), repr(store.extensions())]).encode()).hexdigest()


def _stamp(path: Path) -> str:
    try:
        found = path.stat()
    except OSError:  # who reads it next says so
        return "gone"
    return f"{found.st_mtime_ns} {found.st_size}"
