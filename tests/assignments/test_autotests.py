from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from grader.assignments.assignment import Assignment
from grader.assignments.autotests import autotests
from grader.assignments.grade_submission import Desk, grade_submission, prove
from grader.assignments.handed_in import HandedIn
from grader.assignments.open_assignment import read_assignment
from grader.assignments.read_source import read_source
from grader.assignments.reference_run import ReferenceRun
from grader.assignments.release import release
from grader.core.errors import InputError

_SOURCE = """\
# %% answer work
import numpy as np
### BEGIN SOLUTION
limit = 2.5
def clip(x, at=1.0):
    return np.minimum(x, at)
### END SOLUTION
# %% tests work-tests points=1
### AUTOTEST points=3 rtol=1e-7 clip(rng.normal(size=(8, 3)), at=0.5)
### AUTOTEST limit
assert limit > 0
"""


def test_marks_become_tests_and_are_cut_from_what_students_get(write: Callable[..., Assignment]) -> None:
    hw = write(_SOURCE)
    text = autotests(hw.source)
    compile(text, "autotests.py", "exec")
    assert "@pytest.mark.points(3)\ndef test_work_tests_1(kernel, reference, rng):" in text
    assert "given, named = (rng.normal(size=(8, 3)), ), {'at': 0.5}" in text
    assert "2.5" not in text
    assert b"AUTOTEST" not in release(hw.source)


@pytest.mark.parametrize(
    ("mark", "words"),
    [
        ("clip(", "no Python"),
        ("x = 1", "no expression"),
        ("", "no expression"),
        ("clip(rng.normal(3), limit)", "mixes rng"),
        ("points=x limit", "is none of"),
        ("weight=1 limit", "is none of"),
    ],
)
def test_a_mark_that_cannot_be_a_test_is_refused_with_its_cell(write: Callable[..., Assignment], mark: str, words: str) -> None:
    hw = write(_SOURCE.replace("### AUTOTEST limit", f"### AUTOTEST {mark}"))
    with pytest.raises(InputError, match=rf"cell 2 \(work-tests\): .*{words}"):
        autotests(hw.source)


_NBGRADER = """\
# %% answer work
### BEGIN SOLUTION
a, b = 5, "hello"
c = {"one": [1, 2.5], "two": None}
def fun(x):
    if x < 0:
        raise ValueError
    return x
### END SOLUTION
# %% tests values points=3
'''Several values.'''
### AUTOTEST type(a); str(a); a == 5; [ch for ch in b]; len(c);
# HASHED AUTOTEST c["one"]
# # # AUTOTEST b
# %% tests raises points=2
def throws(call, kind):
    try:
        call()
    except kind:
        return True
    return False
### BEGIN HIDDEN TESTS
### AUTOTEST throws(lambda : fun(-4), ValueError)
### END HIDDEN TESTS
"""


def test_marks_as_nbgrader_writes_them_become_one_test_that_earns_the_cells_points(write: Callable[..., Assignment]) -> None:
    hw = write(_NBGRADER)
    text = autotests(hw.source)
    compile(text, "autotests.py", "exec")
    assert "@pytest.mark.points(3)\ndef test_values(kernel, reference):" in text
    assert "kernel.evaluate('type(a).__name__')" in text
    assert "@pytest.mark.points(2)\n@pytest.mark.hidden\ndef test_raises(kernel, reference):" in text
    released = release(hw.source)
    assert b"AUTOTEST" not in released
    assert b"ValueError" not in released


def test_marks_that_are_no_tests_yet_are_refused_before_anybody_is_graded(write: Callable[..., Assignment], desk: Desk) -> None:
    with pytest.raises(InputError, match=r"values, raises: the AUTOTEST marks are no tests yet\n.*autotest hw1"):
        prove(write(_NBGRADER), desk)


def test_tests_that_were_written_from_other_marks_are_refused(write: Callable[..., Assignment], desk: Desk) -> None:
    hw = write(_NBGRADER)
    folder = hw.source.path.parent
    (folder / "autotests.py").write_text(autotests(hw.source), encoding="utf-8")
    for text, words in (
        (_NBGRADER.replace("len(c);", "len(b);"), "have changed since"),
        (_NBGRADER.replace("AUTOTEST", "A TEST"), "no AUTOTEST marks any more"),
    ):
        hw.source.path.write_text(text, encoding="utf-8")
        with pytest.raises(InputError, match=words):
            prove(read_assignment(folder), desk)


@pytest.mark.slow
def test_nbgraders_marks_are_graded_by_the_reference_solution(
    write: Callable[..., Assignment], desk: Desk, notebook: Callable[[str], bytes], points: Callable[..., Any]
) -> None:
    hw = write(_NBGRADER)
    folder = hw.source.path.parent
    (folder / "autotests.py").write_text(autotests(hw.source), encoding="utf-8")
    hw = replace(read_assignment(folder), limits=hw.limits)
    good = "# %% answer work\na = 10 // 2\nb = 'hel' + 'lo'\nc = {'one': [1, 5 / 2], 'two': None}\ndef fun(x):\n    assert x\n"
    with ReferenceRun(hw, desk.sandbox) as reference:
        table = replace(desk, reference=reference.ask)
        proven = prove(hw, table)
        for work, earned in ((good, [3, 0]), (good.replace("10 // 2", "10 / 2"), [0, 0])):
            result = grade_submission(proven, HandedIn("s1", "hw1.ipynb", notebook(work)), table)
            assert list(points(result).values()) == earned, result


def test_a_notebook_without_marks_is_told_how_to_make_one(tmp_path: Path) -> None:
    path = tmp_path / "source.py"
    path.write_text("# %% answer a\nx = 1\n", encoding="utf-8")
    with pytest.raises(InputError, match="AUTOTEST"):
        autotests(read_source(path))


@pytest.mark.slow
def test_generated_tests_compare_with_the_reference_behind_its_own_wall(
    write: Callable[..., Assignment], desk: Desk, notebook: Callable[[str], bytes], points: Callable[..., Any]
) -> None:
    hw = write(_SOURCE)
    folder = hw.source.path.parent
    (folder / "autotests.py").write_text(autotests(hw.source), encoding="utf-8")
    hw = replace(read_assignment(folder), limits=hw.limits)
    with ReferenceRun(hw, desk.sandbox) as reference:
        table = replace(desk, reference=reference.ask)
        proven = prove(hw, table)
        good = "# %% answer work\nlimit = 5 / 2\ndef clip(x, at=1.0):\n    return x * (x < at) + at * (x >= at)\n"
        wrong = "# %% answer work\nlimit = '2.5'\ndef clip(x, at=1.0):\n    return x.clip(max=at)[:4]\n"
        for work, earned in ((good, [1, 3, 1]), (wrong, [0, 0, 0])):
            result = grade_submission(proven, HandedIn("s1", "hw1.ipynb", notebook(work)), table)
            assert list(points(result).values()) == earned, result
