"""What a report says of where a model comes from: which digits reached training, what its saved outputs claimed."""

from __future__ import annotations

from collections.abc import Iterator

from grader.core.claims import claim_verdicts, overall
from grader.core.evidence import Evaluation, Evidence, Fit
from grader.reports.language import Language
from grader.reports.model_rows import Row

_MOST = 8


def trust_rows(evidence: Evidence, counted: Evaluation | None, language: Language) -> tuple[Row, ...]:
    """Return what was seen of the making of the model that counts; nothing here takes a point unless a criterion says so."""
    rows = (
        _standing(evidence, language),
        _twins(evidence, language),
        _claims(evidence, counted, language),
        _training(evidence, language),
        _changed(evidence, language),
    )
    return tuple(row for some in rows for row in some)


def _standing(evidence: Evidence, language: Language) -> Iterator[Row]:
    if evidence.standing is None:
        return
    say = language.say
    for place in evidence.standing.placed[:1]:
        shared = language.count(
            "shared with {n} other group, which cannot be told apart (paired McNemar tests, Holm's correction)",
            "shared with {n} other groups, which cannot be told apart (paired McNemar tests, Holm's correction)",
            place.shared_by - 1,
        )
        alone = say("shared with no other group (paired McNemar tests, Holm's correction)")
        rank = say("{rank} of {all}", rank=place.rank, all=place.of)
        yield Row(say("Rank band"), rank, shared if place.shared_by > 1 else alone)
    use = evidence.standing.public_test
    if use is not None:
        word = {"evidence": say("evidence"), "no evidence": say("no evidence")}.get(use.word, say("unknown"))
        yield Row(say("Trained on the public test digits?"), word, "; ".join(use.sentences))


def _twins(evidence: Evidence, language: Language) -> Iterator[Row]:
    say = language.say
    if evidence.execution.hidden:
        hidden = ", ".join(evidence.execution.hidden[:_MOST])
        yield Row(say("Taken away before the run"), hidden, say("the notebook is to make it"))
    if evidence.same_predictions is not None:
        alike = say("{share} of the digits answered alike", share=f"{evidence.same_predictions:.1%}")
        yield Row(say("Committed and written model"), alike)
    if evidence.weights_difference is not None:
        yield Row(say("Their weights differ by"), f"{evidence.weights_difference:.3g}", say("at most, in any weight"))


def _training(evidence: Evidence, language: Language) -> Iterator[Row]:
    say = language.say
    for fit in evidence.fits[:_MOST]:
        where = say("In cell {n}", n=fit.cell + 1) if fit.cell >= 0 else say("Somewhere")
        images = language.whole(fit.samples)
        trained = say("trained on {n} images", n=images)
        what = trained if fit.role == "fit" else say("validated on {n} images", n=images)
        yield Row(where, what, _of_which(fit, language))


def _of_which(fit: Fit, language: Language) -> str:
    say, parts = language.say, []
    if fit.from_train:
        parts.append(say("about {n} of the training digits", n=language.whole(fit.from_train)))
    if fit.from_test:
        parts.append(say("about {n} of the test digits", n=language.whole(fit.from_test)))
    if fit.epochs and fit.role == "fit":
        parts.append(language.count("{n} epoch", "{n} epochs", fit.epochs))
    if fit.selected:
        parts.append(say("with {callback}", callback=fit.selected))
    return "; ".join(parts)


def _claims(evidence: Evidence, counted: Evaluation | None, language: Language) -> Iterator[Row]:
    say = language.say
    found = overall(claim_verdicts(evidence.claims, counted))
    title = say("What the work says of itself")
    yield Row(title, found.word, found.text) if found else Row(title, say("no accuracy is stated"))


def _changed(evidence: Evidence, language: Language) -> Iterator[Row]:
    for sentence in evidence.outputs_changed[:_MOST]:
        yield Row(language.say("Another result than saved"), sentence)
