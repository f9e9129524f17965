"""What a submission states of its model, held against what was measured."""

from __future__ import annotations

from dataclasses import dataclass

from grader.core.evidence import Claim, Evaluation

_AGREES = 0.005  # of accuracy: what rounding and another test set of the same kind explain
_CONTRADICTS = 0.02  # of accuracy, beyond the interval: held-out digits may be a little harder than the published ones


@dataclass(frozen=True)
class ClaimVerdict:
    """A claim and its word: 'agrees', 'inside the interval', 'near' or 'contradicts'; `measured` is what it is held against."""

    claim: Claim
    word: str
    measured: float

    @property
    def text(self) -> str:
        """The verdict with the quoted line."""
        form = ".4f" if self.claim.kind == "accuracy" else ",.0f"
        stated, found = format(self.claim.value, form), format(self.measured, form)
        where = f"stated in {self.claim.place}, {found} measured; it says “{self.claim.quoted}”"
        return f"{self.word}: {self.claim.kind} {stated} {where}"


def claim_verdicts(claims: tuple[Claim, ...], evaluation: Evaluation | None) -> tuple[ClaimVerdict, ...]:
    """Return the verdict on each claim that can be held against something measured, in order; epochs cannot."""
    if evaluation is None or evaluation.accuracy is None:
        return ()
    found = []
    for claim in claims:
        if claim.kind == "accuracy":
            found.append(ClaimVerdict(claim, _accuracy(claim.value, evaluation), evaluation.accuracy))
        elif claim.kind == "parameters" and evaluation.parameters is not None:
            word = "agrees" if claim.value == evaluation.parameters else "contradicts"
            found.append(ClaimVerdict(claim, word, float(evaluation.parameters)))
    return tuple(found)


def overall(verdicts: tuple[ClaimVerdict, ...]) -> ClaimVerdict | None:
    """Return the verdict that counts for a submission: a notebook may state the accuracy of several models.

    One accuracy that holds is enough; where none does, the last one stated is the claim. None where no accuracy is stated.
    """
    accuracies = [one for one in verdicts if one.claim.kind == "accuracy"]
    holding = [one for one in accuracies if one.word != "contradicts"]
    counting = holding or accuracies
    return counting[-1] if counting else None


def _accuracy(stated: float, evaluation: Evaluation) -> str:
    measured, (low, high) = evaluation.accuracy or 0.0, evaluation.interval
    if abs(stated - measured) <= _AGREES:
        return "agrees"
    if low <= stated <= high:
        return "inside the interval"
    return "near" if low - _CONTRADICTS <= stated <= high + _CONTRADICTS else "contradicts"
