"""Score what the notebook's own prediction function answered."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from grader.core.evaluate import read_scores
from grader.core.evidence import Evaluation, RunStatus
from grader.core.show import show
from grader.sandbox.execution import NotebookRun
from grader.sandbox.scoring import Described, score
from grader.steps.bench import Bench


def shuffled(bench: Bench, seed: int) -> NDArray[np.int64]:
    """Return the order in which the digits go in: one of its own for every submission, so that a place tells nothing."""
    return np.random.default_rng([seed, 29]).permutation(len(bench.heldout))


def contract_evaluation(ran: NotebookRun, bench: Bench, seed: int) -> Evaluation | None:
    """Return the evaluation of the notebook's own function, None where it was not asked for."""
    asked = ran.contract
    if asked is None:
        return None
    blank = Evaluation("notebook", bench.dataset, RunStatus.OK, message=show(asked.message, 500), convention="digits as they are")
    how = replace(blank, convention_how=f"the notebook's own {show(asked.name, 60)}()", outputs="own")
    if asked.status is not RunStatus.OK:
        return replace(how, status=asked.status, samples=len(bench.heldout))
    try:
        scores = read_scores(asked.scores, len(bench.heldout))
    except ValueError as error:
        message = f"what {show(asked.name, 60)}() answered cannot be read: {show(error)}"
        return replace(how, status=RunStatus.INVALID, message=message, samples=len(bench.heldout))
    in_order = np.empty_like(scores)
    in_order[shuffled(bench, seed)] = scores
    return score(Described(how, in_order), bench.heldout, bench.dataset).evaluation
