from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pytest

from grader.core.evidence import Artifact, Evaluation, Evidence, Fit, RunStatus
from grader.core.public_test_gap import measure_of
from grader.core.trained_on_test import FALSE_POSITIVE_RATE, trained_on_test

DIGITS = 5000
HARDER = math.log(1.8)  # the public test here, for everybody
Make = Callable[..., Evidence]


def scored(model: str, dataset: str, wrong: float, loss: float) -> Evaluation:
    return Evaluation(model, dataset, RunStatus.OK, DIGITS, DIGITS - round(wrong), log_loss=loss)


def both(model: str, advantage: float, wrong: float = 100) -> tuple[Evaluation, Evaluation]:
    return scored(model, "held-out", wrong, 0.1), scored(model, "public", wrong * math.exp(advantage), 0.1 * math.exp(advantage))


def honest(evidence_of: Make, count: int, seed: int) -> dict[str, Evidence]:
    random = np.random.default_rng(seed)
    drawn = random.normal(HARDER, 0.07, (count, 2))
    groups = {f"g{n:02}": (*both("committed", float(a)), *both("written", float(b))) for n, (a, b) in enumerate(drawn)}
    return {group: evidence_of(group, evaluations=evaluations) for group, evaluations in groups.items()}


def with_own(evidence: Evidence, advantage: float, wrong: float = 100) -> Evidence:
    return replace(evidence, evaluations=(*both("committed", advantage, wrong), *evidence.evaluations[2:]))


def without_twin(evidence: Evidence) -> Evidence:
    return replace(evidence, evaluations=evidence.evaluations[:2])


def test_an_honest_class_is_not_named_though_its_public_test_is_harder(evidence_of: Make) -> None:
    found = trained_on_test(honest(evidence_of, 40, seed=1))
    assert {use.word for use in found.values()} == {"no evidence"}
    one = found["g00"]
    assert one.false_positive_rate == FALSE_POSITIVE_RATE
    assert one.threshold == FALSE_POSITIVE_RATE / 40
    assert one.p_value is not None
    assert one.p_value > one.threshold
    assert "on public test digits" in one.sentences[0]


@pytest.mark.parametrize("size", [6, 12, 40])
def test_an_honest_class_hardly_ever_has_a_group_named(evidence_of: Make, size: int) -> None:
    named = 0
    for seed in range(100):
        uses = trained_on_test(honest(evidence_of, size, seed))
        named += any(use.word == "evidence" for use in uses.values())
    assert named <= 4  # 1 expected at most; 4 or fewer come in 99.6 of 100


def test_a_model_that_knows_the_public_test_is_named_and_its_neighbours_are_not(evidence_of: Make) -> None:
    groups = honest(evidence_of, 40, seed=3)
    learnt = {"g05", "g11", "g30"}
    found = trained_on_test(groups | {group: with_own(groups[group], HARDER - 1.0) for group in learnt})
    assert {group for group, use in found.items() if use.word == "evidence"} == learnt
    assert {found[group].strength for group in learnt} == {"strong"}


def test_it_is_found_even_where_half_of_the_class_does_it(evidence_of: Make) -> None:
    groups = honest(evidence_of, 40, seed=4)
    learnt = {f"g{n:02}" for n in range(20)}
    found = trained_on_test(groups | {group: with_own(groups[group], HARDER - 1.0) for group in learnt})
    assert {group for group, use in found.items() if use.word == "evidence"} == learnt


def test_a_model_that_knows_every_public_digit_is_named_in_a_small_class_too(evidence_of: Make) -> None:
    groups = honest(evidence_of, 3, seed=5)
    perfect = with_own(groups["g00"], -12.0, wrong=100)
    found = trained_on_test(groups | {"g00": perfect})
    assert [use.word for use in found.values()] == ["evidence", "no evidence", "no evidence"]


def test_a_better_model_is_compared_with_what_models_as_good_as_it_do(evidence_of: Make) -> None:
    random = np.random.default_rng(12)
    groups = {}
    for n, loss in enumerate(np.geomspace(0.05, 0.2, 30)):  # the better, the harder the public test is for it
        expected = HARDER - 0.4 * math.log(loss / 0.1)
        own, twin = random.normal(expected, 0.05, 2)
        evaluations = [*both("committed", float(own)), *both("written", float(twin))]
        groups[f"g{n:02}"] = evidence_of(
            f"g{n:02}", evaluations=tuple(replace(one, log_loss=one.log_loss * loss / 0.1) for one in evaluations)
        )
    assert {use.word for use in trained_on_test(groups).values()} == {"no evidence"}
    best, worst = trained_on_test(groups | {"g00": with_own(groups["g00"], HARDER - 0.5)}), groups["g29"]
    assert best["g00"].word == "evidence"
    assert trained_on_test(groups | {"g29": worst})["g29"].word == "no evidence"


def test_a_model_far_better_than_every_twin_is_compared_with_its_own(evidence_of: Make) -> None:
    groups = honest(evidence_of, 20, seed=13)
    own = tuple(replace(one, log_loss=one.log_loss / 20) for one in groups["g00"].evaluations[:2])
    found = trained_on_test(groups | {"g00": replace(groups["g00"], evaluations=(*own, *groups["g00"].evaluations[2:]))})["g00"]
    assert found.word == "no evidence"
    assert "compared with the model written here without them" in found.sentences[0]


