"""The pipe between a test and a notebook: what a run that is taken over can do with it, and how much goes through."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from grader.assignments.from_repositories import collect_repositories
from grader.assignments.grade_submission import Desk, Proven
from grader.assignments.kernel import Kernel
from grader.assignments.raised import Raised
from grader.core.assignment import AssignmentResult
from grader.core.errors import SubmissionError
from grader.core.roster import Group, Roster, Student
from grader.sandbox.conversation import Conversation
from grader.sandbox.watch import Received

HandIn = Callable[..., AssignmentResult]


def _frame(kind: bytes, name: bytes, body: bytes) -> bytes:
    import struct

    return struct.pack("=cHQ", kind, len(name), len(body)) + name + body


def test_answers_to_no_question_and_second_bodies_end_the_run() -> None:
    for frames in (
        _frame(b"E", b"", b'{"event": "answered", "id": 1}'),
        _frame(b"F", b"answer", b"x"),
    ):
        with pytest.raises(ValueError, match="no question"):
            Received(conversation=Conversation()).feed(frames)


def test_an_answer_larger_than_allowed_ends_the_run() -> None:
    conversation = Conversation(at_most=10)
    conversation._expected = True
    with pytest.raises(ValueError, match="too large"):
        Received(conversation=conversation).feed(_frame(b"F", b"answer", b"x" * 11))


def test_whoever_waits_for_a_run_that_ends_hears_it_at_once() -> None:
    conversation = Conversation()
    threading.Timer(0.2, conversation.end).start()
    started = time.monotonic()
    assert not conversation.wait(60)
    with pytest.raises(SubmissionError, match="ended"):
        conversation.ask({"op": "call"}, b"x" * 1_000_000, 60)
    assert time.monotonic() - started < 5
    conversation.close()


def test_a_run_that_does_not_listen_is_given_up() -> None:
    conversation = Conversation()
    with pytest.raises(SubmissionError, match="does not listen"):
        conversation.ask({"op": "call"}, b"x" * 1_000_000, 0.3)
    conversation.close()
    silent = Conversation()
    with pytest.raises(SubmissionError, match="no answer"):
        silent.ask({"op": "call"}, b"", 0.3)
    with pytest.raises(SubmissionError):
        silent.ask({"op": "call"}, b"", 0.3)
    silent.close()


@pytest.mark.slow
def test_large_arrays_go_in_and_come_out_and_too_large_ones_are_said(proven: Callable[..., Proven], hand_in: HandIn) -> None:
    source = (
        "# %% answer twice\nimport numpy as np\ndef twice(x):\n    return 2 * x\ndef much(n):\n    return np.zeros(n, np.uint8)\n"
    )
    tests = """
import numpy as np
import pytest

@pytest.mark.points(1)
def test_large(kernel):
    x = np.arange(6_000_000, dtype=np.float64)
    assert (kernel.call("twice", x) == 2 * x).all()

@pytest.mark.points(1)
def test_the_most_there_may_be(kernel):
    assert kernel.call("much", 99_000_000).nbytes == 99_000_000

@pytest.mark.points(1)
def test_more(kernel):
    with pytest.raises(kernel.Raised, match="at most 100,000,000"):
        kernel.call("much", 101_000_000)
    assert kernel.call("twice", 2) == 4
"""
    result = hand_in(proven(source, tests), source)
    assert [task.points for task in result.tasks] == [1, 1, 1], result


@pytest.mark.slow
def test_everything_a_test_can_ask(proven: Callable[..., Proven], hand_in: HandIn) -> None:
    source = '''\
# %% answer everything
import numpy as np
class Counter:
    """Counts."""
    step = 2
    def __init__(self, start=0):
        self.total = start
    def add(self, n):
        self.total += n * self.step
        return self.total
def apply(function, *values, **named):
    return function(*values, **named)
def draw(n):
    import matplotlib.pyplot as plt
    plt.plot(range(n), [v ** 2 for v in range(n)], label="squares")
    plt.title("Growth")
    plt.legend()
    plt.yscale("log")
settings = {"rate": 0.1, "sizes": (3, 4), "names": ["a"], "tags": {1, 2}, None: 1 + 2j}
'''
    tests = """
