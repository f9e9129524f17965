from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from grader.core.evidence import Choice, Contents, Evaluation, Evidence, Execution, Provenance, RunStatus, Submission
from grader.core.wilson import wilson

GOOD = Evidence(
    submission=Submission("g01", "repo", "c" * 40, "2027-01-08T12:00:00+08:00"),
    artifacts=(),
    choices=(Choice("notebook", "work.ipynb", "the only one"),),
    contents=Contents("cell 2: model.fit", "cell 3: model.predict", "cell 1: Sequential", "cell 4: model.save"),
    execution=Execution(RunStatus.OK, seconds=12.4, cells_run=5, cells_total=5),
    evaluations=(),
    provenance=Provenance("0.1", "3.11", "tensorflow 2.21", "CPU", "wall", "d" * 64, "2027-01-09T00:00:00+00:00", ""),
)


@pytest.fixture
def evidence() -> Callable[..., Evidence]:
    def build(**changes: Any) -> Evidence:
        return replace(GOOD, **changes)

    return build


@pytest.fixture
def scored() -> Callable[..., Evaluation]:
    def build(model: str = "committed", correct: int = 981, samples: int = 1000, sha256: str = "a" * 64) -> Evaluation:
        each = samples // 10
        rows = [[each if column == row else 0 for column in range(10)] for row in range(10)]
        rows[9][9], rows[9][8] = each - (samples - correct), samples - correct
        matrix = tuple(tuple(row) for row in rows)
        interval = wilson(correct, samples)
        return Evaluation(model, "held-out", RunStatus.OK, samples, correct, matrix, (each,) * 10, interval, sha256=sha256)

    return build
