"""Sample courses, made and graded as their instructor would: init, assignments, marks, grade-all."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from grader.course import judge_course, open_course
from grader.graded import Graded
from grader.intake.compare_sample import compare_sample
from grader.intake.new_course import rubric_named
from grader.intake.rubric_sample import make_rubric_sample
from grader.intake.samples import Sample

SECONDS = 90  # of each notebook: a machine that does something else besides is slow, and not wrong


@dataclass(frozen=True)
class SampleCourse:
    """A sample course after everything was graded: its folder, groups, marks, and how grade-all ended."""

    folder: Path
    samples: tuple[Sample, ...]
    graded: Graded
    ended: Any

    def percents(self, student: str) -> dict[str, float | None]:
        """Return what a student reached in every component, in percent by path (None: not known), with the total."""
        mark = next(one for one in self.graded.marks if one.student.id == student)
        assert mark.percent is not None
        return {"total": round(float(mark.percent), 2)} | _percents(mark.components, "")

    def grade(self, student: str) -> str:
        return next(str(one.grade) for one in self.graded.marks if one.student.id == student)

    def differences(self) -> dict[str, tuple[str, ...]]:
        """Return what every group's expected.yaml says otherwise."""
        first = {mark.student.group: mark for mark in reversed(self.graded.marks)}
        return {one.id: compare_sample(one, self.graded.evidence.get(one.id), first[one.id]) for one in self.samples}


def _percents(components: Any, above: str) -> dict[str, float | None]:
    found: dict[str, float | None] = {}
    for one in components:
        found[f"{above}{one.id}"] = None if one.points is None else round(float(100 * one.points / one.maximum), 2)
        found |= _percents(one.components, f"{above}{one.id}.")
    return found


@pytest.fixture(scope="session")
def sample_course(
    grader_process: Any, sample_models: Path, sandbox_options: tuple[str, ...], tmp_path_factory: pytest.TempPathFactory
) -> Callable[[str], SampleCourse]:
    """Return a function that makes the sample course of a rubric and grades all of it."""

    def make(rubric: str) -> SampleCourse:
        folder = tmp_path_factory.mktemp("sample") / "course"
        samples = make_rubric_sample(folder, rubric_named(rubric), cache=sample_models)
        file = folder / "course.yaml"
        text = file.read_text(encoding="utf-8")
        assert "time: 60 s" in text
        file.write_text(text.replace("time: 60 s", f"time: {SECONDS} s"), encoding="utf-8")
        with ThreadPoolExecutor(3) as several:  # they mostly wait
            wall = ("-C", folder, *sandbox_options)
            folders = sorted((folder / "handed-in").glob("*"))
            jobs = [several.submit(grader_process, "assignment", "grade", one.name, "--from", one, *wall) for one in folders]
        assert [job.result().err for job in jobs if job.result().status not in {0, 1}] == []
        ended = grader_process("marks", "import", folder / "marks.csv", "-C", folder)
        assert ended.status == 0, ended.err
        ended = grader_process("grade-all", "-C", folder, *sandbox_options)
        return SampleCourse(folder, samples, judge_course(open_course(folder), write=False), ended)

    return make
