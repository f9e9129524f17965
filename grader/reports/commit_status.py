"""What a group's graded commit is marked with on GitHub and GitLab."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from decimal import Decimal

from grader.core.evidence import Evidence, RunStatus
from grader.core.rubric import Course, Per
from grader.core.scores import Mark
from grader.reports.leaf_scores import leaf_scores
from grader.reports.number_text import plain_text, points_text

_NAME = "grader"
_LONGEST = 140  # characters that GitHub takes
_WORDS: Mapping[RunStatus, str] = {
    RunStatus.CELL_ERROR: "a cell of the notebook ended with an error",
    RunStatus.TIMEOUT: "the notebook's time ran out",
    RunStatus.MEMORY: "the notebook needed too much memory",
    RunStatus.OUTPUT: "the notebook printed or wrote too much",
    RunStatus.KERNEL_DIED: "the notebook's kernel died",
    RunStatus.MISSING: "no notebook was found",
    RunStatus.INVALID: "the notebook cannot be read",
    RunStatus.INTERNAL_ERROR: "this machine failed; nobody loses a point, and it is tried again",
}


def commit_status(course: Course, group: str, marks: Sequence[Mark], evidence: Evidence) -> bytes:
    """Return JSON with the graded commit and the bodies of two requests, by the names `github` and `gitlab`.

    They are those of `POST /repos/OWNER/NAME/statuses/SHA` and `POST /projects/ID/statuses/SHA`. `marks` are what the group
    may read: the words hold how the notebook ended, and how many criteria and points are told, and nothing else.
    """
    status = evidence.submission.status if evidence.submission.status is not RunStatus.OK else evidence.execution.status
    failed, broke = status is not RunStatus.OK, status is RunStatus.INTERNAL_ERROR
    mark = next((mark for mark in marks if mark.student.group == group), None)
    text = f"{_WORDS[status] if failed else 'the notebook ran'}{_points(course, mark) if mark and not broke else ''}"[:_LONGEST]
    found = {
        "commit": evidence.submission.commit,
        "github": {"state": "error" if broke else "failure" if failed else "success", "description": text, "context": _NAME},
        "gitlab": {"state": "failed" if failed else "success", "description": text, "name": _NAME},
    }
    return (json.dumps(found, ensure_ascii=False, indent=2) + "\n").encode()


def _points(course: Course, mark: Mark) -> str:
    leaves = [leaf for leaf in leaf_scores(course.components, mark.components) if leaf.component.per is Per.GROUP]
    scores = [score for leaf in leaves for score in leaf.score.criteria]
    told = [score for score in scores if score.points is not None]
    if not told:
        return ""
    points = sum((score.points or Decimal(0) for score in told), Decimal(0))
    most = sum((score.maximum for score in told), Decimal(0))
    return f"; {len(told)} of {len(scores)} criteria told: {points_text(points)} of {plain_text(most)} points"
