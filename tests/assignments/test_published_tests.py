"""Test files as OK and Otter publish them: read as data, run in the notebook's kernel, graded by their own rules."""

from __future__ import annotations

import ast
import json
from collections.abc import Callable
from dataclasses import replace
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from grader.assignments.assignment import Assignment
from grader.assignments.case_points import case_points
from grader.assignments.grade_submission import Desk, Proven, prove
from grader.assignments.open_assignment import read_assignment
from grader.assignments.read_questions import read_questions
from grader.assignments.release import release
from grader.core.assignment import AssignmentResult, Where
from grader.core.errors import InputError
from grader.reports.assignment_feedback import assignment_feedback

OTTER = """\
OK_FORMAT = True

test = {   'name': 'q1',
    'points': 4,
    'suites': [   {   'cases': [   {'code': '>>> isinstance(x, int)\\nTrue', 'hidden': False, 'locked': False},
                                   {'code': '>>> y = x + 1\\n>>> y\\n8', 'hidden': True, 'locked': False},
                                   {'code': ">>> for i in range(2):\\n...     print(i, y)\\n0 8\\n1 8", 'hidden': True},
                                   {'code': '>>> square(3) # doctest: +ELLIPSIS\\n9...', 'hidden': False, 'points': 1,
                                    'failure_message': 'Look at 3.'}],
                      'scored': True, 'setup': '', 'teardown': '', 'type': 'doctest'}]}
"""
OK = '''\
test = {
  'name': 'Question 2',
  'points': 3,
  'suites': [
    {'type': 'concept', 'scored': False, 'cases': [{'question': 'What?', 'answer': 'That', 'choices': ['That', 'This']}]},
    {
      'type': 'doctest', 'scored': True, 'setup': ">>> import math", 'teardown': '',
      'cases': [
        {'code': r"""
         >>> square(4)
         16
         # explanation: four by four
         >>> 1 / square(0)
         ZeroDivisionError
         """, 'hidden': False, 'locked': False},
        {'code': r"""
         >>> x = 100
         >>> math.sqrt(square(3))
         3.0
         >>> square("a")
         Traceback (most recent call last):
           ...
         TypeError: can't multiply sequence by non-int of type 'str'
         """, 'hidden': False},
      ],
    },
    {'type': 'doctest', 'scored': True, 'cases': [{'code': '>>> x\\n7', 'hidden': True}]},
  ],
}
'''
FUNCTIONS = """\
from otter.test_files import test_case
import math

OK_FORMAT = False

name = "q3"
points = 5

def nine():
    return 9

@test_case(points=2, hidden=False, success_message="Good!", failure_message="Not nine.")
def test_value(square):
    assert square(3) == nine()

@test_case(points=None, hidden=True)
def test_all(env, math_like):
    assert math_like is None
    assert math.isclose(env["square"](0.5), 0.25)
"""
SOURCE = "# %% answer square\ndef square(v):\n    return v * v\n# %%\nx = 7\n"


@pytest.fixture(scope="module")
def hw(tmp_path_factory: pytest.TempPathFactory, desk: Desk) -> Proven:
    folder = tmp_path_factory.mktemp("published") / "hw"
    (folder / "tests").mkdir(parents=True)
    for name, text in (("q1", OTTER), ("q2", OK), ("q3", FUNCTIONS)):
        (folder / "tests" / f"{name}.py").write_text(text, encoding="utf-8")
    (folder / "tests.py").write_text("def test_own(kernel):\n    assert kernel.call('square', 2) == 4\n", encoding="utf-8")
    (folder / "source.py").write_text(SOURCE, encoding="utf-8")
    return prove(read_assignment(folder), desk)


def _earned(result: AssignmentResult) -> dict[str, Any]:
    return {task.id: task.points for task in result.tasks}


