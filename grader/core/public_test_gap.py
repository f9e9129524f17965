"""Does a model do better on the public test digits than it should? The number for one group, and for a class."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from grader.core.evidence import Evaluation, Evidence, RunStatus
from grader.core.student_t import student_t

_ENOUGH = 12  # models, from which a line and their scatter about it can be taken
_FREEDOM = 10  # at most: models that came out badly lie further off than a normal distribution says
_LEAST_SCATTER = 0.2  # of what sampling alone brings: nothing measured on these digits is more alike
_TINY = 1e-9  # a loss of 0 has no logarithm
_BEYOND = math.log(2)  # how far in ln(loss) beyond the models a line was drawn through it still holds


@dataclass(frozen=True)
class Measure:
    """A model on both sets of digits: `advantage` is ln(public loss / held-out loss), below 0 where the public are easier.

    `error` is the standard error of the advantage that sampling the digits alone would bring.
    """

    public: Evaluation
    heldout: Evaluation
    advantage: float
    error: float

    @property
    def level(self) -> float:
        """The natural logarithm of the held-out loss: how good the model is, whatever it knows of the public test."""
        return math.log((self.heldout.log_loss or 0) + _TINY)


@dataclass(frozen=True)
class Chance:
    """The chance of an advantage as large without the public test; `against` is 'twins', 'twin' or 'class'."""

    p_value: float
    against: str


def measure_of(evidence: Evidence, model: str) -> Measure | None:
    """Return the measure of the 'committed' or the 'written' model; None where it was not scored on both sets with a loss."""
    public, heldout = evidence.evaluation(model, "public"), evidence.evaluation(model)
    if public is None or heldout is None or not (_scored(public) and _scored(heldout)):
        return None
    wrong = [one.samples - one.correct + 0.5 for one in (public, heldout)]
    advantage = math.log((public.log_loss or 0) + _TINY) - math.log((heldout.log_loss or 0) + _TINY)
    # With as many mistakes in all, but shared out as by chance: a model that learnt the public digits makes few there.
    all_wrong, share = sum(wrong), public.samples / (public.samples + heldout.samples)
    return Measure(public, heldout, advantage, 1 / math.sqrt(all_wrong * share * (1 - share)))


def _scored(evaluation: Evaluation) -> bool:
    return evaluation.status is RunStatus.OK and evaluation.samples > 0 and evaluation.log_loss is not None


def chances(own: Mapping[str, Measure], twins: Mapping[str, Measure]) -> dict[str, Chance]:
    """Return for each group in `own` the chance of its model's advantage if it did not know the public test.

    `twins` are the models that the groups' own notebooks wrote here while the public test was sealed away: they cannot
    know it, and show what advantage a model of a given quality has, since the two sets differ in difficulty. So, in order:

    - With 12 twins in the class, a straight line is drawn through their advantages by ln(held-out loss), each weighted by
      its error, and the model's distance below the line is compared with the twins' scatter about it.
    - With fewer, or where the model is far better or worse than every twin, it is compared with its own twin, and the
      scatter is what sampling the digits would bring to two independent models, which is more than they have.
    - Without a twin, 12 models of the class show the line: the median of the slopes between two of them, and the median
      beside it; the scatter is that of the models above it, where nobody can have learnt the test.

    Where none of these is possible the group is not in the answer. A scatter that is estimated is compared with Student's t
    of at most 10 degrees of freedom, which is on the safe side where some models came out badly.
    Source: models that cannot have seen the digits as a reference, as in N. Carlini et al., "Membership inference attacks
    from first principles", IEEE S&P 2022; the line between medians is H. Theil's and P. K. Sen's (JASA 63, 1968).
    """
    by_twins, by_class = _line(tuple(twins.values())), _robust_line(tuple(own.values()))
    found: dict[str, Chance] = {}
    for group, measure in own.items():
        if by_twins is not None and by_twins.reaches(measure):
            found[group] = Chance(by_twins.chance(measure), "twins")
        elif group in twins:
            found[group] = Chance(_against_twin(measure, twins[group]), "twin")
        elif by_class is not None:
            found[group] = Chance(by_class.chance(measure), "class")
    return found


@dataclass(frozen=True, eq=False)
class _Line:
    """What advantage a model has by its level: `at` + `slope` * level; `scatter` is in units of the models' own errors.

    `covariance` is that of the two coefficients, `low` and `high` the levels between which it holds.
    """

    at: float
    slope: float
    scatter: float
    covariance: NDArray[np.float64]
    freedom: int
    low: float
    high: float

    def reaches(self, measure: Measure) -> bool:
        return self.low <= measure.level <= self.high

    def chance(self, measure: Measure) -> float:
        place = np.array([1.0, measure.level])
        error = math.sqrt((self.scatter * measure.error) ** 2 + float(place @ self.covariance @ place))
        below = measure.advantage - self.at - self.slope * measure.level
        return student_t(below / error, min(_FREEDOM, self.freedom))


def _line(measures: Sequence[Measure]) -> _Line | None:
    """Draw the line by least squares."""
    if len(measures) < _ENOUGH:
        return None
    levels, advantages, errors = _columns(measures)
    design = np.stack([np.ones_like(levels), levels], axis=1) / errors[:, None]
    inverse = np.linalg.pinv(design.T @ design)
    at, slope = inverse @ design.T @ (advantages / errors)
    distances = (advantages - at - slope * levels) / errors
    freedom = len(measures) - 2
    scatter = max(_LEAST_SCATTER, math.sqrt(float((distances**2).sum()) / freedom))
    low, high = float(levels.min()) - _BEYOND, float(levels.max()) + _BEYOND
    return _Line(float(at), float(slope), scatter, np.asarray(scatter**2 * inverse, np.float64), freedom, low, high)


def _robust_line(measures: Sequence[Measure]) -> _Line | None:
    """Draw the line by medians, which a minority that knows the public test hardly moves."""
    if len(measures) < _ENOUGH:
        return None
    levels, advantages, errors = _columns(measures)
    one, other = np.triu_indices(len(measures), 1)
    apart = levels[one] != levels[other]
    slopes = (advantages[one] - advantages[other])[apart] / (levels[one] - levels[other])[apart]
    slope = float(np.median(slopes)) if len(slopes) else 0.0
    at = float(np.median(advantages - slope * levels))
    above = [one for one in ((advantages - at - slope * levels) / errors).tolist() if one > 0]
    if not above:
        return None
    scatter = max(_LEAST_SCATTER, math.sqrt(sum(one * one for one in above) / len(above)))
    return _Line(at, slope, scatter, np.zeros((2, 2)), len(above), -math.inf, math.inf)


def _columns(measures: Sequence[Measure]) -> tuple[NDArray[np.float64], NDArray[np.float64], NDArray[np.float64]]:
    rows = np.array([(one.level, one.advantage, one.error) for one in measures])
    return rows[:, 0], rows[:, 1], rows[:, 2]


def _against_twin(own: Measure, twin: Measure) -> float:
    below = (own.advantage - twin.advantage) / math.hypot(own.error, twin.error)
    return 0.5 * math.erfc(-below / math.sqrt(2))
