"""What a teacher's tests find in pytest: `kernel`, `reference`, `rng`, `credit`, and the marks `points`, `hidden`, `hint`."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Generator
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from grader.assignments.kernel import Kernel
from grader.assignments.question_item import QuestionFile
from grader.assignments.raised import Raised
from grader.assignments.read_questions import read_questions
from grader.assignments.reference import ReferenceFailed
from grader.assignments.unmet import Unmet
from grader.core.errors import InputError

_MARKS = (
    "points(n): what the test is worth; 1 where nothing is said. The cases of one test share them evenly",
    "hidden: students are not told what this test is",
    "hint(text): what students read when it fails",
)


class OutsidePlugin:
    """Runs a test file against one student's notebook and keeps what each test gave, as plain data."""

    def __init__(self, kernel: Kernel, reference: Kernel, seed: int) -> None:
        self._kernel, self._reference, self._seed = kernel, reference, seed
        self.tests: dict[str, dict[str, Any]] = {}
        self.broken: list[dict[str, Any]] = []
        self._credit: tuple[float, str] | None = None

    @pytest.fixture
    def kernel(self) -> Kernel:
        """Return the student's executed notebook."""
        return self._kernel

    @pytest.fixture
    def reference(self) -> Kernel:
        """Return the reference solution's notebook, which runs behind a wall of its own: what it answers is right."""
        return self._reference

    @pytest.fixture
    def rng(self, request: pytest.FixtureRequest) -> np.random.Generator:
        """Return random numbers of this student's and this test's own, the same each time; nobody else can foresee them."""
        test = int.from_bytes(hashlib.sha256(request.node.name.encode()).digest()[:8])
        return np.random.default_rng([self._seed, test])

    @pytest.fixture
    def credit(self) -> Callable[..., None]:
        """Return a function to give a share of the points: `credit(0.5, "the bias is missing")`; the test still passes."""

        def give(share: float, message: str = "") -> None:
            if not 0 <= share <= 1:
                raise ValueError(f"a share of the points lies from 0 to 1, not {share}")
            self._credit = float(share), message

        return give

    def pytest_configure(self, config: pytest.Config) -> None:
        """Make the marks known."""
        for mark in _MARKS:
            config.addinivalue_line("markers", mark)

    def pytest_collect_file(self, file_path: Path, parent: pytest.Collector) -> pytest.Collector | None:
        """Read the tests that a notebook carries in its metadata."""
        return self._questions(file_path, parent) if file_path.suffix == ".ipynb" else None

    def pytest_pycollect_makemodule(self, module_path: Path, parent: pytest.Collector) -> Any:
        """Read a test file of OK's or Otter's as such; every other is a file for pytest."""
        try:
            theirs = bool(read_questions(module_path))
        except InputError:
            theirs = True  # it is said where it is read again
        return self._questions(module_path, parent) if theirs else None

    def _questions(self, path: Path, parent: pytest.Collector) -> QuestionFile:
        file: QuestionFile = QuestionFile.from_parent(parent, path=path)
        file.kernel = self._kernel
        return file

    def pytest_collection_modifyitems(self, items: list[pytest.Item]) -> None:
        """Note every test and what it is worth."""
        for item in items:
            points, hint = item.get_closest_marker("points"), item.get_closest_marker("hint")
            lines = str(getattr(getattr(item, "obj", None), "__doc__", None) or "").strip().splitlines()
            self.tests[item.nodeid] = {
                "name": item.name,
                "group": item.nodeid.partition("[")[0],
                "title": lines[0].strip() if lines else str(getattr(item, "title", "")),
                "in_kernel": bool(getattr(item, "in_kernel", False)),
                "points": str(points.args[0]) if points and points.args else "1",
                "hidden": item.get_closest_marker("hidden") is not None,
                "hint": str(hint.args[0]) if hint and hint.args else "",
                "outcome": "not run",
                "detail": "",
                "raised": "",
                "share": None,
                "line": (item.location[1] or 0) + 1,
            }

    def pytest_collectreport(self, report: pytest.CollectReport) -> None:
        """Note what keeps the file from being read."""
        if report.failed:
            self.broken.append({"what": str(report.longrepr)[-3000:]})

    @pytest.hookimpl(hookwrapper=True)
    def pytest_runtest_makereport(self, item: pytest.Item, call: pytest.CallInfo[Any]) -> Generator[None, Any, None]:
        """Keep how a test ended."""
        report: pytest.TestReport = (yield).get_result()
        known = self.tests[item.nodeid]
        if call.when == "setup":
            self._credit = None
        error = call.excinfo.value if call.excinfo else None
        if isinstance(error, Raised):
            known["raised"] = str(error)
        if report.skipped:
            known["outcome"], known["detail"] = "skipped", str(error or "")[:2000]
        elif isinstance(error, Unmet):
            known |= {"outcome": "passed" if error.share else "failed", "share": error.share or None}
            known |= {"raised": error.public, "detail": str(error)[:3000]}
        elif report.failed:
            # The reference passed every test before: what breaks a test now is the student's answer, not the test.
            known["outcome"] = "failed" if call.when == "call" and not isinstance(error, ReferenceFailed) else "broken"
            known["detail"] = _said(report, error, str(item.path))
            if not isinstance(error, AssertionError | pytest.fail.Exception):
                known["raised"] = "the test could not work with what your code answered"
        elif call.when == "call" and known["outcome"] == "not run":
            known["outcome"] = "passed"
            if self._credit:
                known["share"], known["raised"] = self._credit
                known["detail"] = known["raised"]


def _said(report: pytest.TestReport, error: BaseException | None, file: str) -> str:
    """Return what staff read: the error, and the line of the test file that brought it."""
    line, trace = 0, error.__traceback__ if error else None
    while trace is not None:
        line = trace.tb_lineno if trace.tb_frame.f_code.co_filename == file else line
        trace = trace.tb_next
    crash = getattr(report.longrepr, "reprcrash", None)
    said = str(error) if isinstance(error, Raised) else crash.message if crash else str(report.longrepr)
    return f"{said} (line {line} of {file.rpartition('/')[2]})"[-3000:] if line else said[-3000:]
