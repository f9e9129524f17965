from collections.abc import Callable
from decimal import Decimal

import pytest

from grader.checks import CHECKS
from grader.core.evidence import Artifact, Evaluation, Evidence, Execution, RunStatus
from grader.core.scores import State

find = CHECKS["reproduces"].find
Build = Callable[..., Evidence]
Scored = Callable[..., Evaluation]


def test_the_same_file_is_reproduced(evidence: Build, scored: Scored) -> None:
    found = find(evidence(evaluations=(scored(), scored("written"))), {})
    assert found.value == 1.0
    assert found.reason.startswith("reproduced: same file")


def test_the_same_answers_are_equivalent(evidence: Build, scored: Scored) -> None:
    other = (scored(correct=990), scored("written", 950, sha256="b" * 64))
    assert find(evidence(evaluations=other, same_predictions=0.98), {}).value == 1.0
    assert find(evidence(evaluations=other, same_predictions=0.97), {}).value == 0.0


@pytest.mark.parametrize(("correct", "value"), [(981, 1.0), (961, 1.0), (960, 0.0), (1000, 1.0)])
def test_an_accuracy_within_the_tolerance_is_equivalent_to_the_last_digit(
    evidence: Build, scored: Scored, correct: int, value: float
) -> None:
    found = find(evidence(evaluations=(scored(), scored("written", correct, sha256="b" * 64))), {})
    assert found.value == value
    assert "0.9810 committed" in found.reason


def test_the_tolerance_is_an_option(evidence: Build, scored: Scored) -> None:
    models = (scored(), scored("written", 951, sha256="b" * 64))
    assert find(evidence(evaluations=models), {"tolerance": Decimal("0.03")}).value == 1.0
    assert find(evidence(evaluations=models), {"tolerance": Decimal("0.029")}).value == 0.0


def test_a_model_that_is_not_there_cannot_be_reproduced(evidence: Build, scored: Scored) -> None:
    assert "the notebook writes no model file" in find(evidence(evaluations=(scored(),)), {}).reason
    assert "nothing committed to compare with" in find(evidence(evaluations=(scored("written"),)), {}).reason
    assert find(evidence(), {}).value == 0.0


def test_a_written_model_that_is_broken_is_different(evidence: Build, scored: Scored) -> None:
    broken = Evaluation("written", "held-out", RunStatus.INVALID, message="NaN", sha256="b" * 64)
    found = find(evidence(evaluations=(scored(), broken)), {})
    assert (found.value, found.state) == (0.0, State.FULLY_GRADED)
    assert "NaN" in found.reason


def test_when_this_machine_fails_nobody_loses_a_point(evidence: Build, scored: Scored) -> None:
    broken = Evaluation("written", "held-out", RunStatus.INTERNAL_ERROR)
    invalid = Evaluation("committed", "held-out", RunStatus.INVALID)
    assert find(evidence(evaluations=(scored(),), execution=Execution(RunStatus.INTERNAL_ERROR)), {}).value is None
    assert find(evidence(evaluations=(scored(), broken)), {}).value is None
    assert find(evidence(evaluations=(invalid, broken)), {}).value is None


def ran(*written: str, hidden: tuple[str, ...] = ()) -> Execution:
    made = tuple(Artifact(path, "a" * 64, 9, "model", "written") for path in written)
    return Execution(RunStatus.OK, artifacts=made, hidden=hidden)


@pytest.mark.parametrize(("path", "role"), [("notes.dat", "file"), ("other.h5", "model")])
def test_a_copy_of_a_committed_file_of_any_name_is_no_written_model(
    evidence: Build, scored: Scored, path: str, role: str
) -> None:
    there = (Artifact("model.h5", "a" * 64, 9, "model"), Artifact(path, "a" * 64, 9, role))
    copied = evidence(evaluations=(scored(), scored("written")), artifacts=there, execution=ran("model.h5", hidden=("model.h5",)))
    found = find(copied, {})
    assert found.value == 0.0
    assert found.reason == f"no model written: what the notebook leaves is a copy of the committed {path}"


def test_the_committed_model_made_anew_at_its_own_path_is_reproduced(evidence: Build, scored: Scored) -> None:
    there = (Artifact("model.h5", "a" * 64, 9, "model"), Artifact("notes.dat", "b" * 64, 9, "file"))
    for run in (ran("model.h5"), ran("model.h5", hidden=("model.h5",))):
        assert find(evidence(evaluations=(scored(), scored("written")), artifacts=there, execution=run), {}).value == 1.0


def test_a_written_model_of_unknown_bytes_is_no_copy_of_a_file_of_unknown_bytes(evidence: Build, scored: Scored) -> None:
    models = (scored(), scored("written", sha256=""))
    assert find(evidence(evaluations=models, artifacts=(Artifact("old.h5", "", 9, "model"),)), {}).value == 1.0
