from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from grader.core.evidence import (
    Artifact,
    CellRun,
    Choice,
    Contents,
    Evaluation,
    Evidence,
    Execution,
    Provenance,
    RunStatus,
    Submission,
    SureBin,
)
from grader.core.heldout import HeldOut
from grader.core.roster import Group, Roster, Student
from grader.core.rubric import Band, Component, Course, Criterion, Late, Level, Per, Source
from grader.core.scores import ComponentScore, CriterionScore, Mark, State, worst
from grader.core.standing import Placed, Standing
from grader.core.wilson import wilson
from grader.reports.digit_picture import digit_picture
from grader.reports.group_files import GroupFiles
from grader.reports.group_work import GroupWork

XSS = "<script>alert(1)</script><img src=x onerror=alert(1)>\"'><a href=javascript:alert(1)>x</a>"
RTL = "\u202egnp.exe\u202c \u05e7\u05d1\u05d5\u05e6\u05d4"
LONG = "L" * 200
YARDSTICKS = {"constant": 0.11, "linear": 0.921, "mlp": 0.9748, "cnn": 0.9871}


@dataclass(frozen=True)
class Case:
    course: Course
    roster: Roster
    marks: tuple[Mark, ...]
    evidence: Mapping[str, Evidence]
    notebooks: Mapping[str, bytes]
    yardsticks: Mapping[str, float]
    heldout: HeldOut


def _course() -> Course:
    points = Decimal
    criteria = (
        Criterion("runs", "Notebook runs", points(15), check="notebook_runs"),
        Criterion("contents", "What the notebook holds", points(10), check="contents"),
        Criterion(
            "accuracy",
            "Accuracy on digits nobody has published",
            points(40),
            check="accuracy",
            options={"model": "first_found"},
            bands=(Band("constant", points(0)), Band("linear", points(15)), Band("cnn", points(36)), Band(0.995, points(40))),
        ),
        Criterion("reproduces", "The notebook makes the model", points(10), check="reproduces"),
        Criterion(
            "presentation",
            "Presentation",
            points(25),
            levels=(Level(points(25), "Clear, on time, with a live demonstration"), Level(points(0), "Missed")),
        ),
    )
    project = Component("project", "Project", points(60), Source.REPOSITORY, Per.GROUP, criteria, late=Late(120, points(10)))
    exam = Component("exam", "Exam", points(40), Source.EXAM, Per.STUDENT)
    return Course("Deep Learning: Computing and Application", (project, exam))


def _confusion(per_class: int, wrong: Sequence[tuple[int, int, int]], invalid: int = 0) -> tuple[tuple[int, ...], ...]:
    rows = [[per_class if t == p else 0 for p in range(10)] for t in range(10)]
    for truth, answer, count in wrong:
        rows[truth][truth] -= count
        rows[truth][answer] += count
    rows[3][3] -= invalid
    return tuple(map(tuple, rows))


def _evaluation(model: str, wrong: Sequence[tuple[int, int, int]], invalid: int = 0, **more: Any) -> Evaluation:
    confusion = _confusion(200, wrong, invalid)
    correct = sum(row[i] for i, row in enumerate(confusion))
    return Evaluation(
        model=model,
        dataset=more.pop("dataset", "held-out"),
        status=RunStatus.OK,
        samples=2000,
        correct=correct,
        confusion=confusion,
        class_counts=(200,) * 10,
        interval=wilson(correct, 2000),
        parameters=61_706,
        layers=("Conv2D", "MaxPooling2D", "Conv2D", "MaxPooling2D", "Flatten", "Dense", "Dense"),
        convention="(n, 28, 28, 1), divided by 255",
        outputs="10 probabilities",
        sha256="9f" * 32,
        seconds=3.2,
        answers=_answers(confusion),
        reliability=(SureBin(100, 0.55, 0.5), SureBin(1900, 0.99, 0.985)),
        **more,
    )


