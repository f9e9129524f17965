"""Find the components of which a group does one of two alternatives."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from grader.core.rubric import Component


def alternatives(components: Sequence[Component], prefix: str = "") -> Iterator[tuple[str, Component]]:
    """Yield them in rubric order, each with its path from the top."""
    for component in components:
        path = f"{prefix}{component.id}"
        if component.select is not None:
            yield path, component
        yield from alternatives(component.components, f"{path}.")
