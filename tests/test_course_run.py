from __future__ import annotations

from pathlib import Path
from typing import Any

from grader.core.roster import Group
from grader.course_run import CourseRun


def test_no_sandbox_warms_up_for_what_this_user_may_not_look_at(tmp_path: Path, as_a_stranger: Any) -> None:
    run = object.__new__(CourseRun)  # the question needs nothing of the course
    (tmp_path / "locked" / "repository").mkdir(parents=True)
    group = Group("g", str(tmp_path / "locked" / "repository"), ())
    assert run.needs_sandbox(group)
    (tmp_path / "locked").chmod(0o700)
    with as_a_stranger():
        assert not run.needs_sandbox(group)
