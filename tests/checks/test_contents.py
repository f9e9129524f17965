from collections.abc import Callable
from decimal import Decimal

import pytest

from grader.checks import CHECKS
from grader.core.evidence import Contents, Evidence, Execution, RunStatus

find = CHECKS["contents"].find
POINTS = {"training": Decimal(3), "prediction": Decimal(3), "specification": Decimal(2), "model": Decimal(2)}
Build = Callable[..., Evidence]


def test_everything_found_earns_everything_and_says_where(evidence: Build) -> None:
    found = find(evidence(), POINTS)
    assert found.value == 1.0
    assert found.reason.startswith("found training (cell 2: model.fit); prediction (cell 3: model.predict)")


def test_each_part_weighs_its_points(evidence: Build) -> None:
    found = find(evidence(contents=Contents(training="cell 2", model="cell 4")), POINTS)
    assert found.value == 0.5
    assert found.reason == "found training (cell 2); model (cell 4); missing: prediction, specification"


def test_a_part_without_points_is_not_asked_for(evidence: Build) -> None:
    found = find(evidence(contents=Contents(training="cell 2")), {"training": 5})
    assert (found.value, found.reason) == (1.0, "found training (cell 2)")


def test_without_options_all_parts_weigh_the_same(evidence: Build) -> None:
    assert find(evidence(contents=Contents(training="cell 2")), {}).value == 0.25


@pytest.mark.parametrize(
    ("status", "reason"),
    [(RunStatus.MISSING, "no notebook was found"), (RunStatus.INVALID, "the notebook cannot be read: not JSON")],
)
def test_without_a_notebook_nothing_is_found(evidence: Build, status: RunStatus, reason: str) -> None:
    message = "not JSON" if status is RunStatus.INVALID else ""
    found = find(evidence(contents=Contents(), execution=Execution(status, message=message)), POINTS)
    assert (found.value, found.reason) == (0.0, reason)
