"""A class with every kind of trouble in its names, and files as the platforms would have them downloaded."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path

import pytest

from grader.core.marks import total
from grader.core.roster import Group, Roster, Student
from grader.core.rubric import Component, Course, Criterion, Per, Source
from grader.core.scale import grade
from grader.core.scores import ComponentScore, CriterionScore, Mark, State, worst
from grader.intake.download import Download, read_download

COMMIT = "0123456789abcdef0123456789abcdef01234567"
NAMES = {
    "s1": "Ada Lovelace",
    "s2": 'O\'Brien, "Bob"',
    "007": '=HYPERLINK("http://example.org")',
    "s4": "林志玲",
    "s5": "שָׁלוֹם כהן",
    "s6": "two\nlines\tand a tab",
    "s7": "x" * 200,
    "s8": "Nobody yet",
}


@dataclass(frozen=True)
class Class:
    """A course with its marks; `text` makes a downloaded file of a text."""

    course: Course
    roster: Roster
    marks: tuple[Mark, ...]
    folder: Path

    @property
    def known(self) -> tuple[Course, Roster, Sequence[Mark]]:
        return self.course, self.roster, self.marks

    def download(self, text: str | bytes) -> Download:
        path = self.folder / "downloaded.csv"
        path.write_bytes(text.encode() if isinstance(text, str) else text)
        return read_download(path)


def _course() -> Course:
    criteria = (Criterion("runs", "Runs", Decimal(15), check="x"), Criterion("talk", "Talk", Decimal(45)))
    project = Component("project", "DL Project", Decimal(60), Source.REPOSITORY, Per.GROUP, criteria)
    return Course("Deep Learning", (project, Component("exam", "Exam", Decimal(40), Source.EXAM, Per.STUDENT)))


def _project(runs: str, talk: str | None, late: bool) -> ComponentScore:
    graded, pending = State.FULLY_GRADED, State.PENDING_MANUAL
    said = None if talk is None else Decimal(talk), "to be marked by staff" if talk is None else "set by Lin: clear"
    scores = (
        CriterionScore("runs", "Runs", Decimal(runs), Decimal(15), graded, "4 of 5 cells ran <b>", "80 % of 15 points"),
        CriterionScore("talk", "Talk", said[0], Decimal(45), graded if talk else pending, said[1]),
    )
    points = None if talk is None else (Decimal(runs) + Decimal(talk)) * (Decimal("0.9") if late else 1)
    why = "10 % off: 100 minutes after the deadline" if late else ""
    return ComponentScore("project", "DL Project", points, Decimal(60), Decimal(60), worst(s.state for s in scores), why, scores)


def _mark(student: Student, project: ComponentScore, exam: str | None) -> Mark:
    points = None if exam is None else Decimal(exam)
    state = State.PENDING_MANUAL if exam is None else State.FULLY_GRADED
    other = ComponentScore("exam", "Exam", points, Decimal(40), Decimal(40), state, "" if exam else "no exam result")
    percent = total((project, other))
    known = None if percent is None else grade(percent, _course().scale)
    note = "" if percent is not None else "talk not marked" if project.points is None else "exam: no exam result"
    return Mark(student, (project, other), percent, known, worst([project.state, state]), note, COMMIT)


@pytest.fixture
def a_class(tmp_path: Path) -> Class:
    who = {name: Student(name, NAMES[name], f"{name}@example.org", "g") for name in NAMES}
    made = [
        ("g01", "https://example.org/o/g01.git", ("s1", "s2"), _project("15", "36.5", late=False), ("33", "0")),
        ("=g02", "", ("007", "s4"), _project("12", "45", late=True), ("40", None)),
        ("第三組", "", ("s5", "s6", "s7"), _project("0", "0", late=False), ("12.345", "20", "27.5")),
        ("g04", "", ("s8",), _project("15", None, late=False), (None,)),
    ]  # fmt: skip
    groups, marks = [], []
    for group, repository, names, project, exams in made:
        members = tuple(Student(one.id, one.name, one.email, group) for one in (who[name] for name in names))
        groups.append(Group(group, repository, members))
        marks += [_mark(member, project, exam) for member, exam in zip(members, exams, strict=True)]
    return Class(_course(), Roster(tuple(groups)), tuple(marks), tmp_path)


@pytest.fixture
def golden(request: pytest.FixtureRequest) -> Callable[[str, bytes], None]:
    """Return a check that bytes are those of a committed file below `golden/`."""

    def check(name: str, data: bytes) -> None:
        path = Path(__file__).parent / "golden" / name
        assert path.is_file(), f"{path} is missing"
        assert data == path.read_bytes()

    return check