import numpy as np
import pytest

def test_values(kernel):
    assert kernel.value("settings") == {"rate": 0.1, "sizes": (3, 4), "names": ["a"], "tags": {1, 2}, None: 1 + 2j}
    assert kernel.value("Counter.step") == 2

def test_objects_that_stay(kernel):
    counter = kernel.make("Counter", start=5)
    assert counter.kind == "Counter"
    assert counter.call("add", 3) == 11
    assert counter.value("total") == 11
    other = kernel.make("Counter")
    assert other.value("total") == 0
    with pytest.raises(kernel.Raised, match="NoData.*class Counter"):
        counter.value()

def test_names_as_arguments(kernel):
    assert kernel.call("apply", kernel.name("np.add"), 2, 3) == 5
    with pytest.raises(kernel.Raised, match="defines no 'sorted'"):
        kernel.call("sorted", [2, 1])  # the notebook's own names only: a builtin is no answer

def test_sources(kernel):
    assert kernel.source("Counter.add").splitlines()[1].strip() == "self.total += n * self.step"
    assert "class Counter" in kernel.source()
    with pytest.raises(kernel.Raised, match="defines no 'nothing'"):
        kernel.source("nothing")

def test_figures(kernel):
    (axes,) = kernel.figure("draw", 4).axes
    assert (axes.title, axes.legend, axes.yscale) == ("Growth", ("squares",), "log")
    assert axes.lines[0].y.tolist() == [0, 1, 4, 9]

def test_errors(kernel):
    with pytest.raises(kernel.Raised) as error:
        kernel.call("draw", "no number")
    assert error.value.kind == "TypeError"
    assert "cell 1, line 14 in draw" in error.value.place
    with pytest.raises(kernel.Raised, match="defines no 'nothing'"):
        kernel.call("nothing")
    with pytest.raises(TypeError, match="cannot be sent"):
        kernel.call("draw", object())
"""
    result = hand_in(proven(source, tests), source)
    assert {task.id: task.points for task in result.tasks if task.points != 1} == {}, result


def test_what_a_dead_run_answers_is_the_students_failure_and_no_crash() -> None:
    def dead(*_: object) -> tuple[dict[str, object], bytes]:
        raise SubmissionError("the run ended", "KERNEL_DIED")

    def nonsense(*_: object) -> tuple[dict[str, object], bytes]:
        return {"status": ["OK"], "error": {"a": 1}}, b"nonsense"

    for ask, kind in ((dead, "KernelDied"), (nonsense, "NoData")):
        with pytest.raises(Raised) as error:
            Kernel(ask).call("f", np.zeros(2))
        assert error.value.kind == kind


def test_notebooks_are_taken_from_the_repositories_of_the_roster(
    desk: Desk, tmp_path: Path, make_repository: Callable[..., Path]
) -> None:
    from datetime import UTC, datetime

    from grader.intake.git_limits import GitLimits

    first = make_repository(tmp_path / "a", {"hw1.ipynb": b"one", "other.ipynb": b"x"})
    second = make_repository(tmp_path / "b", {"hw1/work.ipynb": b"two"})
    third = make_repository(tmp_path / "c", {"readme.md": b"nothing"})
    roster = Roster(
        (
            Group("g1", str(first), (Student("s1", "A", "", "g1"), Student("s2", "B", "", "g1"))),
            Group("g2", str(second), (Student("s3", "C", "", "g2"),)),
            Group("g3", str(third), (Student("s4", "D", "", "g3"),)),
            Group("g4", str(tmp_path / "none"), (Student("s5", "E", "", "g4"),)),
            Group("g5", "", (Student("s6", "F", "", "g5"),)),
        )
    )
    found = collect_repositories(roster, "hw1", deadline=datetime.now(UTC), limits=GitLimits())
    assert {one.student: one.body for one in found.handed if not one.fault} == {"g1": b"one", "s3": b"two"}
    assert found.missing == ("s4", "s6")
    assert "no Git repository" in next(one.fault for one in found.handed if one.student == "s5")
