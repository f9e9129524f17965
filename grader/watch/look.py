"""One look at a repository, and one run of what it holds: the two things that a watcher's threads do."""

from __future__ import annotations

import tempfile
from pathlib import Path

from grader.core.roster import Group
from grader.course_run import CourseRun
from grader.executors.executor import Done
from grader.intake.git import head
from grader.intake.git_limits import GitLimits
from grader.measure import Measured

Ran = Done[tuple[str, Measured | None, float]]


def look(group: Group, limits: GitLimits, allow: tuple[str, ...]) -> str:
    """Return the commit at the tip of the group's default branch now; raise what `head` raises."""
    with tempfile.TemporaryDirectory(prefix="grader-look-") as folder:
        return head(group.repository, folder=Path(folder), limits=limits, allow=allow)


def measure_all(run: CourseRun, group: Group) -> list[tuple[str, Ran]]:
    """Fetch and measure what counts of the group at each deadline; return how each ended, by the deadline's name."""
    ended: list[tuple[str, Ran]] = []
    for name in run.deadlines.names:
        try:
            ended.append((name, Done(group.id, run.group(name, group), None)))
        except Exception as error:  # noqa: BLE001 - handed to `run.ended`, which says whose fault it is
            ended.append((name, Done(group.id, None, error)))
    return ended
