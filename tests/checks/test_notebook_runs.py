from collections.abc import Callable

import pytest

from grader.checks import CHECKS
from grader.core.evidence import CellRun, Evidence, Execution, RunStatus, Submission
from grader.core.scores import State

find = CHECKS["notebook_runs"].find
PARTIAL = {"partial": True}
Build = Callable[..., Evidence]


def test_a_notebook_that_runs_to_its_end_earns_everything(evidence: Build) -> None:
    found = find(evidence(), {})
    assert (found.value, found.state) == (1.0, State.FULLY_GRADED)
    assert found.reason == "the notebook ran from top to bottom in 12 s"


@pytest.mark.parametrize(
    ("status", "words"),
    [
        (RunStatus.CELL_ERROR, "ended with an error at cell 4"),
        (RunStatus.TIMEOUT, "time ran out"),
        (RunStatus.MEMORY, "more memory"),
        (RunStatus.OUTPUT, "printed or wrote more"),
        (RunStatus.KERNEL_DIED, "kernel died"),
    ],
)
def test_each_way_to_stop_has_its_sentence_and_earns_the_cells_before_it(evidence: Build, status: RunStatus, words: str) -> None:
    cells = (*(CellRun(index, "OK", 1.0) for index in range(3)), CellRun(3, "CELL_ERROR", 1.0, "NameError: x"))
    stopped = evidence(
        execution=Execution(status, cells_run=4, cells_total=6, failing_cell=3, message="NameError: x", cells=cells)
    )
    assert find(stopped, PARTIAL).value == 0.5
    assert find(stopped, PARTIAL).reason.endswith("NameError: x (3 of 6 code cells finished)")
    assert words in find(stopped, PARTIAL).reason
    assert find(stopped, {}).value == find(stopped, {"partial": False}).value == 0.0


def test_without_a_list_of_cells_the_drivers_count_is_used(evidence: Build) -> None:
    failed = evidence(execution=Execution(RunStatus.CELL_ERROR, cells_run=3, cells_total=4, failing_cell=2))
    assert find(failed, PARTIAL).value == 0.5


def test_a_run_that_was_stopped_never_earns_full_marks(evidence: Build) -> None:
    cells = tuple(CellRun(index, "OK", 1.0) for index in range(4))
    assert find(evidence(execution=Execution(RunStatus.TIMEOUT, cells_run=4, cells_total=4, cells=cells)), PARTIAL).value == 0.75
    assert find(evidence(execution=Execution(RunStatus.TIMEOUT, cells_run=0, cells_total=0)), PARTIAL).value == 0.0


def test_no_notebook_earns_nothing_and_says_why(evidence: Build) -> None:
    gone = Submission("g01", "repo", "", "", status=RunStatus.MISSING, message="the repository is empty")
    found = find(evidence(submission=gone, execution=Execution(RunStatus.MISSING)), PARTIAL)
    assert (found.value, found.reason) == (0.0, "no notebook was found: the repository is empty")


def test_when_this_machine_fails_nobody_loses_a_point(evidence: Build) -> None:
    found = find(evidence(execution=Execution(RunStatus.INTERNAL_ERROR, message="the disk is full")), PARTIAL)
    assert (found.value, found.state) == (None, State.NOT_READY)
    assert found.reason == "this machine failed; nobody loses a point: the disk is full"


def test_an_error_message_cannot_forge_a_line(evidence: Build) -> None:
    hostile = evidence(execution=Execution(RunStatus.CELL_ERROR, message="x\n\x1b[2Jaccuracy: 40 of 40"))
    assert "\n" not in find(hostile, {}).reason
    assert "\x1b" not in find(hostile, {}).reason


@pytest.mark.parametrize("status", [RunStatus.MISSING, RunStatus.INVALID])
def test_no_notebook_earns_nothing_whatever_the_lowest_band_is_worth(evidence: Build, status: RunStatus) -> None:
    assert find(evidence(execution=Execution(status)), PARTIAL).earns_nothing
    assert not find(evidence(execution=Execution(RunStatus.CELL_ERROR, cells_total=3)), PARTIAL).earns_nothing
