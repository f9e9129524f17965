"""Was a model trained on the public test digits? What speaks for it, for each group of a class."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from grader.core.evidence import Evidence, Fit
from grader.core.public_test_gap import Chance, Measure, chances, measure_of
from grader.core.reproduction import copied_from
from grader.core.standing import PublicTestUse

FALSE_POSITIVE_RATE = 0.01  # that even one honest group of a class is named
_AGAINST: Mapping[str, str] = {
    "twins": "the class's models written here without them",
    "twin": "the model written here without them",
    "class": "the class's own models",
}
_BY_ACCIDENT = 10  # digits: fewer that reach fit are a trial, or twins among the digits


def trained_on_test(evidence: Mapping[str, Evidence], *, sealed: bool = True) -> dict[str, PublicTestUse]:
    """Return for each group what speaks for the use of the public test digits; the whole class is looked at together.

    Read are `fits` (what reached training when the notebook ran), and of the evaluations of the committed and the written
    model on 'held-out' and 'public' the counts and the log loss. `sealed` says that the notebooks ran without the public
    test, which makes the written model a twin that cannot know it, unless its notebook brought the digits along or left a
    copy of a committed file, of which nobody saw the training. Three things are looked at: whether test digits reached
    `fit`; whether they were what training was stopped or the model chosen by; whether the committed model's loss on the
    public test is lower, against its loss on the held-out digits, than that of a model without the test (`chances`).
    """
    own = {group: found for group, one in evidence.items() if (found := measure_of(one, "committed"))}
    twins = {
        group: found
        for group, one in evidence.items()
        if sealed and not any(map(_leaks, one.fits)) and not copied_from(one) and (found := measure_of(one, "written"))
    }
    chance, threshold = chances(own, twins), FALSE_POSITIVE_RATE / max(1, len(own))
    return {
        group: _with_fits(_tested(own.get(group), twins.get(group), chance.get(group), threshold), one.fits)
        for group, one in evidence.items()
    }


def _tested(own: Measure | None, twin: Measure | None, chance: Chance | None, threshold: float) -> PublicTestUse:
    """Return what the losses say of one group."""
    if own is None or chance is None:
        why = "too few models to compare with" if own else "no committed model was scored on the public test and held out"
        return PublicTestUse("unknown", sentences=(f"whether the model knows the public test digits cannot be tested: {why}",))
    sentence = (
        f"accuracy {own.public.accuracy:.4f} on public test digits, {own.heldout.accuracy:.4f} on held-out ones"
        + (f" (the model written here without them: {twin.public.accuracy:.4f} and {twin.heldout.accuracy:.4f})" if twin else "")
        + f"; losses compared with {_AGAINST[chance.against]}: an advantage like this or larger has a chance of "
        f"{_words(chance.p_value)} without their use"
    )
    use = PublicTestUse("no evidence", "", (sentence,), chance.p_value, threshold, FALSE_POSITIVE_RATE)
    return replace(use, word="evidence", strength="strong") if chance.p_value <= threshold else use


def _words(chance: float) -> str:
    return f"{chance:.2g}" if chance >= 1e-12 else "less than 1e-12"


def _with_fits(use: PublicTestUse, fits: tuple[Fit, ...]) -> PublicTestUse:
    """Add what was recorded while the notebook ran here; it is the submission's own process that tells."""
    trained = tuple(_fit_sentence(fit) for fit in fits if _leaks(fit))
    chosen = tuple(
        f"{_place(fit)}: training was stopped or its best model kept by {fit.from_test:,} public test digits ({fit.selected})"
        for fit in fits
        if fit.role != "fit" and fit.selected and fit.from_test >= _BY_ACCIDENT
    )
    if trained:
        return replace(use, word="evidence", strength="strong", sentences=(*trained, *chosen, *use.sentences))
    if chosen:
        return replace(use, word="evidence", strength=use.strength or "weak", sentences=(*chosen, *use.sentences))
    if use.word == "unknown" and any(fit.role == "fit" for fit in fits):
        recorded = "no public test digit reached training when the notebook ran here"
        return replace(use, word="no evidence", sentences=(recorded, *use.sentences))
    return use


def _leaks(fit: Fit) -> bool:
    return fit.role == "fit" and fit.from_test >= _BY_ACCIDENT


def _fit_sentence(fit: Fit) -> str:
    return f"{_place(fit)}: {fit.from_test:,} of the {fit.samples:,} digits given to fit are from the public test"


def _place(fit: Fit) -> str:
    return f"cell {fit.cell + 1}" if fit.cell >= 0 else "a cell"
