"""Does the notebook make the model? One word, and the sentence that it rests on."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from grader.core.evidence import Evaluation, Evidence

SAME_ANSWERS = 0.98
_SAME_WEIGHTS = 1e-5  # what is left when the same numbers are saved in another format
_NO_WEIGHTS = frozenset({"InputLayer", "Dropout", "GaussianNoise", "SpatialDropout2D", "Activation", "Flatten"})


@dataclass(frozen=True)
class Reproduction:
    """`word` is 'reproduced', 'equivalent', 'different' or 'no model written'."""

    word: str
    sentence: str

    @property
    def text(self) -> str:
        """Word and sentence, as a report shows them."""
        return f"{self.word}: {self.sentence}"


def copied_from(evidence: Evidence) -> str:
    """Return the committed file that the written model is a copy of, '' where it is none: another path with the same bytes.

    It may be a file of any kind and name, since a notebook can copy whatever lay there when it began: what was taken away
    before the run did not. The committed model itself, made anew at its own path, is no copy.
    """
    written = evidence.evaluation("written")
    if written is None or not written.sha256:
        return ""
    made = {file.path for file in evidence.execution.artifacts if file.sha256 == written.sha256}
    there = [file for file in evidence.artifacts if file.path not in evidence.execution.hidden]
    return next((file.path for file in there if file.sha256 == written.sha256 and file.path not in made), "")


def reproduction(
    committed: Evaluation, written: Evaluation, tolerance: Fraction, same_answers: float | None, weights_difference: float | None
) -> Reproduction:
    """Return whether the written model is the committed one; both were scored on the same digits.

    Reproduced: the same file, or weights that differ by no more than rounding. Equivalent: the same architecture, and
    answers or accuracies no further apart than two trainings from different seeds are: 98 % of the answers alike, or
    accuracies within `tolerance`. Different: everything else.
    """
    if committed.sha256 == written.sha256 != "":
        return Reproduction("reproduced", "same file, the notebook writes the model that is committed")
    if weights_difference is not None and weights_difference <= _SAME_WEIGHTS:
        return Reproduction("reproduced", f"the same weights to {_SAME_WEIGHTS:g} in another file")
    ours, theirs = Fraction(written.correct, written.samples), Fraction(committed.correct, committed.samples)
    both = f"accuracy {float(ours):.4f} written by the notebook, {float(theirs):.4f} committed"
    if other := _other_network(committed, written):
        return Reproduction("different", f"{other}; {both}")
    if same_answers is not None and same_answers >= SAME_ANSWERS:
        return Reproduction("equivalent", f"{same_answers:.1%} of the answers are the same; {both}")
    if abs(ours - theirs) <= tolerance:
        return Reproduction("equivalent", f"within {float(tolerance):g}; {both}")
    return Reproduction("different", f"{both}, more than {float(tolerance):g} apart")


def _other_network(committed: Evaluation, written: Evaluation) -> str:
    """Say how two networks differ, '' where they are alike or one of them is not known."""
    if None not in {committed.parameters, written.parameters} and committed.parameters != written.parameters:
        return f"another network, of {written.parameters:,} parameters instead of {committed.parameters:,}"
    first, second = (tuple(layer for layer in one.layers if layer not in _NO_WEIGHTS) for one in (committed, written))
    return "another network, of other layers" if first and second and first != second else ""
