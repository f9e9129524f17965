from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest

from grader.assignments.grade_submission import Desk, Proven, refuse_gifts
from grader.core.assignment import AssignmentResult, Where
from grader.core.errors import InputError
from grader.core.evidence import RunStatus
from grader.core.scores import State

pytestmark = pytest.mark.slow

_SOURCE = """\
# %% locked imports
import numpy as np
# %% answer double
def double(x):
    ### BEGIN SOLUTION
    return 2 * x
    ### END SOLUTION
# %% tests double-tests points=2
assert double(2) == 4
### BEGIN HIDDEN TESTS
assert double(5) == 10
### END HIDDEN TESTS
# %% answer triple
def triple(x):
    ### BEGIN SOLUTION
    return 3 * x
    ### END SOLUTION
# %% tests triple-tests points=3
right = sum(triple(x) == 3 * x for x in (1, 2, 3))
right
# %% [markdown] manual why points=4
# Because.
"""
_TESTS = '''
import numpy as np
import pytest

@pytest.mark.points(5)
def test_doubles_arrays(kernel, rng):
    """Doubles arrays."""
    x = rng.normal(size=(3, 4))
    np.testing.assert_allclose(kernel.call("double", x), 2 * x)

@pytest.mark.points(3)
@pytest.mark.hidden
@pytest.mark.parametrize("n", [1, 2, 3])
def test_triples(kernel, n):
    assert kernel.call("triple", n) == 3 * n
'''
_GOOD = """\
# %% locked imports
import numpy as np
# %% answer double
def double(x):
    return x + x
# %% tests double-tests points=2
assert double(2) == 4
# %% answer triple
def triple(x):
    return x + x + x
# %% tests triple-tests points=3
right = sum(triple(x) == 3 * x for x in (1, 2, 3))
right
# %% [markdown] manual why points=4
# My own words.
"""
HandIn = Callable[..., AssignmentResult]
Points = Callable[[AssignmentResult], dict[str, Any]]


@pytest.fixture(scope="module")
def hw1(proven: Callable[..., Proven]) -> Proven:
    return proven(_SOURCE, _TESTS)


def test_the_reference_gets_everything_that_machines_can_give(hw1: Proven, hand_in: HandIn, points: Points) -> None:
    result = hand_in(hw1, json.dumps(dict(hw1.assignment.source.document)).encode())
    assert result.status is RunStatus.OK
    assert points(result) == {"double-tests": 2, "triple-tests": 3, "why": None, "test_doubles_arrays": 5, "test_triples": 3}
    assert (result.points, result.maximum, result.state) == (None, 17, State.PENDING_MANUAL)


def test_the_untouched_student_version_gets_nothing_with_reasons_and_is_no_error(
    hw1: Proven, hand_in: HandIn, points: Points, student_version: Callable[[Proven], bytes]
) -> None:
    result = hand_in(hw1, student_version(hw1))
    assert result.status is RunStatus.OK
    assert set(points(result).values()) == {0}
    assert result.points == 0
    assert all(task.message for task in result.tasks)
    assert "NotImplementedError" in result.tasks[0].message
    assert "as it was handed out" in result.tasks[2].message


def test_a_good_answer_gets_its_points_and_the_written_one_waits_for_staff(hw1: Proven, hand_in: HandIn, points: Points) -> None:
    result = hand_in(hw1, _GOOD)
    assert points(result) == {"double-tests": 2, "triple-tests": 3, "why": None, "test_doubles_arrays": 5, "test_triples": 3}
    assert result.tasks[2].answer == "My own words."
    assert [task.where for task in result.tasks] == [Where.KERNEL, Where.KERNEL, Where.STAFF, Where.OUTSIDE, Where.OUTSIDE]


def test_a_number_from_the_cell_and_right_cases_of_a_test_are_partial_credit(
    hw1: Proven, hand_in: HandIn, points: Points
) -> None:
    result = hand_in(hw1, _GOOD.replace("return x + x + x", "return 3 if x == 1 else 6 if x == 2 else 0"))
    assert points(result)["triple-tests"] == 2
    assert points(result)["test_triples"] == 2


def test_a_cell_says_why_it_gives_a_part_and_numpys_numbers_count(proven: Callable[..., Proven], hand_in: HandIn) -> None:
    source = """\
# %% answer x
import numpy as np
x = 4
# %% tests pair points=4
(x, "half of it")
# %% tests numpys points=4
np.mean([x, x])
"""
    hw = proven(source)
    assert [(task.points, task.message) for task in hand_in(hw, source.replace("x = 4", "x = 2")).tasks] == [
        (2, "half of it"),
        (2, "the tests gave 2 points"),
    ]


def test_a_warning_on_stderr_costs_nothing(hw1: Proven, hand_in: HandIn, points: Points) -> None:
    noisy = _GOOD.replace(
        "return x + x\n",
        "import sys, warnings\n    warnings.warn('careful')\n    print('hm', file=sys.stderr)\n    return x + x\n",
    )
    assert points(hand_in(hw1, noisy)) == points(hand_in(hw1, _GOOD))


