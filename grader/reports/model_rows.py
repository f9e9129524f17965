"""What a report says of the model that counts: its score, how it was loaded and fed, what it costs, how robust it is."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from grader.core.evidence import Corrupted, Evaluation
from grader.reports.language import Language
from grader.reports.number_text import bytes_text, range_text, share_text

_TRIED = 6


@dataclass(frozen=True)
class Row:
    """One line of a list of facts: what it is, what was found, and a remark on it."""

    label: str
    value: str
    note: str = ""


@dataclass(frozen=True)
class Spoiling:
    """The accuracy on digits spoiled in one way, at each strength that was measured, mildest first."""

    kind: str
    shares: tuple[tuple[int, float], ...]
    samples: int


def model_rows(evaluation: Evaluation, language: Language) -> tuple[Row, ...]:
    """Return everything known of the model that was scored, the score first."""
    return (*_score(evaluation, language), *_input(evaluation, language), *_model(evaluation, language))


def spoilings(corrupted: Sequence[Corrupted]) -> tuple[Spoiling, ...]:
    """Return the robustness profile, a line for each way in which digits were spoiled."""
    kinds = dict.fromkeys(one.kind for one in corrupted)
    return tuple(_spoiling(kind, [one for one in corrupted if one.kind == kind]) for kind in kinds)


def _spoiling(kind: str, found: Sequence[Corrupted]) -> Spoiling:
    by_strength = sorted(found, key=lambda one: one.strength)
    return Spoiling(
        kind, tuple((one.strength, one.correct / one.samples) for one in by_strength), sum(one.samples for one in found)
    )


def _score(evaluation: Evaluation, language: Language) -> Iterator[Row]:
    say = language.say
    which = {"committed": say("the committed one"), "written": say("the one that the notebook wrote")}
    yield Row(say("Model scored"), which.get(evaluation.model, say("the notebook's own function")), evaluation.message)
    if evaluation.accuracy is not None:
        right, samples = language.whole(evaluation.correct), language.whole(evaluation.samples)
        counted = say("{right} of {samples} digits right", right=right, samples=samples)
        yield Row(say("Accuracy"), share_text(evaluation.accuracy), counted)
        yield Row(say("95 % interval"), range_text(evaluation.interval), say("Wilson's"))
    if evaluation.writer_interval is not None:
        resampled = say("whole writers resampled")
        yield Row(say("95 % interval by writers"), range_text(evaluation.writer_interval), resampled)
    if evaluation.log_loss is not None:
        yield Row(say("Log loss"), f"{evaluation.log_loss:.4f}", say("natural logarithm; 0 is best, 2.30 is guessing"))
    if evaluation.brier is not None:
        yield Row(say("Brier score"), f"{evaluation.brier:.4f}", say("0 is best, 0.90 is guessing"))
    if evaluation.calibration_error is not None:
        how = say("expected, 15 bins: confidence against truth")
        yield Row(say("Calibration error"), f"{evaluation.calibration_error:.4f}", how)


def _input(evaluation: Evaluation, language: Language) -> Iterator[Row]:
    say = language.say
    if evaluation.convention:
        sure = "" if evaluation.convention_sure else say("unsure: no input convention that was tried stands out")
        how = "; ".join(part for part in (evaluation.convention_how, sure) if part)
        yield Row(say("Input"), evaluation.convention, how)
    if evaluation.tried:
        best = sorted(evaluation.tried, key=lambda pair: -pair[1])[:_TRIED]
        listed = ", ".join(f"{name} {share:.1%}" for name, share in best)
        yield Row(say("Inputs tried"), listed, say("right answers on public training digits"))
    if evaluation.outputs:
        yield Row(say("Outputs"), evaluation.outputs)


def _model(evaluation: Evaluation, language: Language) -> Iterator[Row]:
    say = language.say
    if evaluation.loading:
        yield Row(say("Loaded"), "; ".join(evaluation.loading))
    if evaluation.parameters is not None:
        yield Row(say("Parameters"), language.whole(evaluation.parameters))
    if evaluation.multiply_adds is not None:
        yield Row(say("Multiply–adds"), language.whole(evaluation.multiply_adds), say("for one image"))
    if evaluation.seconds and evaluation.samples:
        speed = language.whole(round(evaluation.samples / evaluation.seconds))
        yield Row(say("Speed"), say("{n} images a second", n=speed), say("on the machine that graded"))
    if evaluation.file_bytes:
        yield Row(say("File size"), bytes_text(evaluation.file_bytes))
    if evaluation.layers:
        yield Row(say("Layers"), " → ".join(evaluation.layers))
    if evaluation.sha256:
        yield Row(say("File (SHA-256)"), evaluation.sha256)
