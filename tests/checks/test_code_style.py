from collections.abc import Callable

import pytest

from grader.checks import CHECKS
from grader.core.evidence import Evidence, Execution, RunStatus
from grader.core.scores import State
from grader.core.style_facts import StyleFacts, Violation

find = CHECKS["code_style"].find
Build = Callable[..., Evidence]
STYLE = StyleFacts(200, (Violation("E501", 7, "cell 3, line 2: Line too long"), Violation("W291", 3, "cell 4, line 1: Trailing")))


def test_violations_are_counted_for_100_lines_with_the_first_place(evidence: Build) -> None:
    found = find(evidence(style=STYLE), {})
    assert found.value == pytest.approx(0.95)
    assert found.reason == (
        "5.0 violations of PEP 8 per 100 lines (10 in 200 lines): E501 7×, W291 3×; cell 3, line 2: Line too long"
    )


def test_rules_that_the_course_ignores_do_not_count(evidence: Build) -> None:
    assert find(evidence(style=STYLE), {"ignore": ("E501",)}).value == pytest.approx(0.985)
    assert find(evidence(style=STYLE), {"ignore": ("E5", "W")}).value == 1.0


def test_more_violations_than_lines_are_worth_nothing(evidence: Build) -> None:
    assert find(evidence(style=StyleFacts(3, (Violation("E225", 9, ""),))), {}).value == 0.0


@pytest.mark.parametrize("status", [RunStatus.MISSING, RunStatus.INVALID])
def test_a_notebook_that_is_not_there_earns_nothing(evidence: Build, status: RunStatus) -> None:
    found = find(evidence(execution=Execution(status)), {})
    assert (found.value, found.earns_nothing) == (0.0, True)


def test_a_style_that_nobody_checked_costs_no_point(evidence: Build) -> None:
    assert find(evidence(), {}).state is State.NOT_READY
    assert find(evidence(execution=Execution(RunStatus.INTERNAL_ERROR)), {}).value is None
