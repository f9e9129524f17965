from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from grader.core.exam import Exam
from grader.core.roster import Group, Roster, Student
from grader.intake.exam.read_exam import read_exam
from grader.intake.exam.rules import ExamRules

KEY = """\
defaults: {points: 2}
ignore: [Name]
questions:
  q1: {title: "Which layer?", options: [Dense, "Flatten, of course", Conv2D], answer: "Flatten, of course"}
  q2: {title: "Tick all", kind: checkboxes, options: [A, "B, or so", C], answer: [A, "B, or so"], rule: per_option}
  q3: {title: "How much?", kind: number, answer: 0.25, tolerance: 0.01}
  q4: {title: "Name it", kind: text, answer: [softmax, "soft max"], points: 4}
"""


@pytest.fixture
def roster() -> Roster:
    students = (
        Student("s001", "Ann", "ann@u.edu", "G1", (), ("S0O1", "ann@home.org")),
        Student("s002", "Bo", "bo@u.edu", "G1"),
        Student("s003", "Cy", "cy@u.edu", "G1"),
        Student("004", "陳小美", "mei@u.edu", "G1"),
    )
    return Roster((Group("G1", "", students),))


@pytest.fixture
def exam(tmp_path: Path, roster: Roster) -> Callable[..., Exam]:
    """Return a function that reads an export's text (or bytes, or texts by variant) by rules, with a key's text if given."""

    def read(content: str | bytes | dict[str, str], *, key: str = "", name: str = "exam.csv", **rules: Any) -> Exam:
        files = {}
        for variant, text in (content if isinstance(content, dict) else {"": content}).items():
            path = tmp_path / f"{variant}{name}"
            path.write_bytes(text.encode() if isinstance(text, str) else text)
            files[variant] = path
        if key:
            (tmp_path / "exam-key.yaml").write_text(key, encoding="utf-8")
            rules["key"] = tmp_path / "exam-key.yaml"
        rekeys = rules.pop("rekeys", ())
        return read_exam(ExamRules(files, **rules), roster, rekeys)

    return read


@pytest.fixture
def key_text() -> str:
    return KEY
