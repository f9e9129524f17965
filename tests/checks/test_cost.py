from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal

import pytest

from grader.checks import CHECKS
from grader.core.evidence import Evaluation, Evidence, Execution, RunStatus

find = CHECKS["cost"].find
Build = Callable[..., Evidence]
Scored = Callable[..., Evaluation]


@pytest.fixture
def priced(evidence: Build, scored: Scored) -> Evidence:
    model = replace(scored(), parameters=120_000, multiply_adds=2_000_000, file_bytes=1_500_000)
    return evidence(evaluations=(model,), execution=Execution(RunStatus.OK, seconds=90.0))


def test_each_budget_that_is_kept_counts_alike(priced: Evidence) -> None:
    found = find(priced, {"parameters": Decimal(100_000), "megabytes": Decimal(2), "seconds": Decimal(90)})
    assert found.value == pytest.approx(2 / 3)
    assert "120,000 parameters, over the budget of 100,000" in found.reason
    assert "90 seconds to run the notebook, within the budget of 90" in found.reason


def test_without_budgets_the_cost_is_told(priced: Evidence) -> None:
    found = find(priced, {})
    assert found.value == 1.0
    assert found.reason == (
        "120,000 parameters; 2,000,000 multiply–adds for one image; 1.5 MB in the file; 90 seconds to run the notebook"
    )


def test_what_cannot_be_counted_is_unknown_and_not_over(priced: Evidence) -> None:
    unknown = replace(priced, evaluations=(replace(priced.evaluations[0], multiply_adds=None),))
    assert find(unknown, {"multiply_adds": Decimal(1)}).value is None
    assert find(unknown, {"parameters": Decimal(200_000)}).value == 1.0


def test_without_a_model_there_is_nothing_to_count(evidence: Build, priced: Evidence) -> None:
    assert find(evidence(), {"parameters": Decimal(1)}).earns_nothing
    broken = replace(priced, execution=Execution(RunStatus.INTERNAL_ERROR))
    assert find(broken, {"seconds": Decimal(1)}).value is None


@pytest.mark.parametrize("status", [RunStatus.MISSING, RunStatus.TIMEOUT, RunStatus.KERNEL_DIED])
def test_a_notebook_that_did_not_come_to_its_end_keeps_no_budget_of_time(priced: Evidence, status: RunStatus) -> None:
    stopped = replace(priced, execution=Execution(status, seconds=1.0))
    found = find(stopped, {"seconds": Decimal(60), "parameters": Decimal(200_000)})
    assert found.value == 0.5
    assert "was not run to its end" in found.reason
