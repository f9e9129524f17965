"""Does grading a sample submission find what its expected.yaml says?"""

from __future__ import annotations

from collections.abc import Iterator

from grader.core.evidence import Evidence
from grader.core.scores import CriterionScore, Mark
from grader.intake.samples import Sample


def compare_sample(sample: Sample, evidence: Evidence | None, mark: Mark) -> tuple[str, ...]:
    """Return every difference as a sentence; none means that this machine grades the sample as it should."""
    if evidence is None:
        return ("it was not measured",)
    return tuple(_differences(sample, evidence, mark))


def _differences(sample: Sample, evidence: Evidence, mark: Mark) -> Iterator[str]:
    wanted = sample.expected
    if evidence.execution.status is not wanted.status:
        yield f"the notebook ended {evidence.execution.status} ({evidence.execution.message}), not {wanted.status}"
    if evidence.submission.minutes_late != wanted.minutes_late:
        yield f"it was {evidence.submission.minutes_late} minutes late, not {wanted.minutes_late}"
    scores = list(_criteria(mark))
    for score in scores:
        if not wanted.allows(score.id, score.points):
            yield f"{score.id} earned {score.points} ({score.reason}), not {wanted.points[score.id]}"
    for name in wanted.points.keys() - {score.id for score in scores}:
        yield f"the rubric has no criterion {name}"
    said = " ".join(
        [mark.note, *(component.reason for component in mark.components), *(score.reason for score in scores)]
    ).lower()
    yield from (f"no reason says {word!r}" for word in wanted.note if word.lower() not in said)


def _criteria(mark: Mark) -> Iterator[CriterionScore]:
    for component in mark.components:
        yield from component.criteria
