from collections.abc import Callable

from grader.checks import CHECKS
from grader.core.evidence import Evidence, RunStatus, Submission
from grader.core.scores import State

find = CHECKS["committed_in_time"].find
Build = Callable[..., Evidence]
AT = "2027-01-08T12:00:00+08:00"


def test_in_time_earns_everything_and_a_minute_late_nothing(evidence: Build) -> None:
    assert find(evidence(), {}).value == 1.0
    late = find(evidence(submission=Submission("g01", "repo", "c", AT, minutes_late=1500)), {})
    assert late.value == 0.0
    assert late.reason == f"1,500 minutes after the deadline (committed at {AT}, by its own clock)"


def test_the_servers_time_is_named_as_such(evidence: Build) -> None:
    pushed = find(evidence(submission=Submission("g01", "repo", "c", AT, AT)), {})
    assert pushed.reason == f"in time (received at {AT})"


def test_nothing_handed_in_is_not_in_time(evidence: Build) -> None:
    gone = find(
        evidence(submission=Submission("g01", "r", "", "", status=RunStatus.MISSING, message="the repository is empty")), {}
    )
    assert (gone.value, gone.reason) == (0.0, "nothing was handed in: the repository is empty")


def test_an_unknown_time_is_unknown(evidence: Build) -> None:
    for submission in (Submission("g01", "r", "c", ""), Submission("g01", "r", "", "", status=RunStatus.INTERNAL_ERROR)):
        found = find(evidence(submission=submission), {})
        assert (found.value, found.state) == (None, State.NOT_READY)