def test_the_same_model_written_again_is_no_evidence_and_makes_nobody_else_look_odd(evidence_of: Make) -> None:
    groups = honest(evidence_of, 30, seed=6)
    again = {
        group: replace(one, evaluations=(*both("committed", HARDER), *both("written", HARDER + 1e-4)))
        for group, one in list(groups.items())[:20]
    }
    found = trained_on_test(groups | again)
    assert {use.word for use in found.values()} == {"no evidence"}


def test_without_a_twin_the_class_is_the_measure_and_with_neither_it_is_unknown(evidence_of: Make) -> None:
    groups = honest(evidence_of, 40, seed=7)
    learnt = without_twin(with_own(groups["g00"], HARDER - 2.0))
    for others in (groups, {group: without_twin(one) for group, one in groups.items()}):
        found = trained_on_test(others | {"g00": learnt})
        assert [group for group, use in found.items() if use.word == "evidence"] == ["g00"]
    assert "the class's own models" in found["g00"].sentences[0]
    alone = trained_on_test({"g00": learnt})["g00"]
    assert (alone.word, alone.p_value) == ("unknown", None)
    assert "too few" in alone.sentences[0]


def test_a_twin_that_may_have_seen_the_test_is_none(evidence_of: Make) -> None:
    groups = honest(evidence_of, 5, seed=8)
    assert {use.word for use in trained_on_test(groups).values()} == {"no evidence"}
    assert {use.word for use in trained_on_test(groups, sealed=False).values()} == {"unknown"}


def test_digits_of_the_test_that_reached_fit_are_evidence_whatever_the_losses_say(evidence_of: Make) -> None:
    group = honest(evidence_of, 1, seed=9)["g00"]
    fits = (Fit("fit", 4, 60_000, 60_000, 0), Fit("fit", 6, 70_000, 60_000, 10_000))
    use = trained_on_test({"g00": replace(group, fits=fits)})["g00"]
    assert (use.word, use.strength) == ("evidence", "strong")
    assert use.sentences[0] == "cell 7: 10,000 of the 70,000 digits given to fit are from the public test"


def test_a_model_written_with_the_test_is_nobodys_twin(evidence_of: Make) -> None:
    groups = honest(evidence_of, 5, seed=14)
    own_copy = replace(groups["g00"], fits=(Fit("fit", 6, 70_000, 60_000, 10_000),))
    use = trained_on_test(groups | {"g00": own_copy})["g00"]
    assert (use.word, use.p_value) == ("evidence", None)


def test_a_copy_of_a_committed_file_is_nobodys_twin(evidence_of: Make) -> None:
    learnt = with_own(honest(evidence_of, 1, seed=15)["g00"], HARDER - 1.0)
    learnt = replace(learnt, evaluations=tuple(replace(one, sha256=one.model) for one in learnt.evaluations))
    assert trained_on_test({"g00": learnt})["g00"].p_value is not None
    copied = replace(learnt, artifacts=(Artifact("notes.dat", "written", 9, "file"),))
    assert trained_on_test({"g00": copied})["g00"].p_value is None


def test_a_handful_of_digits_and_plain_validation_are_no_evidence(evidence_of: Make) -> None:
    group = honest(evidence_of, 1, seed=10)["g00"]
    fits = (Fit("fit", 4, 5, 0, 5), Fit("validation", 4, 10_000, 0, 10_000))
    assert trained_on_test({"g00": replace(group, fits=fits)})["g00"].word == "no evidence"


def test_training_that_was_stopped_by_the_test_is_weak_evidence(evidence_of: Make) -> None:
    group = honest(evidence_of, 1, seed=11)["g00"]
    use = trained_on_test({"g00": replace(group, fits=(Fit("validation", -1, 10_000, 0, 10_000, selected="EarlyStopping"),))})[
        "g00"
    ]
    assert (use.word, use.strength) == ("evidence", "weak")
    assert use.sentences[0].startswith("a cell: training was stopped")


def test_a_group_without_a_model_is_unknown_unless_its_training_was_seen(evidence_of: Make) -> None:
    nothing = evidence_of("g00", evaluations=())
    assert trained_on_test({"g00": nothing})["g00"].word == "unknown"
    seen = replace(nothing, fits=(Fit("fit", 4, 60_000, 60_000, 0),))
    assert trained_on_test({"g00": seen})["g00"].word == "no evidence"
    assert trained_on_test({}) == {}


@pytest.mark.parametrize("loss", [None, 0.0, 36.0])
def test_a_loss_that_is_missing_or_extreme_breaks_nothing(evidence_of: Make, loss: float | None) -> None:
    evaluations = tuple(
        replace(one, log_loss=loss, correct=DIGITS) for model in ("committed", "written") for one in both(model, 0.0)
    )
    one = evidence_of("g00", evaluations=evaluations)
    assert (measure_of(one, "committed") is None) == (loss is None)
    assert trained_on_test({"g00": one})["g00"].word == ("unknown" if loss is None else "no evidence")
