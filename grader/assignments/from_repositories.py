"""Collect an assignment's notebook from the repositories of the roster."""

from __future__ import annotations

import tarfile
import tempfile
from collections.abc import Callable, Collection
from datetime import datetime
from pathlib import Path, PurePosixPath

from grader.assignments.collect import Collected
from grader.assignments.handed_in import NOTEBOOK_BYTES, HandedIn
from grader.core.errors import SubmissionError
from grader.core.roster import Group, Roster
from grader.core.show import show
from grader.intake.git import fetch
from grader.intake.git_limits import GitLimits


def collect_repositories(
    roster: Roster,
    assignment: str,
    *,
    deadline: datetime,
    limits: GitLimits,
    allow: Collection[str] = ("https", "ssh", "file"),
    listen: Callable[[str], None] = lambda _: None,
) -> Collected:
    """Return each group's `<assignment>.ipynb` (or the one notebook in a folder of that name) as it was at the deadline.

    A group of one is the student; a larger group hands in once for all. A repository that cannot be fetched is a fault of
    that submission. Raises MachineError where the network failed.
    """
    handed: list[HandedIn] = []
    missing: list[str] = []
    for group in roster.groups:
        listen(group.id)
        owner = group.id if len(group.members) > 1 else group.members[0].id
        found = _notebook(group, assignment, deadline, limits, allow) if group.repository else None
        if found is None:
            missing += [student.id for student in group.members]
        else:
            handed.append(HandedIn(owner, *found))
    return Collected(tuple(handed), (), tuple(missing))


def _notebook(
    group: Group, assignment: str, deadline: datetime, limits: GitLimits, allow: Collection[str]
) -> tuple[str, bytes, str] | None:
    """Return path, bytes and fault of the group's notebook; None where its repository holds none."""
    with tempfile.TemporaryDirectory(prefix="grader-clone-") as folder:
        try:
            fetched = fetch(group.repository, Path(folder), deadline=deadline, limits=limits, allow=allow)
        except SubmissionError as error:
            return f"{assignment}.ipynb", b"", str(error)
        paths = [PurePosixPath(file.path) for file in fetched.files if file.path.endswith(".ipynb")]
        named = [path for path in paths if path.stem == assignment] or [path for path in paths if path.parent.name == assignment]
        if not named:
            return None
        if len(named) > 1:
            return named[0].name, b"", f"there are {len(named)} notebooks for it: {show(', '.join(map(str, named)), 300)}"
        return _read(fetched.tree, str(named[0]))


def _read(tree: Path, path: str) -> tuple[str, bytes, str]:
    """Read one file of the archive, which was written here."""
    with tarfile.open(tree) as archive:
        stream = archive.extractfile(path)
        body = stream.read(NOTEBOOK_BYTES + 1) if stream else b""
    if len(body) > NOTEBOOK_BYTES:
        return path, b"", f"the notebook is larger than {NOTEBOOK_BYTES / 1e6:.0f} MB; clear its outputs and commit it"
    return path, body, ""
