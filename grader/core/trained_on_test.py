"""Was a model trained on the public test digits? What speaks for it, for each group of a class."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from grader.core.evidence import Evidence, Fit
from grader.core.public_test_gap import Measure, chances_in_class, chances_with_twin, measure_of
from grader.core.standing import PublicTestUse

FALSE_POSITIVE_RATE = 0.01  # that even one honest group of a class is named
_BY_ACCIDENT = 10  # digits: fewer that reach fit are a trial, or twins among the digits


def trained_on_test(evidence: Mapping[str, Evidence], *, sealed: bool = True) -> dict[str, PublicTestUse]:
    """Return for each group what speaks for the use of the public test digits; the whole class is looked at together.

    Read are `fits` (what reached training when the notebook ran), and of the evaluations of the committed and the written
    model on 'held-out' and 'public' the counts and the log loss. `sealed` says that the notebooks ran without the public
    test, which makes the written model a twin that cannot know it. Three things are looked at: whether test digits reached
    `fit`; whether they were what training was stopped or the model chosen by; whether the committed model's loss on the
    public test is lower, against its loss on the held-out digits, than its twin's, or without a twin than the class's.
    """
    own = {group: found for group, one in evidence.items() if (found := measure_of(one, "committed"))}
    twins = {group: found for group, one in evidence.items() if sealed and (found := measure_of(one, "written"))}
    by_twin = chances_with_twin({group: (own[group], twins[group]) for group in own if group in twins})
    by_class = chances_in_class(own, tuple(twins.values()))
    threshold = FALSE_POSITIVE_RATE / max(1, len(own))
    return {
        group: _with_fits(_tested(group, own, twins, by_twin, by_class, threshold), one.fits) for group, one in evidence.items()
    }


def _tested(
    group: str,
    own: Mapping[str, Measure],
    twins: Mapping[str, Measure],
    by_twin: Mapping[str, float],
    by_class: Mapping[str, float],
    threshold: float,
) -> PublicTestUse:
    """Return what the losses say of one group."""
    p_value = by_twin.get(group, by_class.get(group))
    if p_value is None:
        why = (
            "too few models to compare with" if group in own else "no committed model was scored on the public test and held out"
        )
        return PublicTestUse("unknown", sentences=(f"whether the model knows the public test digits cannot be tested: {why}",))
    measured = own[group]
    both = f"accuracy {measured.public.accuracy:.4f} on public test digits, {measured.heldout.accuracy:.4f} on held-out ones"
    twin = twins[group] if group in by_twin else None
    against = (
        f"the model written here without them {twin.public.accuracy:.4f} and {twin.heldout.accuracy:.4f}"
        if twin
        else "compared with the rest of the class"
    )
    chance = f"an advantage like this or larger has a chance of {_words(p_value)} without their use"
    use = PublicTestUse(
        "no evidence",
        sentences=(f"{both}; {against}; {chance}",),
        p_value=p_value,
        threshold=threshold,
        false_positive_rate=FALSE_POSITIVE_RATE,
    )
    return replace(use, word="evidence", strength="strong") if p_value <= threshold else use


def _words(chance: float) -> str:
    return f"{chance:.2g}" if chance >= 1e-12 else "less than 1e-12"


def _with_fits(use: PublicTestUse, fits: tuple[Fit, ...]) -> PublicTestUse:
    """Add what was recorded while the notebook ran here; it is the submission's own process that tells."""
    leaks = [fit for fit in fits if fit.from_test >= _BY_ACCIDENT]
    trained = tuple(_fit_sentence(fit) for fit in leaks if fit.role == "fit")
    chosen = tuple(
        f"{_place(fit)}: training was stopped or its best model kept by {fit.from_test:,} public test digits ({fit.selected})"
        for fit in leaks
        if fit.role != "fit" and fit.selected
    )
    if trained:
        return replace(use, word="evidence", strength="strong", sentences=(*trained, *chosen, *use.sentences))
    if chosen:
        return replace(use, word="evidence", strength=use.strength or "weak", sentences=(*chosen, *use.sentences))
    if use.word == "unknown" and fits:
        recorded = "no public test digit reached training when the notebook ran here"
        return replace(use, word="no evidence", sentences=(recorded, *use.sentences))
    return use


def _fit_sentence(fit: Fit) -> str:
    return f"{_place(fit)}: {fit.from_test:,} of the {fit.samples:,} digits given to fit are from the public test"


def _place(fit: Fit) -> str:
    return f"cell {fit.cell + 1}" if fit.cell >= 0 else "a cell"
