from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from grader.core.evidence import (
    Artifact,
    CellRun,
    Choice,
    Contents,
    Evaluation,
    Evidence,
    Execution,
    Provenance,
    RunStatus,
    Submission,
)
from grader.gradebook.store import Store

COMMIT = "0123456789abcdef0123456789abcdef01234567"

Measured = Callable[..., Evidence]


@pytest.fixture
def measured() -> Measured:
    """A maker of evidence: measured("team-a", correct=97)."""

    def make(group: str = "team-a", *, commit: str = COMMIT, correct: int = 97) -> Evidence:
        evaluation = Evaluation(
            "committed", "held-out", RunStatus.OK, 100, correct, ((correct, 0), (0, 3)), (50, 50), (0.9, 0.99), 1234
        )
        return replace(_EVIDENCE, submission=replace(_EVIDENCE.submission, group=group, commit=commit), evaluations=(evaluation,))

    return make


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with Store.open(tmp_path) as opened:
        yield opened


_EVIDENCE = Evidence(
    submission=Submission("team-a", "https://example.org/a.git", COMMIT, "2027-01-08T20:00:00+08:00", None, 0),
    artifacts=(Artifact("模型/model.h5", "ab" * 32, 123_456, "model"),),
    choices=(Choice("model", "模型/model.h5", "the only one", ()),),
    contents=Contents(training="cell 4: model.fit"),
    execution=Execution(RunStatus.CELL_ERROR, 12.5, 20.25, 3, 5, 3, "NameError: x", 10**9, (CellRun(0, "ok", 0.1),)),
    evaluations=(),
    provenance=Provenance(
        "0.1.0", "3.11", "tensorflow 2.21", "cpu", "namespaces", "cd" * 32, "2027-01-09T08:00:00+08:00", "20 min"
    ),
    same_predictions=1 / 3,
)
