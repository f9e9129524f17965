"""What a report says of where a model comes from: which digits reached training, what its saved outputs claimed."""

from __future__ import annotations

from collections.abc import Iterator

from grader.core.claims import claim_verdicts, overall
from grader.core.evidence import Evaluation, Evidence, Fit
from grader.reports.model_rows import Row

_MOST = 8


def trust_rows(evidence: Evidence, counted: Evaluation | None) -> tuple[Row, ...]:
    """Return what was seen of the making of the model that counts; nothing here takes a point unless a criterion says so."""
    rows = (_standing(evidence), _twins(evidence), _claims(evidence, counted), _training(evidence), _changed(evidence))
    return tuple(row for some in rows for row in some)


def _standing(evidence: Evidence) -> Iterator[Row]:
    if evidence.standing is None:
        return
    for place in evidence.standing.placed[:1]:
        others = place.shared_by - 1
        groups = f"{others} other group{'' if others == 1 else 's'}, which cannot be told apart"
        shared = groups if others else "no other group"
        yield Row("Rank band", f"{place.rank} of {place.of}", f"shared with {shared} (paired McNemar tests, Holm's correction)")
    use = evidence.standing.public_test
    if use is not None:
        yield Row("Trained on the public test digits?", use.word, "; ".join(use.sentences))


def _twins(evidence: Evidence) -> Iterator[Row]:
    if evidence.execution.hidden:
        yield Row("Taken away before the run", ", ".join(evidence.execution.hidden[:_MOST]), "the notebook is to make it")
    if evidence.same_predictions is not None:
        yield Row("Committed and written model", f"{evidence.same_predictions:.1%} of the digits answered alike")
    if evidence.weights_difference is not None:
        yield Row("Their weights differ by", f"{evidence.weights_difference:.3g}", "at most, in any weight")


def _training(evidence: Evidence) -> Iterator[Row]:
    for fit in evidence.fits[:_MOST]:
        where = f"cell {fit.cell + 1}" if fit.cell >= 0 else "somewhere"
        what = "trained on" if fit.role == "fit" else "validated on"
        yield Row(f"In {where}", f"{what} {fit.samples:,} images", _of_which(fit))


def _of_which(fit: Fit) -> str:
    counts = ((fit.from_train, "training digits"), (fit.from_test, "test digits"))
    parts = [f"about {count:,} of the {name}" for count, name in counts if count]
    epochs = [f"{fit.epochs} epochs"] if fit.epochs and fit.role == "fit" else []
    return "; ".join([*parts, *epochs, *([f"with {fit.selected}"] if fit.selected else [])])


def _claims(evidence: Evidence, counted: Evaluation | None) -> Iterator[Row]:
    found = overall(claim_verdicts(evidence.claims, counted))
    yield Row(
        "What the work says of itself", found.word if found else "not stated", found.text if found else "no accuracy is stated"
    )


def _changed(evidence: Evidence) -> Iterator[Row]:
    for sentence in evidence.outputs_changed[:_MOST]:
        yield Row("Another result than saved", sentence)
