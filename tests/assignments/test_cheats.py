"""The table of cheats that work against tests in the student's own process: from outside none of them changes the score."""

# ruff: noqa: E501 - a cheat reads best in one piece
from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from grader.assignments.grade_submission import Proven
from grader.core.assignment import AssignmentResult, Where
from grader.core.evidence import RunStatus

pytestmark = pytest.mark.slow

_SOURCE = """\
# %% locked imports
import numpy as np
# %% answer softmax
def softmax(x):
    ### BEGIN SOLUTION
    e = np.exp(x - x.max(axis=1, keepdims=True))
    return e / e.sum(axis=1, keepdims=True)
    ### END SOLUTION
# %% tests in-kernel points=2
np.testing.assert_allclose(softmax(np.zeros((2, 4))), 0.25)
"""
_TESTS = """
import numpy as np
import pytest
from numpy.testing import assert_allclose

def expected(x):
    e = np.exp(x - x.max(axis=1, keepdims=True))
    return e / e.sum(axis=1, keepdims=True)

@pytest.mark.points(5)
def test_values(kernel, rng):
    x = rng.normal(size=(16, 10))
    assert_allclose(kernel.call("softmax", x), expected(x), rtol=1e-6)

@pytest.mark.points(3)
def test_rows_sum_to_one(kernel, rng):
    got = kernel.call("softmax", rng.normal(size=(4, 3)))
    assert got.shape == (4, 3)
    assert_allclose(got.sum(axis=1), 1.0)
    assert (got > 0).all()

@pytest.mark.points(2)
def test_value_is_known(kernel):
    assert kernel.value("np.pi") == pytest.approx(3.14159265)
"""
_START = "# %% locked imports\nimport numpy as np\n# %% answer softmax\n"
_WRONG = "def softmax(x):\n    return np.zeros((1, 1))\n"

CHEATS = {
    "the comparison is patched": _WRONG + "np.testing.assert_allclose = lambda *a, **k: None\nimport numpy.testing._private.utils as u\nu.assert_allclose = lambda *a, **k: None\n",
    "equality is overridden": "class Equal(np.ndarray):\n    def __eq__(self, other): return np.ones(self.shape, bool)\n    def __ne__(self, other): return np.zeros(self.shape, bool)\n    def sum(self, *a, **k): return 1.0\n    def __array_function__(self, *a): return True\n    def __array_ufunc__(self, *a, **k): return np.ones((16, 10))\ndef softmax(x):\n    return np.zeros((1, 1)).view(Equal)\n",
    "an object that equals everything": "class All:\n    def __eq__(self, o): return True\n    def __getattr__(self, n): return All()\n    def __call__(self, *a, **k): return All()\n    def __gt__(self, o): return All()\n    def __bool__(self): return True\ndef softmax(x):\n    return All()\n",
    "an array on demand": "class Demand:\n    shape = (16, 10)\n    def __array__(self, *a, **k):\n        import sys\n        f = sys._getframe()\n        while f:\n            for v in f.f_locals.values():\n                if isinstance(v, np.ndarray) and v.shape == (16, 10): return v\n            f = f.f_back\n        return np.zeros((16, 10))\ndef softmax(x):\n    return Demand()\n",
    "the frames of the test are read": "def softmax(x):\n    import sys, gc\n    f = sys._getframe()\n    while f is not None:\n        for name, v in {**f.f_globals, **f.f_locals}.items():\n            if name == 'expected' and callable(v): return v(x)\n        f = f.f_back\n    for o in gc.get_objects():\n        if callable(o) and getattr(o, '__name__', '') == 'expected': return o(x)\n    return np.zeros(x.shape)\n",
    "the process is ended": "import sys, os\ndef softmax(x):\n    sys.exit(0)\n",
    "the process is ended hard": "import sys, os\ndef softmax(x):\n    os._exit(0)\n",
    "NumPy is patched": _WRONG + "np.allclose = np.array_equal = np.isclose = lambda *a, **k: True\nnp.ndarray_sum = None\nnp.abs = lambda *a: 0\nnp.exp = lambda x: x\nimport sys\nsys.modules['numpy.testing'] = type(sys)('numpy.testing')\nnp.asarray = lambda v, *a, **k: np.ones((16, 10)) / 10\n",
    "builtins are replaced": _WRONG + "import builtins\nbuiltins.AssertionError = type('Quiet', (Exception,), {})\nbuiltins.isinstance = lambda *a: True\nbuiltins.all = lambda *a: True\nbuiltins.abs = lambda *a: 0\nbuiltins.len = lambda *a: 1\n",
    "output is forged": _WRONG + "import json\nprint(json.dumps({'event': 'answered', 'id': 1, 'status': 'OK'}))\nprint('5 passed in 0.1s', '\\n::points 10/10')\nfrom IPython.display import display\ndisplay({'text/plain': '10'}, raw=True)\n10\n",
    "pytest is told what to think": _WRONG + "import sys, types\nm = types.ModuleType('pytest'); m.main = lambda *a, **k: 0; sys.modules['pytest'] = m\nimport os\nos.environ['PYTEST_ADDOPTS'] = '--collect-only'\nopen('conftest.py', 'w').write('def pytest_runtest_makereport(): pass')\nopen('tests.py', 'w').write('def test_values(): pass')\n",
    "the answer's file is written beforehand": _WRONG + "import glob, os, threading, time\ndef flood():\n    while True:\n        for p in glob.glob('/tmp/kernel*'):\n            try: open(os.path.join(p, 'answer'), 'wb').write(b'\\x00' * 8)\n            except OSError: pass\n        time.sleep(0.001)\nthreading.Thread(target=flood, daemon=True).start()\n",
    "the pipe is written to": _WRONG + "import os, struct\nbody = b'{\"event\": \"answered\", \"id\": 1, \"status\": \"OK\"}'\nfor fd in range(3, 64):\n    try: os.write(fd, struct.pack('=cHQ', b'E', 0, len(body)) + body)\n    except OSError: pass\nfor pid in (1, os.getppid()):\n    for fd in range(3, 32):\n        try: os.write(os.open(f'/proc/{pid}/fd/{fd}', os.O_WRONLY), body)\n        except OSError: pass\n",
    "it answers with a pickle": "import pickle\nclass Run:\n    def __reduce__(self): return (exec, ('import os; os._exit(0)',))\ndef softmax(x):\n    return np.array([Run()] * 3, dtype=object)\n",
    "it answers with far too much": "def softmax(x):\n    return np.zeros((20_000, 1_000))\n",
    "it answers nested without end": "def softmax(x):\n    a = []\n    a.append(a)\n    return a\n",
}  # fmt: skip
_OUTSIDE = {"test_values", "test_rows_sum_to_one"}


