"""Make another rubric the course's own."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from pathlib import Path

from grader.core.errors import InputError
from grader.gradebook.write_file import write_file
from grader.intake.course_folder import CourseFolder

_LINE = re.compile(r"^rubric:.*$", re.MULTILINE)
_OWN = "rubric.yaml"


def apply_rubric(course: CourseFolder, text: str) -> Path:
    """Write the rubric, which has been read and found right, and return where; the one before is kept in `.grader/rubrics/`.

    A rubric that comes with the grader is never changed: the course gets one of its own, `rubric.yaml`, which course.yaml then
    names. Raises InputError, with nothing changed, where such a file is there already, or course.yaml cannot be changed so.
    """
    before = course.file.rubric_path
    kept = course.folder / ".grader" / "rubrics" / f"{datetime.now(UTC):%Y-%m-%dT%H-%M-%S.%f}.yaml"
    if before.is_relative_to(course.folder):
        write_file(kept, before.read_bytes())
        return write_file(before, text.encode())
    own, file = course.folder / _OWN, course.folder / "course.yaml"
    if own.exists():
        raise InputError("the file is there already, and course.yaml names another rubric", file=own, hint="move it away")
    named, lines = file.read_text(encoding="utf-8"), _LINE.findall(file.read_text(encoding="utf-8"))
    if len(lines) != 1:
        raise InputError("course.yaml has no single line 'rubric: …' to change", file=file, hint=f"write rubric: ./{_OWN} there")
    write_file(kept, before.read_bytes())
    write_file(own, text.encode())
    write_file(file, _LINE.sub(f"rubric: ./{_OWN}", named).encode())
    return own