def _evidence(group: str, number: int, **more: Any) -> Evidence:
    good = Execution(
        RunStatus.OK,
        184.2,
        341.0,
        9,
        9,
        cells=tuple(CellRun(index, "ok", 0.4 * index, "") for index in range(1, 10)),
        peak_bytes=1_240_000_000,
        artifacts=(Artifact("model.h5", "ab" * 32, 251_224, "model", "written"),),
    )
    filled = Evidence(
        submission=Submission(
            group, f"https://example.org/{number}.git", f"{number:02d}" * 20, "2027-01-08T21:14:03+08:00", minutes_late=0
        ),
        artifacts=(
            Artifact("digits.ipynb", "cd" * 32, 48_120, "notebook"),
            Artifact("model.h5", "9f" * 32, 251_224, "model"),
        ),
        choices=(
            Choice("notebook", "digits.ipynb", "the only notebook that trains on digits", ("try_my_drawing.ipynb",)),
            Choice("model", "model.h5", "the notebook saves it last"),
        ),
        contents=Contents("cell 6: model.fit", "cell 8: model.predict", "cell 4: Sequential", "cell 9: model.save"),
        execution=good,
        evaluations=(
            _evaluation("committed", [(4, 9, 6), (7, 2, 4), (5, 3, 3), (9, 4, 9), (8, 0, 2)]),
            _evaluation("written", [(4, 9, 8), (7, 1, 5), (9, 4, 7)]),
        ),
        provenance=Provenance(
            "0.1.0",
            "3.11.7",
            "TensorFlow 2.21.0, Keras 3.15",
            "CPU, 2 cores",
            "bubblewrap",
            "5c" * 32,
            "2027-01-09T02:10:44+08:00",
            "20 min, 4 GB memory, 2 GB disk, no network",
        ),
        same_predictions=0.991,
    )
    return replace(filled, **more)


def _heldout() -> HeldOut:
    """Return 2,000 pictures of noise, which no compression makes short, 200 of each class, in order."""
    images = np.random.default_rng(0).integers(0, 256, (2000, 28, 28)).astype(np.uint8)
    return HeldOut(images, np.repeat(np.arange(10), 200), "5c" * 32, "heldout.npz")


def _answers(confusion: Sequence[Sequence[int]]) -> str:
    """Return the answers to `_heldout` that make this confusion matrix."""
    rows = ("".join(str(digit) * count for digit, count in enumerate(row)).ljust(200, "-") for row in confusion)
    return "".join(rows)


def _failing() -> Execution:
    error = "ModuleNotFoundError: No module named 'win32gui'"
    cells = (
        CellRun(1, "ok", 4.8),
        CellRun(2, "ok", 0.9),
        CellRun(4, "ok", 12.4),
        CellRun(6, "error", 0.03, error),
        CellRun(7, "skipped", 0.0),
    )
    return Execution(RunStatus.CELL_ERROR, 18.6, 31.2, 4, 5, 6, error, 900_000_000, cells)


def _picture() -> str:
    return digit_picture(np.arange(28 * 28).astype(np.uint8).reshape(28, 28)).partition(",")[2]


def _notebook(failing: bool) -> bytes:
    def code(source: str, *outputs: dict[str, Any]) -> dict[str, Any]:
        return {"cell_type": "code", "source": source, "outputs": list(outputs), "metadata": {}, "execution_count": 1}

    def out(text: str, name: str = "stdout") -> dict[str, Any]:
        return {"output_type": "stream", "name": name, "text": text}

    trace = ["\x1b[31m-----\x1b[0m", "File <cell 6>, line 1", "\x1b[31mModuleNotFoundError\x1b[0m: No module named 'win32gui'"]
    cells = [
        {"cell_type": "markdown", "source": "# Digits\nWe train a small network.", "metadata": {}},
        code("import keras\nimport numpy as np"),
        code(
            "(x, y), (xt, yt) = keras.datasets.mnist.load_data()\nx.shape",
            {"output_type": "execute_result", "data": {"text/plain": "(60000, 28, 28)"}, "metadata": {}},
        ),
        {"cell_type": "markdown", "source": f"## Model\n{XSS}", "metadata": {}},
        code(
            "model.fit(x / 255, y, epochs=3)",
            out("Epoch 1/3\n 1/32 \x08\x08 2/32\r32/32 - loss: 0.21\n"),
            out("W0000 slow\n", "stderr"),
        ),
        code("plt.imshow(x[0])", {"output_type": "display_data", "data": {"image/png": _picture(), "text/plain": "<Figure>"}}),
        code(
            "import win32gui\nwin32gui.GetDC(0)" if failing else "model.save('model.h5')",
            *(
                [
                    {
                        "output_type": "error",
                        "ename": "ModuleNotFoundError",
                        "evalue": "No module named 'win32gui'",
                        "traceback": trace,
                    }
                ]
                * failing
            ),
        ),
        code("print('done')", *([] if failing else [out("done\n")])),
    ]
    return json.dumps({"cells": cells, "metadata": {}, "nbformat": 4, "nbformat_minor": 5}).encode()


