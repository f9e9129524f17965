"""The checks that read what a score says besides its accuracy."""

import math
from collections.abc import Callable
from dataclasses import replace

import pytest

from grader.checks import CHECKS
from grader.core.evidence import Artifact, Corrupted, Evaluation, Evidence, Fit, RunStatus
from grader.core.scores import State

Build = Callable[..., Evidence]
Scored = Callable[..., Evaluation]
SPOILED = tuple(Corrupted(kind, 1, 100, correct, (0.0, 1.0)) for kind, correct in (("blur", 90), ("fog", 50)))
NAMES = ("calibration", "log_loss", "robustness")


def test_robustness_is_the_mean_over_spoiled_digits_or_what_is_left_of_the_accuracy(evidence: Build, scored: Scored) -> None:
    given = evidence(evaluations=(replace(scored(correct=1000), corrupted=SPOILED),))
    found = CHECKS["robustness"].find(given, {})
    assert found.value == pytest.approx(0.7)
    assert found.reason == "0.7000 on digits spoiled in 2 ways, 1.0000 on clean ones; worst: fog (0.5000)"
    assert found.interval is not None
    assert CHECKS["robustness"].find(given, {"relative": True}).value == pytest.approx(0.7)
    half = evidence(evaluations=(replace(scored(correct=875), corrupted=SPOILED),))
    relative = CHECKS["robustness"].find(half, {"relative": True})
    assert relative.value == pytest.approx(0.8)
    assert relative.reason.startswith("80.0% of the accuracy is left: 0.7000 on")


def test_more_is_better_for_calibration_and_log_loss(evidence: Build, scored: Scored) -> None:
    given = evidence(evaluations=(replace(scored(), calibration_error=0.02, log_loss=0.1),))
    calibration = CHECKS["calibration"].find(given, {})
    assert (calibration.value, calibration.reason[:39]) == (0.98, "expected calibration error 0.0200 (15 b")
    log_loss = CHECKS["log_loss"].find(given, {})
    assert log_loss.value == pytest.approx(math.exp(-0.1))
    assert "log loss 0.1000 on 1,000 held-out digits" in log_loss.reason


@pytest.mark.parametrize("name", NAMES)
def test_what_nobody_measured_costs_nobody_a_point(evidence: Build, scored: Scored, name: str) -> None:
    found = CHECKS[name].find(evidence(evaluations=(scored(),)), {})
    assert (found.value, found.state) == (None, State.NOT_READY)
    assert "was not measured" in found.reason


@pytest.mark.parametrize("name", NAMES)
def test_a_model_that_cannot_be_scored_earns_zero(evidence: Build, name: str) -> None:
    broken = Evaluation("committed", "held-out", RunStatus.INVALID, message="no HDF5 file")
    found = CHECKS[name].find(evidence(evaluations=(broken,)), {})
    assert (found.value, found.earns_nothing) == (0.0, True)


def test_training_on_the_test_is_0_and_a_choice_by_it_only_where_the_rubric_says_so(evidence: Build, scored: Scored) -> None:
    find = CHECKS["trained_on_test"].find
    trained = evidence(evaluations=(scored(),), fits=(Fit("fit", 2, 70_000, 60_000, 10_000),))
    assert find(trained, {}).value == 0.0
    assert find(trained, {}).reason.startswith("evidence of training on the public test digits; cell 3: 10,000 of the 70,000")
    chosen = evidence(evaluations=(scored(),), fits=(Fit("validation", 2, 10_000, 0, 10_000, selected="EarlyStopping"),))
    assert (find(chosen, {}).value, find(chosen, {"chosen": True}).value) == (1.0, 0.0)
    assert "choosing the model by" in find(chosen, {}).reason
    plain = evidence(evaluations=(scored(),), fits=(Fit("fit", 2, 60_000, 60_000, 0),))
    assert find(plain, {}).value == 1.0
    assert find(plain, {}).reason.startswith("no evidence of training on")


def test_where_it_cannot_be_known_the_reason_is_the_groups_or_nobodys(evidence: Build, scored: Scored) -> None:
    find = CHECKS["trained_on_test"].find
    assert find(evidence(evaluations=(scored(),)), {}).value is None
    assert find(evidence(), {}).value == 0.0
    assert find(evidence(artifacts=(Artifact("model.h5", "a" * 64, 10, "model"),)), {}).value is None


def test_no_model_is_ever_called_clean(evidence: Build, scored: Scored) -> None:
    for given in (evidence(), evidence(evaluations=(scored(),), fits=(Fit("fit", 2, 60_000, 60_000, 0),))):
        assert "clean" not in CHECKS["trained_on_test"].find(given, {}).reason
