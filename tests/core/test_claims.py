from __future__ import annotations

import pytest

from grader.checks import CHECKS
from grader.core.claims import claim_verdicts, overall
from grader.core.evidence import Claim, Evaluation, RunStatus

_FOUND = Evaluation(
    "committed",
    "held-out",
    RunStatus.OK,
    samples=1000,
    correct=980,
    class_counts=(100,) * 10,
    interval=(0.969, 0.987),
    parameters=7850,
)


def _says(value: float, kind: str = "accuracy") -> Claim:
    return Claim(kind, value, "cell 3, output", f"{kind}: {value}")


@pytest.mark.parametrize(
    ("stated", "word"),
    [(0.981, "agrees"), (0.972, "inside the interval"), (0.999, "near"), (0.93, "contradicts"), (0.1, "contradicts")],
)
def test_an_accuracy_is_held_against_the_measured_one(stated: float, word: str) -> None:
    assert claim_verdicts((_says(stated),), _FOUND)[0].word == word


def test_one_accuracy_that_holds_is_enough() -> None:
    found = overall(claim_verdicts((_says(0.98), _says(0.2)), _FOUND))
    assert found is not None
    assert (found.word, found.claim.value) == ("agrees", 0.98)
    worst = overall(claim_verdicts((_says(0.3), _says(0.2)), _FOUND))
    assert worst is not None
    assert worst.text == "contradicts: accuracy 0.2000 stated in cell 3, output, 0.9800 measured; it says “accuracy: 0.2”"


def test_parameters_are_counted_and_epochs_cannot_be() -> None:
    words = [one.word for one in claim_verdicts((_says(7850, "parameters"), _says(9, "parameters"), _says(3, "epochs")), _FOUND)]
    assert words == ["agrees", "contradicts"]


def test_nothing_stated_is_nothing_wrong() -> None:
    assert overall(claim_verdicts((), _FOUND)) is None
    assert claim_verdicts((_says(0.9),), None) == ()
    assert "claims" in CHECKS