def _project(scores: Sequence[tuple[str, State, str, str, float | None]], late: str = "") -> ComponentScore:
    criteria = []
    for criterion, (points, state, reason, rule, value) in zip(_course().components[0].criteria, scores, strict=True):
        interval = wilson(round(value * 2000), 2000) if value is not None and criterion.id == "accuracy" else None
        known = Decimal(points) if points else None
        criteria.append(
            CriterionScore(criterion.id, criterion.title, known, criterion.points, state, reason, rule, value, interval)
        )
    total = (
        None if any(one.points is None for one in criteria) else sum((one.points or Decimal(0) for one in criteria), Decimal(0))
    )
    if total is not None and late:
        total = total * Decimal("0.9")
    return ComponentScore(
        "project", "Project", total, Decimal(100), Decimal(60), worst(one.state for one in criteria), late, tuple(criteria)
    )


def _good(presentation: str, accuracy: str, value: float) -> list[tuple[str, State, str, str, float | None]]:
    graded, pending = State.FULLY_GRADED, State.PENDING_MANUAL
    low, high = wilson(round(value * 2000), 2000)
    reason = f"{value:.4f} on 2,000 held-out digits (95 % interval {low:.4f} to {high:.4f})"
    return [
        ("15", graded, "the notebook ran from top to bottom in 184 s", "1 of 15 points", 1.0),
        (
            "7",
            graded,
            "training in cell 6, prediction in cell 8, model in cell 9; no specification seen",
            "0.7 of 10 points",
            0.7,
        ),
        (accuracy, graded, reason, "15 points at linear (0.9210), 36 at cnn (0.9871), a straight line between", value),
        ("10", graded, "equivalent: 99.1 % of the predictions agree", "1 of 10 points", 1.0),
        (presentation, graded, "set by Lin: clear, on time, with a live demonstration", "", None)
        if presentation
        else ("", pending, "to be marked by staff", "", None),
    ]


def _failed(reason: str = "the notebook stopped with an error in cell 6") -> list[tuple[str, State, str, str, float | None]]:
    graded, machine = State.FULLY_GRADED, State.NOT_READY
    return [
        ("9", graded, reason, "3/5 of 15 points", 0.6),
        ("10", graded, "all four were seen", "1 of 10 points", 1.0),
        ("", machine, "this machine failed; nobody loses a point", "", None),
        ("", machine, "this machine failed; nobody loses a point", "", None),
        ("", State.PENDING_MANUAL, "to be marked by staff", "", None),
    ]


def _unmeasured() -> list[tuple[str, State, str, str, float | None]]:
    nothing = ("", State.NOT_READY, "not measured yet", "", None)
    return [nothing] * 4 + [("", State.PENDING_MANUAL, "to be marked by staff", "", None)]


def _mark(student: Student, project: ComponentScore, exam: str, note: str = "") -> Mark:
    known = Decimal(exam) if exam else None
    state = State.FULLY_GRADED if exam else State.PENDING_MANUAL
    exam_score = ComponentScore("exam", "Exam", known, Decimal(40), Decimal(40), state, "" if exam else "no exam result")
    points = None if project.points is None or known is None else project.points * Decimal("0.6") + known
    grade = None if points is None else str(int(points + Decimal("0.5")))
    return Mark(student, (project, exam_score), points, grade, worst([project.state, state]), note, "01" * 20)


def _standing(group: str) -> Standing:
    if group == "第三組":
        return Standing()
    rank, shared = (2, 1) if group == XSS else (1, 2)
    return Standing((Placed("first_found", rank, 2, shared, 0.9862),))


