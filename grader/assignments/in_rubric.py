"""Which assignments a rubric counts."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from grader.core.rubric import Component, Source


def in_rubric(components: Sequence[Component], prefix: str = "") -> Iterator[tuple[Component, str, str]]:
    """Yield the component, the criterion's path and the assignment's name, wherever the source is `assignments`."""
    for component in components:
        path = f"{prefix}{component.id}."
        if component.source is Source.ASSIGNMENTS:
            yield from ((component, f"{path}{criterion.id}", criterion.id) for criterion in component.criteria)
        yield from in_rubric(component.components, path)