@pytest.mark.slow
def test_the_reference_earns_all_and_every_case_is_said_to_run_in_reach_of_the_students_code(
    hw: Proven, hand_in: Callable[..., AssignmentResult]
) -> None:
    result = hand_in(hw, SOURCE)
    assert _earned(result) == {"test_own": 1, "q1": 4, "q2": 3, "q3": 5}
    assert {task.id: task.where for task in result.tasks} == {
        "test_own": Where.OUTSIDE, "q1": Where.KERNEL, "q2": Where.KERNEL, "q3": Where.KERNEL,
    }  # fmt: skip
    assert [task.title for task in result.tasks][1:] == ["q1", "Question 2", "q3"]


@pytest.mark.slow
def test_cases_earn_their_share_suites_all_or_nothing_and_hidden_ones_stay_hidden(
    hw: Proven, hand_in: Callable[..., AssignmentResult]
) -> None:
    result = hand_in(hw, SOURCE.replace("return v * v", "return v * v if v != 3 else 10").replace("x = 7", "x = 8"))
    assert _earned(result) == {"test_own": 1, "q1": 1, "q2": 0, "q3": 3}
    messages = {task.id: task.message for task in result.tasks}
    assert messages["q1"] == "Look at 3.; a hidden case does not pass"
    assert messages["q2"].startswith("math.sqrt(square(3)) gives 3.16")
    assert messages["q2"].endswith("and should give 3.0; a hidden case does not pass")
    assert messages["q3"] == "Not nine."
    details = {task.id: task.detail for task in result.tasks}
    assert "y gives 9, and should give 8" in details["q1"]
    feedback = assignment_feedback(result, "hw")
    assert "should give 8" not in feedback
    assert "Question 2 °" in feedback


@pytest.mark.slow
def test_an_error_is_shown_with_the_students_line_and_a_case_that_hangs_costs_its_question_only(
    hw: Proven, hand_in: Callable[..., AssignmentResult]
) -> None:
    quick = replace(hw, assignment=replace(hw.assignment, limits=replace(hw.assignment.limits, call_seconds=2)))
    result = hand_in(quick, SOURCE.replace("    return v * v", "    if v == 4:\n        while True: pass\n    return v * w"))
    assert list(_earned(result).values()) == [0, 3, 1.5, 0]  # what does not need square is right
    messages = {task.id: task.message for task in result.tasks}
    assert "stopped after 2 s" in messages["q2"]
    assert "NameError: name 'w' is not defined (cell 1, line 4 in square: return v * w)" in result.tasks[1].detail


@pytest.mark.slow
def test_tests_in_the_notebooks_metadata_are_run_and_not_released(
    tmp_path: Path, desk: Desk, hand_in: Callable[..., AssignmentResult], notebook: Callable[[str], bytes]
) -> None:
    text = "# %%\nimport otter\ngrader = otter.Notebook()\n# %%\nx = 7\ndef square(v):\n    return v * v\n"
    document = json.loads(notebook(text))
    space: dict[str, Any] = {}
    exec(OTTER, space)  # noqa: S102 - the text above
    document["metadata"]["otter"] = {"OK_FORMAT": True, "tests": {"q1": space["test"], "q3": FUNCTIONS}}
    (tmp_path / "source.ipynb").write_text(json.dumps(document), encoding="utf-8")
    hw = prove(read_assignment(tmp_path), desk)
    assert _earned(hand_in(hw, "# %%\nx = 7.0\n# %%\ndef square(v):\n    return v * v\n")) == {"q1": 1, "q3": 5}
    with pytest.raises(InputError, match="students would get the solutions"):
        release(hw.assignment.source)


@pytest.mark.slow
@pytest.mark.parametrize("notebook_of", ["otter", "ok"])
def test_a_question_sees_the_names_as_they_were_where_the_notebook_checked_it(
    proven: Callable[..., Proven], hand_in: Callable[..., AssignmentResult], tmp_path: Path, desk: Desk, notebook_of: str
) -> None:
    start = {
        "otter": "import otter\nimport math\ngrader = otter.Notebook('x.ipynb')\ncheck = grader.check",
        "ok": "from client.api.notebook import Notebook\nok = Notebook('x.ok')\nok.auth()\nimport math\ncheck = ok.grade",
    }[notebook_of]
    work = f"# %%\n{start}\n# %%\nx = 7\n# %%\n_ = check('q2')\n# %%\nx = 'another'\nassert math\nsquare = lambda v: v * v\n"
    (tmp_path / "tests").mkdir()
    (tmp_path / "tests" / "q2.py").write_text(OK, encoding="utf-8")
    (tmp_path / "source.py").write_text(SOURCE, encoding="utf-8")
    hw = prove(read_assignment(tmp_path), desk)
    result = hand_in(hw, work)
    assert _earned(result) == {"q2": 1.5}  # square was not there yet, and x was 7
    assert "NameError: name 'square' is not defined" in result.tasks[0].message