@pytest.fixture(scope="session")
def case() -> Case:
    late = "10 % off: 1,565 minutes late by the group's own commits"
    groups = {
        "Group 1": (["Chen Yi-Ting", "Wang Hao"], _project(_good("25", "33.1875", 0.9880))),
        "Convolution & Sons": (["Zoë Müller", "O'Brien, Pat", "陳 大文"], _project(_good("", "36.81", 0.9888))),
        "第三組": (["林 美玲", "Nguyễn Văn An"], _project(_failed())),
        XSS: ([XSS, RTL, LONG], _project(_good("18", "12.333333333333333333", 0.8120), late)),
        "Late starters": (["Ana Souza", "Björn Åkesson"], _project(_unmeasured())),
    }
    exams = iter(["36", "28", "33.5", "", "31", "22", "40", "17.25", "8", "29", "", "35"])
    roster, marks = [], []
    for number, (name, (people, project)) in enumerate(groups.items(), 1):
        members = tuple(Student(f"E1400{number}{i}", who, f"e1400{number}{i}@example.edu", name) for i, who in enumerate(people))
        roster.append(
            Group(
                name,
                f"https://teacher:token{number}@example.org/{number}.git" if number == 4 else f"https://example.org/{number}.git",
                members,
            )
        )
        note = XSS if number == 4 else "presentation not marked" if project.points is None else ""
        marks += [_mark(member, project, next(exams), note) for member in members]
    hostile = Execution(
        RunStatus.TIMEOUT, 1200.0, 2300.0, 3, 9, 5, XSS, 2_000_000_000, (CellRun(5, XSS, 1190.0, f"{XSS}\n{RTL}"),)
    )
    evidence = {
        "Group 1": _evidence("Group 1", 1),
        "Convolution & Sons": _evidence("Convolution & Sons", 2),
        "第三組": _evidence(
            "第三組",
            3,
            execution=_failing(),
            evaluations=(Evaluation("committed", "held-out", RunStatus.INTERNAL_ERROR, message="the GPU went away"),),
        ),
        XSS: _evidence(
            XSS,
            4,
            submission=Submission(XSS, XSS, "04" * 20, "2027-01-10T02:04:00+08:00", "2027-01-10T02:04:09+08:00", 1565),
            choices=(
                Choice("notebook", f"{XSS}/{RTL}.ipynb", "declared in submission.yaml", (LONG, XSS)),
                Choice("model", XSS, RTL),
            ),
            contents=Contents(f"cell 1: {XSS}"),
            execution=hostile,
            artifacts=(Artifact(XSS, "ef" * 32, 10, "model"),),
            evaluations=(
                replace(
                    _evaluation(
                        "committed", [(i, (i + 3) % 10, 30 + i) for i in range(10)], invalid=31, message=f"{XSS}\x1b[31m{RTL}"
                    ),
                    layers=("Conv2D", XSS),
                ),
            ),
        ),
    }
    evidence = {name: replace(one, standing=_standing(name)) for name, one in evidence.items()}
    notebooks = {"Group 1": _notebook(failing=False), "第三組": _notebook(failing=True), XSS: _notebook(failing=False)}
    return Case(_course(), Roster(tuple(roster)), tuple(marks), evidence, notebooks, YARDSTICKS, _heldout())


class Page(HTMLParser):
    """A page as a browser would take it apart: its tags, its text, and its tables."""

    def __init__(self, text: str) -> None:
        super().__init__(convert_charrefs=True)
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.tables: list[list[list[str]]] = []
        self.text = ""
        self._cell = self._silent = False
        self.feed(text)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        if tag == "table":
            self.tables.append([])
        elif tag == "tr":
            self.tables[-1].append([])
        elif tag in {"th", "td"}:
            self.tables[-1][-1].append("")
            self._cell = True
        self._silent = tag == "style" or (self._silent and tag != "body")

    def handle_endtag(self, tag: str) -> None:
        if tag in {"th", "td"}:
            self._cell = False
            self.tables[-1][-1][-1] = " ".join(self.tables[-1][-1][-1].split())
        if tag == "style":
            self._silent = False

    def handle_data(self, data: str) -> None:
        if not self._silent:
            self.text += data
        if self._cell:
            self.tables[-1][-1][-1] += data


@pytest.fixture(scope="session")
def read_page() -> type[Page]:
    return Page


@pytest.fixture
def group_file() -> Callable[..., str]:
    """Return a function that makes one of a group's files as they are written where none lies yet: by how its name ends."""

    def make(  # noqa: PLR0913 - every value the file states arrives by name
        ending: str, course: Course, group: Group, marks: Sequence[Mark], evidence: Evidence | None, *,
        generated_at: str = "now", yardsticks: Mapping[str, float] | None = None, notebook: bytes | None = None,
        code: str = "en", staff: bool = False, **work: Any,
    ) -> str:  # fmt: skip
        held = {} if notebook is None else {group.id: notebook}
        files = GroupFiles(course, yardsticks or {}, generated_at, code, held, "", Path(), {})
        folder = "staff/" if staff else "groups/"
        made = files.of(GroupWork(group, marks, marks, evidence, notebook=notebook is not None, **work))
        return next(one.data.decode() for one in made if one.name.startswith(folder) and one.name.endswith(ending))

    return make
