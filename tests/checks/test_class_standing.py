from collections.abc import Callable
from dataclasses import replace

from grader.checks import CHECKS
from grader.checks.class_standing import with_standing
from grader.core.evidence import Evaluation, Evidence, RunStatus
from grader.core.scores import State

LABELS = [n % 10 for n in range(1000)]
Build = Callable[..., Evidence]
Scored = Callable[..., Evaluation]
BY_BAND = {"by": "band"}


def answering(evaluation: Evaluation) -> Evaluation:
    right = "".join(map(str, LABELS))
    return replace(evaluation, answers=right[: evaluation.correct] + "-" * (evaluation.samples - evaluation.correct))


def a_class(evidence: Build, scored: Scored, **correct: int) -> dict[str, Evidence]:
    return {group: evidence(evaluations=(answering(scored(correct=count)),)) for group, count in correct.items()}


def test_groups_that_cannot_be_told_apart_count_the_same_by_band(evidence: Build, scored: Scored) -> None:
    groups = with_standing(a_class(evidence, scored, a=990, b=988, c=900), LABELS)
    found = {group: CHECKS["accuracy"].find(one, BY_BAND) for group, one in groups.items()}
    assert {group: one.value for group, one in found.items()} == {"a": 0.99, "b": 0.99, "c": 0.9}
    assert found["b"].reason.startswith("0.9880 on 1,000 held-out digits")
    assert found["b"].reason.endswith("rank band 1 of 2, shared by 2 groups, counts as the band's best: 0.9900")
    assert found["c"].reason.endswith("rank band 2 of 2, shared by 1 group, counts as the band's best: 0.9000")
    assert [CHECKS["accuracy"].find(one, {}).value for one in groups.values()] == [0.99, 0.988, 0.9]


def test_by_band_nobody_is_judged_before_the_class_is(evidence: Build, scored: Scored) -> None:
    alone = a_class(evidence, scored, a=990)["a"]
    found = CHECKS["accuracy"].find(alone, BY_BAND)
    assert (found.value, found.state) == (None, State.NOT_READY)


def test_a_model_that_cannot_be_scored_is_in_no_band_and_earns_zero(evidence: Build, scored: Scored) -> None:
    groups = a_class(evidence, scored, a=990)
    groups["b"] = evidence(evaluations=(Evaluation("committed", "held-out", RunStatus.INVALID, message="no HDF5 file"),))
    groups["c"] = evidence(evaluations=(scored(correct=980),))  # measured before answers were kept
    placed = with_standing(groups, LABELS)
    assert [one.standing is not None and one.standing.of("committed") is not None for one in placed.values()] == [
        True, False, False,
    ]  # fmt: skip
    assert CHECKS["accuracy"].find(placed["b"], BY_BAND).value == 0.0
    assert CHECKS["accuracy"].find(placed["c"], BY_BAND).value is None


def test_each_choice_of_model_has_its_own_bands(evidence: Build, scored: Scored) -> None:
    groups = a_class(evidence, scored, a=990, b=900)
    written = replace(groups["a"], evaluations=(answering(scored("written", 905)),))
    placed = with_standing(groups | {"a": written}, LABELS, {"committed", "first_found"})
    standing = placed["a"].standing
    assert standing is not None
    assert standing.of("committed") is None
    place = standing.of("first_found")
    assert place is not None
    assert (place.rank, place.of, place.shared_by) == (1, 1, 2)
    assert standing.public_test is not None