@pytest.mark.parametrize(
    ("text", "words"),
    [
        (OTTER.replace("'points': 4", "'points': 0.5"), "worth 1 points, and the whole 0.5"),
        (OTTER.replace("'points': 4", "'points': '4'"), "points must be a number"),
        (OTTER.replace("'points': 4", "'points': [1, 2]"), "points for 2 cases and has 4"),
        (OK.replace("'locked': False", "'locked': True"), "case 1 is locked"),
        (OK.replace("16\n", "5d41402abc\n         # locked\n"), "case 1 is locked"),
        (OK.replace("'scored': False", "'scored': True"), "'concept' is scored"),
        (OK.replace(">>> x = 100", "x = 100").replace(">>> math", "math").replace('>>> square("a")', "x"), "no line that begins"),
        ("test = {'name': 'q', 'points': 1, 'suites': []}\n", "no suite of the type doctest"),
        ("test = {'name': 'q', 'points': 1, 'suites': make()}\n", r"q\.py:1: the dictionary test must be written out"),
        ("test = {'name': 'q', 'suites': [{'cases': 5}]}\n", "no list of cases"),
        (FUNCTIONS.replace("points=2", "points=two"), r"q\.py:12: what test_case says must be written out"),
        (FUNCTIONS.replace("points = 5", "points = 1"), "worth 2 points, and the whole 1"),
    ],
)
def test_a_file_that_cannot_be_graded_is_named(tmp_path: Path, text: str, words: str) -> None:
    path = tmp_path / "q.py"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(InputError, match=words) as error:
        read_questions(path)
    assert str(path) in str(error.value)


def test_a_file_for_pytest_is_left_to_pytest(tmp_path: Path) -> None:
    path = tmp_path / "tests.py"
    for text in ("def test_x(kernel):\n    pass\n", "test = 5\n", "test = make()\n", "def broken(:\n"):
        path.write_text(text, encoding="utf-8")
        assert read_questions(path) == ()


def test_a_case_gets_the_file_without_the_other_cases(tmp_path: Path) -> None:
    path = tmp_path / "q.py"
    path.write_text(FUNCTIONS, encoding="utf-8")
    (question,) = read_questions(path)
    body: Any = question.cases[0].body[0]
    assert body.arguments == ("square",)
    assert "otter" not in body.text
    assert "test_all" not in body.text
    assert {node.name for node in ast.parse(body.text).body if isinstance(node, ast.FunctionDef)} == {"nine", "test_value"}


@given(st.none() | st.integers(0, 20), st.lists(st.none() | st.integers(0, 3), min_size=1, max_size=6))
def test_the_points_of_the_cases_add_up_to_the_questions(total: int | None, given_points: list[int | None]) -> None:
    known = sum(points for points in given_points if points is not None)
    listed = [None if points is None else Fraction(points) for points in given_points]
    if total is not None and known > total:
        with pytest.raises(ValueError, match="worth"):
            case_points(Fraction(total), listed)
        return
    found = case_points(None if total is None else Fraction(total), listed)
    assert all(mine == theirs for mine, theirs in zip(found, listed, strict=True) if theirs is not None)
    if None in listed:
        assert sum(found) == (total if total is not None else known or 1)


def test_an_assignment_with_neither_marks_nor_tests_is_refused(tmp_path: Path, write: Callable[..., Assignment]) -> None:
    with pytest.raises(InputError, match="no cell has nbgrader's metadata"):
        write("# %%\nx = 1\n")
    assert write("# %%\nx = 1\n", "def test_x(kernel):\n    assert kernel.value('x') == 1\n").tests
