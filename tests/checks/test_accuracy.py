from collections.abc import Callable
from dataclasses import replace

import pytest

from grader.checks import CHECKS
from grader.core.evidence import Artifact, Evaluation, Evidence, Execution, RunStatus, Submission
from grader.core.scores import State

find = CHECKS["accuracy"].find
macro = CHECKS["macro_f1"].find
FIRST = {"model": "first_found"}
Build = Callable[..., Evidence]
Scored = Callable[..., Evaluation]


def failed(model: str, status: RunStatus, message: str = "") -> Evaluation:
    return Evaluation(model, "held-out", status, message=message)


def test_the_reason_shows_the_share_the_digits_and_the_interval(evidence: Build, scored: Scored) -> None:
    found = find(evidence(evaluations=(scored(correct=9812, samples=10_000),)), {})
    assert found.value == 0.9812
    assert found.reason == "0.9812 on 10,000 held-out digits (95 % interval 0.9783 to 0.9837)"
    assert found.interval == pytest.approx((0.9783, 0.9837), abs=5e-5)


def test_the_public_test_set_is_never_read(evidence: Build, scored: Scored) -> None:
    public = replace(scored(correct=1000), dataset="public")
    assert find(evidence(evaluations=(public, scored(correct=950))), {}).value == 0.95
    assert find(evidence(evaluations=(public,)), {}).value == 0.0


@pytest.mark.parametrize(("option", "value"), [("committed", 0.95), ("written", 0.98), ("first_found", 0.95)])
def test_the_option_chooses_the_model(evidence: Build, scored: Scored, option: str, value: float) -> None:
    both = evidence(evaluations=(scored("written", 980), scored("committed", 950)))
    assert find(both, {"model": option}).value == value


@pytest.mark.parametrize("committed", [(), (failed("committed", RunStatus.MISSING),)])
def test_first_found_takes_the_written_model_where_none_is_committed(
    evidence: Build, scored: Scored, committed: tuple[Evaluation, ...]
) -> None:
    assert find(evidence(evaluations=(*committed, scored("written", 980))), FIRST).value == 0.98


def test_first_found_does_not_pass_over_a_committed_model_that_is_broken(evidence: Build, scored: Scored) -> None:
    broken = failed("committed", RunStatus.INVALID, "not an HDF5 file")
    found = find(evidence(evaluations=(broken, scored("written"))), FIRST)
    assert (found.value, found.state) == (0.0, State.FULLY_GRADED)
    assert found.reason == "the committed model cannot be scored: not an HDF5 file"


@pytest.mark.parametrize("check", [find, macro])
@pytest.mark.parametrize("status", [RunStatus.INVALID, RunStatus.TIMEOUT, RunStatus.MEMORY, RunStatus.MISSING])
def test_a_model_that_cannot_be_scored_earns_zero_with_the_reason(
    evidence: Build, check: Callable[..., object], status: RunStatus
) -> None:
    found = find(evidence(evaluations=(failed("committed", status, "five outputs instead of ten"),)), {})
    assert (found.value, found.state) == (0.0, State.FULLY_GRADED)
    assert "five outputs" in found.reason


def test_no_model_at_all_earns_zero_with_the_reason(evidence: Build) -> None:
    assert find(evidence(), {}).reason == "no model file is committed"
    assert find(evidence(), FIRST).reason == "no model file was found, neither committed nor written by the notebook"
    gone = Submission("g01", "repo", "", "", status=RunStatus.MISSING, message="the repository is empty")
    assert find(evidence(submission=gone), {}).reason == "no model file is committed: the repository is empty"


def test_a_model_that_lies_there_and_was_not_scored_is_unknown_and_not_zero(evidence: Build) -> None:
    found = find(evidence(artifacts=(Artifact("model.h5", "a" * 64, 10, "model"),)), {})
    assert (found.value, found.state) == (None, State.NOT_READY)


def test_when_this_machine_fails_nobody_loses_a_point(evidence: Build) -> None:
    assert find(evidence(evaluations=(failed("committed", RunStatus.INTERNAL_ERROR),)), {}).value is None
    broken = evidence(execution=Execution(RunStatus.INTERNAL_ERROR))
    assert find(broken, FIRST).value is None
    assert find(broken, {"model": "written"}).value is None
    assert find(broken, {}).value == 0.0


def test_macro_f1_counts_a_rare_digit_as_much_as_a_common_one(evidence: Build, scored: Scored) -> None:
    found = macro(evidence(evaluations=(scored(correct=950),)), {})
    assert found.value == pytest.approx((8 + 2 * 100 / 250 + 2 * 50 / 150) / 10)
    assert found.reason == f"macro F1 {found.value:.4f} on 1,000 held-out digits (accuracy 0.9500)"


def test_macro_f1_without_a_confusion_matrix_is_unknown(evidence: Build, scored: Scored) -> None:
    assert macro(evidence(evaluations=(replace(scored(), confusion=()),)), {}).value is None


@pytest.mark.parametrize("name", ["macro_precision", "macro_recall"])
def test_macro_precision_and_recall_are_told_with_the_accuracy(evidence: Build, scored: Scored, name: str) -> None:
    found = CHECKS[name].find(evidence(evaluations=(scored(correct=950),)), {})
    assert found.value is not None
    assert 0.9 < found.value < 1
    assert found.reason == f"{name.replace('_', ' ')} {found.value:.4f} on 1,000 held-out digits (accuracy 0.9500)"