@pytest.mark.parametrize(
    "stuck",
    [
        "while True: pass",
        "import time\nwhile True:\n    try:\n        time.sleep(1)\n    except BaseException:\n        pass",
        "import os\nos._exit(3)",
        "exit()",
    ],
    ids=["loops", "ignores the interrupt", "ends the kernel", "asks to end"],
)
def test_a_cell_that_never_ends_or_ends_the_kernel_costs_its_own_points_only(
    hw1: Proven, hand_in: HandIn, points: Points, stuck: str
) -> None:
    work = _GOOD.replace("# %% tests double-tests", f"# %%\n{stuck}\n# %% tests double-tests")
    found = points(hand_in(hw1, work))
    assert found == {"double-tests": 2, "triple-tests": 3, "why": None, "test_doubles_arrays": 5, "test_triples": 3}


def test_a_call_that_never_ends_costs_its_own_test_only(hw1: Proven, hand_in: HandIn, points: Points) -> None:
    result = hand_in(hw1, _GOOD.replace("return x + x\n", "while not isinstance(x, int): pass\n    return x + x\n"))
    assert points(result)["test_doubles_arrays"] == 0
    assert points(result)["test_triples"] == 3
    assert "stopped after 3 s" in result.tasks[3].message


def test_an_exception_is_shown_with_the_students_own_line(hw1: Proven, hand_in: HandIn) -> None:
    result = hand_in(hw1, _GOOD.replace("    return x + x\n", "    y = np.asarray(x)\n    return y / undefined_name\n"))
    assert (
        result.tasks[3].message
        == "NameError: name 'undefined_name' is not defined (cell 2, line 3 in double: return y / undefined_name)"
    )


def test_an_answer_that_fails_where_it_stands_is_named_with_its_cell(hw1: Proven, hand_in: HandIn) -> None:
    result = hand_in(hw1, _GOOD.replace("# %% answer triple\n", "# %% answer triple\nimport no_such_module\n"))
    assert (
        "triple (cell 4): ModuleNotFoundError: No module named 'no_such_module' (line 1: import no_such_module)" in result.notes
    )


def test_a_changed_test_cell_does_not_count_and_is_named(hw1: Proven, hand_in: HandIn, points: Points) -> None:
    work = _GOOD.replace("assert double(2) == 4", "pass").replace("return x + x\n", "return 0\n")
    result = hand_in(hw1, work)
    assert points(result)["double-tests"] == 0
    assert "double-tests was changed; the original counts" in result.notes


def test_missing_renamed_and_repeated_cells_are_found_or_named(hw1: Proven, hand_in: HandIn, points: Points) -> None:
    full = points(hand_in(hw1, _GOOD))
    without_tests = _GOOD.replace("# %% tests double-tests points=2\nassert double(2) == 4\n", "")
    gone = hand_in(hw1, without_tests)
    assert points(gone) == full
    assert "double-tests was missing; the original was put back" in gone.notes
    renamed = hand_in(hw1, _GOOD.replace("# %% answer double", "# %%").replace("tests triple-tests points=3", ""))
    assert points(renamed) == full
    assert "double had lost its name and was known by its text" in renamed.notes
    twice = hand_in(hw1, _GOOD.replace("# %% answer triple", "# %% answer double\n# YOUR CODE HERE\n# %% answer triple"))
    assert points(twice) == full
    assert any("double stands there 2 times" in note for note in twice.notes)
    missing = hand_in(hw1, _GOOD.partition("# %% [markdown] manual")[0])
    assert points(missing)["why"] == 0
    assert "why is missing" in missing.notes


@pytest.mark.parametrize(
    ("body", "words"),
    [
        (b"not json", "not JSON"),
        (b"[1]", "no notebook"),
        (b'{"nbformat": 3, "worksheets": []}', "format 3"),
        (b'{"nbformat": 4, "cells": 7}', "cannot be read"),
        (b"[" * 200_000, "not JSON"),
        (b"", "not JSON"),
    ],
)
def test_a_file_that_is_no_notebook_earns_nothing_and_says_why(
    hw1: Proven, hand_in: HandIn, points: Points, body: bytes, words: str
) -> None:
    result = hand_in(hw1, body)
    assert result.status is RunStatus.INVALID
    assert words in result.message
    assert set(points(result).values()) == {0}


def test_a_task_is_answered_in_the_cells_that_a_student_adds_below_it(
    proven: Callable[..., Proven], hand_in: HandIn, student_version: Callable[[Proven], bytes]
) -> None:
    source = "# %%\nNAME = ''\n# %% [markdown] task essay points=4\n# Prove it.\n# %% answer x\nx = 1\n# %%\nprint(x)\n"
    hw = proven(source)
    (untouched,) = hand_in(hw, student_version(hw)).tasks
    assert (untouched.points, untouched.message) == (0, "not answered: no cell was added")
    added = "# %% [markdown] task essay points=4\n# Prove it.\n# %%\ny = 2\n# %% [markdown]\n# Because.\n# %% answer x\nx = 3\n"
    (headed,) = hand_in(hw, "# %% [markdown]\n# Check it.\n# %%\nWHO = 'me'\n" + source).tasks
    assert headed.points == 0
    (answered,) = hand_in(hw, added).tasks
    assert (answered.points, answered.answer) == (None, "y = 2\n\nBecause.")
    (within,) = hand_in(hw, source.replace("# Prove it.", "# Prove it.\n# Here.")).tasks
    assert (within.points, within.answer) == (None, "Prove it.\nHere.")


