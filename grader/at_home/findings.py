"""Every finding, in the order of the checklist."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from grader.at_home.facts import Facts
from grader.at_home.input_scale import input_scale
from grader.at_home.missing_packages import missing_packages
from grader.at_home.run_order import run_order
from grader.core.checklist import Item

FINDINGS: tuple[Callable[[Facts], Iterator[Item]], ...] = (missing_packages, run_order, input_scale)


def findings(facts: Facts) -> Iterator[Item]:
    """Yield what every finding has to say."""
    for finding in FINDINGS:
        yield from finding(facts)
