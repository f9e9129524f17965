"""A commit status says how the run ended, and nothing that is not told."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from grader.core.evidence import Execution, RunStatus
from grader.core.withhold import withhold
from grader.course import judge_course, open_course
from grader.reports.commit_status import commit_status


@pytest.mark.parametrize("status", list(RunStatus))
def test_every_end_of_a_run_has_its_state_and_fits(measured: Path, evidence_of: Any, status: RunStatus) -> None:
    course = open_course(measured)
    marks = judge_course(course, write=False).marks
    found = json.loads(commit_status(course.rubric, "g01", marks, evidence_of("g01", execution=Execution(status))))
    fine, ours = status is RunStatus.OK, status is RunStatus.INTERNAL_ERROR
    assert found["github"]["state"] == ("success" if fine else "error" if ours else "failure")
    assert found["gitlab"]["state"] == ("success" if fine else "failed")
    assert len(found["github"]["description"]) <= 140
    assert ("points" in found["github"]["description"].partition(";")[2]) or ours


def test_points_that_are_held_back_are_not_in_the_sum(measured: Path, evidence_of: Any) -> None:
    course = open_course(measured)
    marks = judge_course(course, write=False).marks
    hidden = {"project.accuracy": "later", "project.reproduces": "later"}
    told = [withhold(course.rubric, mark, hidden, "later") for mark in marks]
    assert "5 of 6 criteria told: 71.00 of 75 points" in commit_status(course.rubric, "g01", marks, evidence_of("g01")).decode()
    text = commit_status(course.rubric, "g01", told, evidence_of("g01")).decode()
    assert "3 of 6 criteria told: 30.00 of 30 points" in text
    assert commit_status(course.rubric, "g01", told, evidence_of("g01", correct=10)).decode() == text