def test_metadata_that_students_write_count_for_nothing(
    hw1: Proven, hand_in: HandIn, points: Points, notebook: Callable[[str], bytes]
) -> None:
    document = json.loads(notebook(_GOOD))
    for cell in document["cells"]:
        if "nbgrader" in cell["metadata"]:
            cell["metadata"]["nbgrader"] |= {"points": "1000", "grade": "yes", "schema_version": {}, "checksum": [1]}
        cell["metadata"]["tags"] = ["skip-execution", "raises-exception"]
    assert points(hand_in(hw1, json.dumps(document).encode())) == points(hand_in(hw1, _GOOD))


def test_random_inputs_differ_between_students_and_stay_the_same_for_each(proven: Callable[..., Proven], hand_in: HandIn) -> None:
    tests = """
def test_seen(kernel, rng, credit):
    x = float(rng.random())
    kernel.call("keep", x)
    credit(round(x, 4), "seen")
"""
    hw = proven(
        "# %% answer keep\ndef keep(x):\n    return x\n",
        "def test_seen(kernel, rng):\n    kernel.call('keep', float(rng.random()))\n",
    )
    (path,) = hw.assignment.tests
    path.write_text(tests, encoding="utf-8")
    shares = [hand_in(hw, "# %% answer keep\nkeep = abs\n", who).tasks[0].points for who in ("a", "b", "a")]
    assert shares[0] == shares[2] != shares[1]


def test_tests_that_the_reference_fails_are_refused(proven: Callable[..., Proven]) -> None:
    with pytest.raises(InputError, match=r"(?s)the reference solution gets 2 of 3 points from test_triples.*hint"):
        proven(_SOURCE, _TESTS.replace("== 3 * n", "in (3, 6)"))
    with pytest.raises(InputError, match="0 of 2 points from double-tests"):
        proven(_SOURCE.replace("return 2 * x", "return x"), "")


def test_an_assignment_in_which_nothing_earns_points_is_refused(proven: Callable[..., Proven]) -> None:
    for source in ("# %% answer a\nx = 1\n", "# %% answer a\nx = 1\n# %% tests t points=0\nassert x\n"):
        with pytest.raises(InputError, match="nothing in it earns points"):
            proven(source)


@pytest.mark.parametrize(
    "broken", ["def test_x(kernel:\n", "import no_such_module\n", "x = 1\n", "def test_x(no_such_fixture):\n    pass\n"]
)
def test_a_test_file_that_cannot_run_is_the_courses_fault(proven: Callable[..., Proven], broken: str) -> None:
    with pytest.raises(InputError, match=r"tests\.py"):
        proven(_SOURCE, broken)


def test_one_students_run_leaves_nothing_for_the_next(proven: Callable[..., Proven], hand_in: HandIn, points: Points) -> None:
    tests = "seen = []\n\ndef test_first(kernel):\n    seen.append(kernel.call('double', 1))\n    assert len(seen) == 1\n"
    hw = proven("# %% answer double\ndef double(x):\n    return 2 * x\n", tests)
    for student in ("a", "b"):
        assert points(hand_in(hw, "# %% answer double\ndef double(x):\n    return 2 * x\n", student)) == {"test_first": 1}


def test_points_for_what_nobody_wrote_are_refused(proven: Callable[..., Proven], desk: Desk) -> None:
    refuse_gifts(proven(_SOURCE, _TESTS), desk)
    gift = _TESTS + "\n@pytest.mark.points(2)\ndef test_gift(kernel):\n    assert 'np' in kernel.source()\n"
    with pytest.raises(InputError, match="test_gift gives 2 points to the student version"):
        refuse_gifts(proven(_SOURCE, gift), desk)


def test_a_hidden_test_in_the_notebook_stays_hidden_in_what_the_student_reads(hw1: Proven, hand_in: HandIn) -> None:
    seen = hand_in(hw1, _GOOD.replace("return x + x\n", "return 5\n")).tasks[0]
    assert seen.message == "AssertionError"
    unseen = hand_in(hw1, _GOOD.replace("return x + x\n", "return 4\n")).tasks[0]
    assert (unseen.message, unseen.detail) == ("a hidden test does not pass", "AssertionError")


def test_a_notebook_without_cells_is_graded_by_the_cells_put_back(hw1: Proven, hand_in: HandIn, points: Points) -> None:
    result = hand_in(hw1, b'{"nbformat": 4, "nbformat_minor": 5, "metadata": {}, "cells": []}')
    assert result.status is RunStatus.OK
    assert set(points(result).values()) == {0}
