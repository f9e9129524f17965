"""What a report says of the model that counts: its score, how it was loaded and fed, what it costs, how robust it is."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from grader.core.evidence import Corrupted, Evaluation
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


def model_rows(evaluation: Evaluation) -> tuple[Row, ...]:
    """Return everything known of the model that was scored, the score first."""
    return (*_score(evaluation), *_input(evaluation), *_model(evaluation))


def spoilings(corrupted: Sequence[Corrupted]) -> tuple[Spoiling, ...]:
    """Return the robustness profile, a line for each way in which digits were spoiled."""
    kinds = dict.fromkeys(one.kind for one in corrupted)
    return tuple(_spoiling(kind, [one for one in corrupted if one.kind == kind]) for kind in kinds)


def _spoiling(kind: str, found: Sequence[Corrupted]) -> Spoiling:
    by_strength = sorted(found, key=lambda one: one.strength)
    return Spoiling(
        kind, tuple((one.strength, one.correct / one.samples) for one in by_strength), sum(one.samples for one in found)
    )


def _score(evaluation: Evaluation) -> Iterator[Row]:
    yield Row("Model scored", f"the {evaluation.model} one", evaluation.message)
    if evaluation.accuracy is not None:
        right = f"{evaluation.correct:,} of {evaluation.samples:,} digits right"
        yield Row("Accuracy", share_text(evaluation.accuracy), right)
        yield Row("95 % interval", range_text(evaluation.interval), "Wilson's")
    if evaluation.writer_interval is not None:
        yield Row("95 % interval by writers", range_text(evaluation.writer_interval), "whole writers resampled")
    if evaluation.log_loss is not None:
        yield Row("Log loss", f"{evaluation.log_loss:.4f}", "natural logarithm; 0 is best, 2.30 is guessing")
    if evaluation.brier is not None:
        yield Row("Brier score", f"{evaluation.brier:.4f}", "0 is best, 0.90 is guessing")
    if evaluation.calibration_error is not None:
        yield Row("Calibration error", f"{evaluation.calibration_error:.4f}", "expected, 15 bins: confidence against truth")


def _input(evaluation: Evaluation) -> Iterator[Row]:
    if evaluation.convention:
        sure = "" if evaluation.convention_sure else "unsure: no input convention that was tried stands out"
        yield Row("Input", evaluation.convention, "; ".join(part for part in (evaluation.convention_how, sure) if part))
    if evaluation.tried:
        best = sorted(evaluation.tried, key=lambda pair: -pair[1])[:_TRIED]
        listed = ", ".join(f"{name} {share:.1%}" for name, share in best)
        yield Row("Inputs tried", listed, "right answers on public training digits")
    if evaluation.outputs:
        yield Row("Outputs", evaluation.outputs)


def _model(evaluation: Evaluation) -> Iterator[Row]:
    if evaluation.loading:
        yield Row("Loaded", "; ".join(evaluation.loading))
    if evaluation.parameters is not None:
        yield Row("Parameters", f"{evaluation.parameters:,}")
    if evaluation.multiply_adds is not None:
        yield Row("Multiply–adds", f"{evaluation.multiply_adds:,}", "for one image")
    if evaluation.seconds and evaluation.samples:
        yield Row("Speed", f"{evaluation.samples / evaluation.seconds:,.0f} images a second", "on the machine that graded")
    if evaluation.file_bytes:
        yield Row("File size", bytes_text(evaluation.file_bytes))
    if evaluation.layers:
        yield Row("Layers", " → ".join(evaluation.layers))
    if evaluation.sha256:
        yield Row("File (SHA-256)", evaluation.sha256)
