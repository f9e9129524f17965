"""What a report says of the notebook's run, and of where and with what everything was measured."""

from __future__ import annotations

from grader.core.evidence import Evidence
from grader.reports.language import Language
from grader.reports.model_rows import Row
from grader.reports.number_text import bytes_text, seconds_text


def execution_rows(evidence: Evidence, language: Language) -> tuple[Row, ...]:
    """Return how far the notebook ran, what it took, and what it wrote."""
    run, say = evidence.execution, language.say
    rows = [
        Row(say("Code cells run"), say("{run} of {all}", run=run.cells_run, all=run.cells_total), run.message),
        Row(say("Time"), seconds_text(run.seconds), say("{time} of processor time", time=seconds_text(run.cpu_seconds))),
    ]
    if run.peak_bytes:
        rows.append(Row(say("Memory at most"), bytes_text(run.peak_bytes)))
    if run.gpu:
        rows.append(Row(say("GPU"), run.gpu, say("{memory} of its memory at most", memory=bytes_text(run.gpu_bytes))))
    if run.environment:
        rows.append(Row(say("Ran in"), run.environment))
    if run.missing_modules:
        rows.append(Row(say("Imports that are not there"), ", ".join(run.missing_modules[:30])))
    rows += [Row(say("Note"), note) for note in run.notes]
    if run.artifacts:
        written = ", ".join(f"{item.path} ({bytes_text(item.bytes)})" for item in run.artifacts[:20])
        rows.append(Row(say("Files written"), written))
    return tuple(rows)


def provenance_rows(evidence: Evidence, language: Language) -> tuple[Row, ...]:
    """Return everything that is needed to measure it again."""
    facts, say = evidence.provenance, language.say
    return (
        Row(say("Measured at"), facts.measured_at),
        Row(say("Grader"), facts.grader),
        Row(say("Python"), facts.python),
        Row(say("Framework"), facts.framework),
        Row(say("Device"), facts.device),
        Row(say("Sandbox"), facts.sandbox),
        Row(say("Held-out set (SHA-256)"), facts.dataset_sha256),
        Row(say("Limits"), facts.limits),
    )
