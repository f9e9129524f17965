"""How a group stands in its class: worked out anew whenever the class is judged, never stored."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Placed:
    """The rank band of a group's model: band `rank` (1 is the best) of `of`, which it shares with `shared_by` groups in all.

    `model` is the choice of model that was compared, as rubrics name it; `accuracy` is that of the band's best group.
    """

    model: str
    rank: int
    of: int
    shared_by: int
    accuracy: float


@dataclass(frozen=True)
class PublicTestUse:
    """Whether there is evidence that a model was trained on the public test digits, or chosen by them.

    `word` is 'evidence', 'no evidence' or 'unknown'; never more, since no test shows that a model is clean. `strength` is
    'strong' (digits of the test were given to training, or the model does better on them than chance allows) or 'weak'
    (training was stopped, or the model chosen, by them); '' where there is no evidence. `p_value` is the chance of such a
    difference without their use, None where it was not tested; there is evidence where it is at most `threshold`, set so
    that among all the honest groups of a class even one is named with a probability of at most `false_positive_rate`.
    """

    word: str
    strength: str = ""
    sentences: tuple[str, ...] = ()
    p_value: float | None = None
    threshold: float = 0.0
    false_positive_rate: float = 0.0


@dataclass(frozen=True)
class Standing:
    """A group's place among the others, for each choice of model that was compared, and what speaks of the public test."""

    placed: tuple[Placed, ...] = ()
    public_test: PublicTestUse | None = None

    def of(self, model: str) -> Placed | None:
        """Return the place by that choice of model, or None."""
        return next((one for one in self.placed if one.model == model), None)
