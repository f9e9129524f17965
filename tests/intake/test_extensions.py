from datetime import UTC, datetime
from pathlib import Path

import pytest

from grader.core.errors import InputError
from grader.core.extension import Extension
from grader.core.roster import Group, Roster, Student
from grader.intake.extensions import read_extensions

ROSTER = Roster((Group("g01", "", (Student("s1", "Ann", "", "g01"),)),))
COMPONENTS = ("project", "project.report")


def read(folder: Path, text: str) -> tuple[Extension, ...]:
    path = folder / "extensions.csv"
    path.write_text(text, encoding="utf-8")
    return read_extensions(path, ROSTER, COMPONENTS)


def test_a_row_gives_longer_by_a_time_or_until_one(tmp_path: Path) -> None:
    text = "who,until,by,component,reason,author\ng01,,2 d,project.report,ill,Prof. Wu\ns1,2027-01-10T12:00Z,,,exam clash,\n"
    assert read(tmp_path, text) == (
        Extension("g01", "project.report", None, 2880, "ill", "Prof. Wu"),
        Extension("s1", "", datetime(2027, 1, 10, 12, tzinfo=UTC), None, "exam clash", ""),
    )
    assert read(tmp_path, "who;by;reason\ng01;90 min;ill\n")[0].by_minutes == 90


@pytest.mark.parametrize(
    ("text", "line", "words"),
    [
        ("who,by\ng01,2 d\n", 1, "no column 'reason'"),
        ("who,by,reasn\ng01,2 d,ill\n", 1, "did you mean 'reason'?"),
        ("who,by,reason\ng01,2 d,\n", 2, "has no reason"),
        ("who,by,reason\ng02,2 d,ill\n", 2, "neither a group nor a student of the roster\n  hint: did you mean 'g01'?"),
        ("who,by,component,reason\ng01,2 d,project.reprot,ill\n", 2, "did you mean 'project.report'?"),
        ("who,by,reason\ng01,,ill\n", 2, "either until when or by how much"),
        ("who,by,until,reason\ng01,2 d,2027-01-10T12:00Z,ill\n", 2, "either until when or by how much"),
        ("who,until,reason\ng01,2027-01-10T12:00,ill\n", 2, "has no time zone"),
        ("who,until,reason\ng01,Sunday,ill\n", 2, "is not a date and time"),
        ("who,until,reason\ng01,9999-12-31T23:59Z,ill\n", 2, "outside the years 1970 to 9000"),
        ("who,by,reason\ng01,2 weeks,ill\n", 2, "a number with a unit"),
        ("who,by,reason\ng01,10 s,ill\n", 2, "no whole number of minutes"),
        ("who,by,reason\ng01,2 d,ill\n\ng01,3 d,worse\n", 4, "two extensions, on lines 2 and 4"),
    ],
)
def test_what_is_wrong_is_refused_with_its_line(tmp_path: Path, text: str, line: int, words: str) -> None:
    with pytest.raises(InputError) as caught:
        read(tmp_path, text)
    assert words in str(caught.value)
    assert caught.value.line == line
