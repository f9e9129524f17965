"""Place every group in its class: rank bands, and what speaks of the public test digits."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace

from grader.checks.chosen_evaluation import chosen_evaluation
from grader.core.band_accuracy import band_accuracy
from grader.core.evidence import Evidence
from grader.core.rank_bands import rank_bands
from grader.core.scores import Finding
from grader.core.standing import Placed, Standing
from grader.core.trained_on_test import trained_on_test


def with_standing(
    evidence: Mapping[str, Evidence], labels: Sequence[int], models: Collection[str] = ("committed",), *, sealed: bool = True
) -> dict[str, Evidence]:
    """Return the class's evidence, by group id, with each group's standing among all of them.

    `labels` are the held-out digits' classes, (n,); `models` are the choices of model to rank by, as the option `model` of
    the check `accuracy` names them. A group whose model gave no answers to these digits is in no band. `sealed` is whether
    notebooks ran without the public test.
    """
    use = trained_on_test(evidence, sealed=sealed)
    placed = {model: _placed(evidence, labels, model) for model in sorted(models)}
    return {
        group: replace(one, standing=Standing(tuple(by[group] for by in placed.values() if group in by), use[group]))
        for group, one in evidence.items()
    }


def _placed(evidence: Mapping[str, Evidence], labels: Sequence[int], model: str) -> dict[str, Placed]:
    bands = rank_bands(_answers(evidence, labels, model), labels)
    accuracy = band_accuracy(bands)
    return {
        group: Placed(model, band.rank, len(bands), len(band.groups), accuracy[group]) for band in bands for group in band.groups
    }


def _answers(evidence: Mapping[str, Evidence], labels: Sequence[int], model: str) -> dict[str, str]:
    chosen = {group: chosen_evaluation(one, model) for group, one in evidence.items()}
    return {
        group: found.answers
        for group, found in chosen.items()
        if not isinstance(found, Finding) and len(found.answers) == len(labels)
    }
