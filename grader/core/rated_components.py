"""Find the components whose points depend on what the members say of each other."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from grader.core.rating_rule import RatingRule
from grader.core.rubric import Component


def rated_components(components: Sequence[Component], prefix: str = "") -> Iterator[tuple[str, RatingRule]]:
    """Yield each component's path from the top with its rule, in rubric order."""
    for component in components:
        path = f"{prefix}{component.id}"
        if component.rating is not None:
            yield path, component.rating
        yield from rated_components(component.components, f"{path}.")
