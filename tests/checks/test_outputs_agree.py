from collections.abc import Callable
from decimal import Decimal

import pytest

from grader.checks import CHECKS
from grader.core.evidence import Evidence, Execution, RunStatus
from grader.core.output_pair import OutputPair

find = CHECKS["outputs_agree"].find
Build = Callable[..., Evidence]
PAIRS = (OutputPair(2, "accuracy", 0.98, 0.97), OutputPair(5, "test acc", 0.99, 0.11), OutputPair(7, "accuracy", 0.9, None))


def test_the_share_that_comes_out_again_is_the_value_and_the_others_are_named(evidence: Build) -> None:
    found = find(evidence(output_pairs=PAIRS), {})
    assert found.value == pytest.approx(1 / 3)
    assert "cell 6: test acc 0.9900 saved, 0.1100 now" in found.reason
    assert "cell 8: accuracy 0.9000 saved, its cell was not run to the end" in found.reason


@pytest.mark.parametrize(("tolerance", "value"), [("0.01", 1.0), ("0.009", 0.0)])
def test_the_tolerance_is_an_option_and_counts_itself(evidence: Build, tolerance: str, value: float) -> None:
    assert find(evidence(output_pairs=PAIRS[:1]), {"tolerance": Decimal(tolerance)}).value == value


def test_outputs_that_state_nothing_contradict_nothing(evidence: Build) -> None:
    assert find(evidence(output_pairs=()), {}).value == 1.0


def test_a_run_that_ended_before_the_comparison_confirms_nothing(evidence: Build) -> None:
    found = find(evidence(output_pairs=None, execution=Execution(RunStatus.MEMORY, message="4.0 GB")), {})
    assert (found.value, "4.0 GB" in found.reason) == (0.0, True)


def test_what_was_not_measured_costs_no_point(evidence: Build) -> None:
    assert find(evidence(), {}).value is None
    assert find(evidence(output_pairs=PAIRS, execution=Execution(RunStatus.INTERNAL_ERROR)), {}).value is None
    assert find(evidence(execution=Execution(RunStatus.MISSING)), {}).earns_nothing
