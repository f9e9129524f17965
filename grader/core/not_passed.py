"""Which components had to be passed on their own, and were not."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from grader.core.rounding import steady
from grader.core.scores import ComponentScore


def not_passed(components: Iterable[ComponentScore]) -> Iterator[str]:
    """Yield a sentence for each component, at any depth, whose known percentage lies below what it must reach."""
    for component in components:
        percent = component.percent
        if component.must_pass is not None and percent is not None and steady(percent) < component.must_pass:
            wanted = f"{component.must_pass.normalize():f} %"
            yield f"not passed: {component.title} has {float(percent):.4g} % of the {wanted} it must reach"
        yield from not_passed(component.components)
