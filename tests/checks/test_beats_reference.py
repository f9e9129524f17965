from collections.abc import Callable

import pytest

from grader.checks import CHECKS
from grader.core.context import Context
from grader.core.evidence import Evaluation, Evidence
from grader.core.scores import State

find = CHECKS["beats_reference"].find
Build = Callable[..., Evidence]
Scored = Callable[..., Evaluation]


@pytest.mark.parametrize(
    ("correct", "better", "surely"), [(990, 1.0, 1.0), (955, 1.0, 0.0), (950, 0.0, 0.0), (900, 0.0, 0.0), (960, 1.0, 0.0)]
)
def test_a_model_beats_the_reference_by_one_digit_and_surely_by_more(
    evidence: Build, scored: Scored, correct: int, better: float, surely: float
) -> None:
    measured = evidence(evaluations=(scored(correct=correct),), context=Context(3, {"cnn": 0.95}))
    assert find(measured, {}).value == better
    assert find(measured, {"surely": True}).value == surely


def test_the_difference_is_told_with_its_interval(evidence: Build, scored: Scored) -> None:
    measured = evidence(evaluations=(scored(correct=955),), context=Context(3, {"linear": 0.95}))
    found = find(measured, {"reference": "linear"})
    assert found.reason == (
        "0.9550, the reference model linear 0.9500: +0.0050 (95 % interval -0.0139 to +0.0240); "
        "the digits are too few to be sure which is better"
    )


def test_a_reference_that_nobody_measured_costs_no_point(evidence: Build, scored: Scored) -> None:
    for context in (None, Context(3), Context(3, {"linear": 0.9})):
        found = find(evidence(evaluations=(scored(),), context=context), {})
        assert (found.value, found.state) == (None, State.NOT_READY)
