from collections.abc import Callable

import pytest

from grader.checks import CHECKS
from grader.core.context import Context
from grader.core.evidence import Evidence

find = CHECKS["group_size"].find
Build = Callable[..., Evidence]


@pytest.mark.parametrize(("members", "value"), [(2, 0.0), (3, 1.0), (5, 1.0), (6, 0.0)])
def test_a_group_is_counted_by_the_roster(evidence: Build, members: int, value: float) -> None:
    found = find(evidence(context=Context(members)), {"at_least": 3, "at_most": 5})
    assert found.value == value
    assert found.reason == f"{members} members in the roster; at least 3 and at most 5 asked"


def test_one_bound_is_enough(evidence: Build) -> None:
    assert find(evidence(context=Context(1)), {"at_most": 2}).reason == "1 member in the roster; at most 2 asked"
    assert find(evidence(context=Context(9)), {}).value == 1.0


def test_without_a_roster_nothing_is_known(evidence: Build) -> None:
    assert find(evidence(), {"at_most": 2}).value is None
