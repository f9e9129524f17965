"""Has the group as many members as the course allows?"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from grader.checks.check import Check
from grader.checks.not_measured import not_measured
from grader.core.evidence import Evidence
from grader.core.scores import Finding


def _find(evidence: Evidence, options: Mapping[str, Any]) -> Finding:
    """Answer with 1 where the roster has from `at_least` to `at_most` members, else 0."""
    if evidence.context is None:
        return not_measured("the group's size", "it is known where there is a roster")
    members = evidence.context.members
    least, most = options.get("at_least"), options.get("at_most")
    asked = " and ".join([f"at least {least}"] * (least is not None) + [f"at most {most}"] * (most is not None))
    met = (least is None or members >= least) and (most is None or members <= most)
    counted = f"{members} member{'' if members == 1 else 's'} in the roster"
    return Finding(float(met), f"{counted}; {asked} asked" if asked else counted)


group_size = Check("group_size", frozenset({"at_least", "at_most"}), _find, of_run=False, of_heldout=False)
