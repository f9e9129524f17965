"""What a model's scores say as probabilities."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

_LOGARITHMS = frozenset({"logits", "log-softmax"})


def probabilities(scores: NDArray[np.floating], outputs: str = "") -> NDArray[np.float64]:
    """Return each row of scores (n, classes) as probabilities (n, classes) that add to 1.

    `outputs` says what the scores are. 'softmax' and 'sigmoid' are divided by their row's sum, 'logits' and 'log-softmax'
    go through the softmax. It is the model's side that says so, hence a word that the numbers contradict (a 'softmax' with
    a value outside 0 to 1), and any other word, is read from the numbers: all within 0 to 1 are shares, anything else
    logits. A row that holds a value that is not finite, or only zeros as shares, says nothing: every class is as likely.
    """
    finite = np.isfinite(scores).all(axis=1)
    given = np.where(finite[:, None], scores, 0).astype(np.float64)
    within = bool(((given >= 0) & (given <= 1)).all())
    shares = within and outputs not in _LOGARITHMS
    positive = given if shares else np.exp(given - given.max(axis=1, keepdims=True))
    sums = positive.sum(axis=1, keepdims=True)
    silent = ~finite[:, None] | (sums == 0)
    return np.asarray(np.where(silent, 1 / scores.shape[1], positive / np.where(sums == 0, 1, sums)))
