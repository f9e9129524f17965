"""Does a model do better on the public test digits than it should? The number for one group, and for a class."""

from __future__ import annotations

import math
import statistics
from collections.abc import Collection, Mapping
from dataclasses import dataclass

from grader.core.evidence import Evaluation, Evidence, RunStatus
from grader.core.student_t import student_t

_ENOUGH = 6  # groups on the honest side, from which their scatter is taken
_ENOUGH_WITHOUT_TWIN = 12  # groups, from which the difficulty of the two sets of digits is taken
_LEAST_SCATTER = 0.2  # of what sampling alone brings: nothing measured on these digits is more alike
_SAME = 0.05  # below this the twin is the same model written again: it tells nothing of how far two models differ


@dataclass(frozen=True)
class Measure:
    """A model on both sets of digits: `advantage` is ln(public loss / held-out loss), below 0 where the public are easier.

    `error` is the standard error of the advantage that sampling the digits alone would bring.
    """

    public: Evaluation
    heldout: Evaluation
    advantage: float
    error: float


def measure_of(evidence: Evidence, model: str) -> Measure | None:
    """Return the measure of the 'committed' or the 'written' model; None where it was not scored on both sets with a loss."""
    public, heldout = evidence.evaluation(model, "public"), evidence.evaluation(model)
    if public is None or heldout is None or not (_scored(public) and _scored(heldout)):
        return None
    wrong = [one.samples - one.correct + 0.5 for one in (public, heldout)]
    advantage = math.log((public.log_loss or 0) + 1e-9) - math.log((heldout.log_loss or 0) + 1e-9)
    # With as many mistakes in all, but shared out as by chance: a model that learnt the public digits makes few there.
    all_wrong, share = sum(wrong), public.samples / (public.samples + heldout.samples)
    return Measure(public, heldout, advantage, 1 / math.sqrt(all_wrong * share * (1 - share)))


def _scored(evaluation: Evaluation) -> bool:
    return evaluation.status is RunStatus.OK and evaluation.samples > 0 and evaluation.log_loss is not None


def chances_with_twin(pairs: Mapping[str, tuple[Measure, Measure]]) -> dict[str, float]:
    """Return for each group the chance of an advantage as large as its model's over its twin's, without the public test.

    The twin is the model that the group's own notebook wrote here while the public test was sealed away, so both do equally
    well on either set but for chance: the difference of their advantages lies around 0, to both sides alike. Its scatter is
    taken from the groups above 0, where nobody can have learnt the test: their root mean square, with Student's t of as
    many degrees of freedom; a twin that is the same model again is left out. Where these are fewer than 6, it is what
    sampling the digits would bring to two independent models, which is more than they have.
    Source: the idea of a reference model that cannot have seen the digits is that of N. Carlini et al., "Membership
    inference attacks from first principles", IEEE S&P 2022.
    """
    return _chances({group: _difference(own, twin) for group, (own, twin) in pairs.items()})


def _difference(own: Measure, twin: Measure) -> float:
    return (own.advantage - twin.advantage) / math.hypot(own.error, twin.error)


def chances_in_class(measures: Mapping[str, Measure], honest: Collection[Measure]) -> dict[str, float]:
    """Return for each group the chance of its model's advantage in its class, for groups whose notebook wrote no model.

    The two sets of digits may differ in difficulty, so the advantage is taken from the median of `honest` (the twins'), or
    where they are fewer than 12 of the class's own models; it finds less than the comparison with a twin. Without 12 of
    either nothing can be said, and nobody is in the answer.
    """
    centre_of = honest if len(honest) >= _ENOUGH_WITHOUT_TWIN else measures.values()
    if len(centre_of) < _ENOUGH_WITHOUT_TWIN:
        return {}
    centre = statistics.median(one.advantage for one in centre_of)
    scatter = [(one.advantage - centre) / one.error for one in honest]
    return _chances({group: (one.advantage - centre) / one.error for group, one in measures.items()}, scatter)


def _chances(differences: Mapping[str, float], others: Collection[float] = ()) -> dict[str, float]:
    above = [one for one in (*differences.values(), *others) if one > _SAME]
    if len(above) < _ENOUGH:
        return {group: 0.5 * math.erfc(-one / math.sqrt(2)) for group, one in differences.items()}
    scale = max(_LEAST_SCATTER, math.sqrt(sum(one * one for one in above) / len(above)))
    return {group: student_t(one / scale, len(above)) for group, one in differences.items()}
