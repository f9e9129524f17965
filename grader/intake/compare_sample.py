"""Does grading a sample submission find what its expected.yaml says?"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from grader.core.evidence import Evidence
from grader.core.scores import ComponentScore, CriterionScore, Mark
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
    scores = dict(_criteria(mark.components, ""))
    named = {name: score for path, score in scores.items() for name in (path, score.id) if name in wanted.points}
    for name, score in named.items():
        if not wanted.allows(name, score.points):
            yield f"{name} earned {score.points} ({score.reason}), not {wanted.points[name]}"
    for name in wanted.points.keys() - named.keys():
        yield f"the rubric has no criterion {name}"
    said = " ".join([mark.note, *_reasons(mark.components), *(score.reason for score in scores.values())]).lower()
    yield from (f"no reason says {word!r}" for word in wanted.note if word.lower() not in said)


def _criteria(components: Sequence[ComponentScore], above: str) -> Iterator[tuple[str, CriterionScore]]:
    """Yield every criterion by its path of ids."""
    for component in components:
        path = f"{above}{component.id}."
        yield from ((path + score.id, score) for score in component.criteria)
        yield from _criteria(component.components, path)


def _reasons(components: Sequence[ComponentScore]) -> Iterator[str]:
    for component in components:
        yield component.reason
        yield from _reasons(component.components)