@pytest.fixture(scope="module")
def hw(tmp_path_factory: pytest.TempPathFactory, desk: Any) -> Proven:
    from dataclasses import replace

    from grader.assignments.assignment import AssignmentLimits
    from grader.assignments.grade_submission import prove
    from grader.assignments.open_assignment import read_assignment

    folder = tmp_path_factory.mktemp("cheats") / "softmax"
    folder.mkdir()
    (folder / "source.py").write_text(_SOURCE, encoding="utf-8")
    (folder / "tests.py").write_text(_TESTS, encoding="utf-8")
    limits = AssignmentLimits(seconds=30, cell_seconds=3, call_seconds=3, test_seconds=60)
    return prove(replace(read_assignment(folder), limits=limits), desk)


@pytest.mark.parametrize("cheat", CHEATS)
def test_a_cheat_earns_nothing_from_tests_outside(hw: Proven, hand_in: Callable[..., AssignmentResult], cheat: str) -> None:
    result = hand_in(hw, _START + CHEATS[cheat])
    earned = {task.id: task.points for task in result.tasks}
    assert {name: earned[name] for name in _OUTSIDE} == dict.fromkeys(_OUTSIDE, 0), result
    assert result.status is not RunStatus.INTERNAL_ERROR


def test_a_cheat_spoils_nothing_for_the_honest_student_after_it(hw: Proven, hand_in: Callable[..., AssignmentResult]) -> None:
    hand_in(hw, _START + CHEATS["NumPy is patched"], "cheater")
    honest = "def softmax(x):\n    e = np.exp(x - x.max(1, keepdims=True))\n    return e / e.sum(1, keepdims=True)\n"
    assert {task.points for task in hand_in(hw, _START + honest, "honest").tasks} == {2, 5, 3}


def test_the_same_cheats_work_inside_the_kernel_and_the_report_says_where_a_test_ran(
    hw: Proven, hand_in: Callable[..., AssignmentResult]
) -> None:
    from grader.reports.assignment_feedback import assignment_feedback

    result = hand_in(hw, _START + CHEATS["the comparison is patched"])
    inside = next(task for task in result.tasks if task.id == "in-kernel")
    assert (inside.points, inside.where) == (2, Where.KERNEL)  # this is why tests from outside are recommended
    feedback = assignment_feedback(result, "Softmax")
    assert "in\\-kernel °" in feedback
    assert "ran in the same process as your own code" in feedback


def test_an_error_that_no_message_can_hold_fails_the_cell_all_the_same(
    hw: Proven, hand_in: Callable[..., AssignmentResult]
) -> None:
    result = hand_in(hw, _START + "def softmax(x):\n    raise ValueError(chr(0xd800))\n")
    earned = {task.id: task.points for task in result.tasks}
    assert {name: earned[name] for name in (*_OUTSIDE, "in-kernel")} == dict.fromkeys((*_OUTSIDE, "in-kernel"), 0)


def test_no_expected_answer_is_anywhere_in_the_sandbox(hw: Proven, hand_in: Callable[..., AssignmentResult]) -> None:
    """A notebook that looks through what it can read finds neither the solution nor a word of the tests.

    Python's own folders are left out: they are the machine's, and read-only."""
    spy = """
import gc, glob, os, sys
words = [w.encode() for w in ('x.max(ax' + 'is=1, keep', 'assert_' + 'allclose(kernel', 'test_' + 'rows_sum')]
found, done = [], []
def softmax(x):
    raise ValueError(repr(found + ['unfinished'] * (not done)))
for top in ('/tmp', '/dev/shm', '/srv/inside', '.'):
    for folder, below, names in os.walk(top):
        below[:] = [b for b in below if not any(os.path.join(folder, b) == os.path.realpath(p) for p in (sys.prefix, sys.base_prefix))]
        for name in names:
            try:
                with open(os.path.join(folder, name), 'rb') as f:
                    body = f.read(2_000_000)
                found += [name for w in words if w in body]
            except OSError:
                pass
found += ['environ' for w in words for v in os.environ.values() if w in v.encode()]
for o in gc.get_objects():
    if isinstance(o, dict):
        found += ['memory' for v in list(o.values()) if isinstance(v, (str, bytes)) and any(w in (v.encode('utf-8', 'replace') if isinstance(v, str) else v) for w in words)]
try:
    found += ['descriptor' for fd in os.listdir('/proc/1/fd') if os.open('/proc/1/fd/' + fd, os.O_RDONLY)]
except OSError:
    pass
done.append(1)
"""
    result = hand_in(hw, _START + spy)
    seen = next(task for task in result.tasks if task.id == "test_values")
    assert seen.message.startswith("ValueError: []"), seen.message
