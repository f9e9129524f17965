"""Find out which input a model was trained on, from what the group says, what its code shows, and public training digits.

The digits are the referee and the words only break ties: a convention that is declared counts, one that is read from the
code counts unless another is clearly better, and where there are no words the usual ones are preferred to the rare.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass

import numpy as np
from conventions import TRANSPOSED, Convention
from refused import Refused
from trials import Trials

USUAL = ("0 to 1", "0 to 255", "-1 to 1", "-0.5 to 0.5", "standardised")
_GLANCE, _FIRST = 50, 200  # digits for a first look at a convention; the fewer where they show that it has no chance
_SETTLED = 0.97  # as good as this on the first look, a usual convention leaves no room for a rare one
_CLOSE = 0.005  # within this, two conventions are equally good and the more usual one is taken
_FEWER = 0.1  # of the mistakes must go where the code states a convention: a weak model has some luck under a wrong one
_RARE = 0.006  # a rare convention must be better by this
_KNOWS_DIGITS = 0.5  # what has not learnt digits says nothing about conventions
_UNSURE = 0.3
_CONTRADICTED = 0.05
_FINALISTS = 4


@dataclass(frozen=True)
class Chosen:
    """The convention that is used, why, whether the digits bear it out, and how each one that was tried did.

    `sanity` is its accuracy on public training digits; `message` is for the group where its words and its model disagree.
    """

    convention: Convention
    how: str
    sure: bool
    tried: list[tuple[str, float]]
    sanity: float
    message: str = ""


def choose(
    forward: Callable[[np.ndarray], np.ndarray],
    ways: Sequence[Convention],
    images: np.ndarray,
    labels: np.ndarray,
    *,
    declared: str = "",
    hints: Sequence[str] = (),
) -> Chosen:
    """Return the convention of `ways` that the model expects; `forward` gives scores (n, 10) for a batch.

    `images` (n, 28, 28) uint8 and `labels` (n,) are public training digits. `declared` and `hints` are names of scales, with
    'transposed, ' before them where height and width are exchanged. Raises Refused where the model fails on its input.
    """
    if not ways:
        raise Refused("digits of 28×28 cannot be brought to the model's input shape")
    trials = Trials(forward, images, labels)
    preferred = _preferred(ways, [declared, *hints])
    stated = preferred[0] if _key(preferred[0]) == declared else None
    trials.look(preferred, _FIRST)
    best = max(preferred, key=lambda way: trials.share(way, _FIRST))
    found = trials.share(best, _FIRST)
    if found < _SETTLED:
        trials.look(ways, _GLANCE)
        for way in ways:
            if trials.may_reach(way, found - _CONTRADICTED, _GLANCE, _FIRST):
                trials.share(way, _FIRST)
    chosen = _best(trials, ways, preferred, {declared, *hints})
    if stated is not None:
        return _declared(trials, stated, chosen)
    return _found(trials, chosen, preferred, [name for name in hints if name])


def _key(way: Convention) -> str:
    return f"{TRANSPOSED if way.transposed else ''}{way.scale}"


def _preferred(ways: Sequence[Convention], words: Sequence[str]) -> list[Convention]:
    """Return the conventions to look at first: those stated, then the usual ones, each for every layout of the shape."""
    order = [*dict.fromkeys([*(word for word in words if word), *USUAL])]
    found = [way for name in order for way in ways if _key(way) == name]
    return found or list(ways[:1])


def _best(trials: Trials, ways: Sequence[Convention], preferred: Sequence[Convention], words: Collection[str]) -> Convention:
    """Return the convention the digits speak for; among equals the first of `preferred`, which stands firmer if in `words`."""
    tried = [way for way in ways if trials.count(way) >= min(_FIRST, len(trials.labels))]
    top = max(trials.share(way, _FIRST) for way in tried)
    finalists = [way for way in preferred if trials.share(way, _FIRST) >= top - _CONTRADICTED]
    rare = [way for way in tried if way not in preferred and trials.share(way, _FIRST) >= top - _CONTRADICTED]
    rare.sort(key=lambda way: -trials.share(way, _FIRST))
    everyone = [*finalists, *rare[:_FINALISTS]] or list(preferred[:1])
    chosen = everyone[0]
    if len(everyone) > 1:
        trials.share(chosen, len(trials.labels))
    for way in everyone[1:]:
        least, by = (_KNOWS_DIGITS, _RARE) if way in rare else (0.0, _CLOSE)
        fewer = _FEWER if _key(chosen) in words else 0.0
        if trials.clearly_better(way, chosen, by, fewer) and trials.share(way, len(trials.labels)) >= least:
            chosen = way
    return chosen


def _declared(trials: Trials, stated: Convention, best: Convention) -> Chosen:
    share, other = trials.share(stated, len(trials.labels)), trials.share(best, len(trials.labels))
    message = ""
    if other > share + _CONTRADICTED:
        message = (
            f"submission.yaml declares {stated.name}, with which the model is right on {share:.1%} of public training digits; "
            f"with {best.name} it would be {other:.1%}"
        )
    return Chosen(stated, "declared in submission.yaml", share >= _UNSURE, trials.tried(), share, message)


def _found(trials: Trials, chosen: Convention, preferred: Sequence[Convention], hints: Sequence[str]) -> Chosen:
    share = trials.share(chosen, _FIRST if trials.count(chosen) <= _FIRST else len(trials.labels))
    count = trials.count(chosen)
    how, message = f"found on {count:,} public training digits", ""
    if hints and _key(chosen) in hints:
        how = f"read from the notebook's code, and borne out by {count:,} public training digits"
    elif hints and preferred and _key(preferred[0]) == hints[0]:
        shown = preferred[0]
        theirs = trials.share(shown, _FIRST)
        message = (
            f"the notebook's code feeds pixels {hints[0]}, but the model expects pixels {_key(chosen)}: with its own code it is "
            f"right on {theirs:.1%} of public training digits instead of {share:.1%}"
        )
    if share < _UNSURE:
        how, message = "unsure: under no input convention does the model recognise digits", _turned(trials, chosen) or message
    return Chosen(chosen, how, share >= _UNSURE, trials.tried(), share, message)


def _turned(trials: Trials, chosen: Convention) -> str:
    """Say so where the answers would be right if the labels were counted from one; they are not taken as right."""
    classes = trials.classes(chosen)
    labels = trials.labels[: len(classes)]
    for step in (1, -1):
        right = float(((classes + step) % 10 == labels).mean())
        if right > 0.8:
            off = "one too low" if step == 1 else "one too high"
            return f"the model's answers are {off}: {right:.1%} would be right if its classes were counted otherwise"
    return ""
