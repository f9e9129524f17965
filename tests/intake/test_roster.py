from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from grader.core.errors import InputError
from grader.core.roster import Group, Roster, Student
from grader.intake.roster import read_roster

_GOOD = """\
student_id,name,email,group,repository
001,Ann,ann@u.edu,G1,https://example.org/g1.git
002,"Lee, Bo",bo@u.edu,G2,git@example.org:g2.git
003,Cy,cy@u.edu,G1,
004,陳小美,di@u.edu,第三組,
"""


def _read(tmp_path: Path, text: str | bytes) -> Roster:
    path = tmp_path / "roster.csv"
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return read_roster(path)


def test_groups_come_in_the_order_of_their_first_member(tmp_path: Path) -> None:
    assert _read(tmp_path, _GOOD) == Roster(
        (
            Group(
                "G1",
                "https://example.org/g1.git",
                (Student("001", "Ann", "ann@u.edu", "G1"), Student("003", "Cy", "cy@u.edu", "G1")),
            ),
            Group("G2", "git@example.org:g2.git", (Student("002", "Lee, Bo", "bo@u.edu", "G2"),)),
            Group("第三組", "", (Student("004", "陳小美", "di@u.edu", "第三組"),)),
        ),
    )


def test_columns_in_another_order_are_understood_and_extra_ones_kept(tmp_path: Path) -> None:
    text = "Repository,year,group,e,email,name,Student ID\n,3,G1,,a@u,Ann,01\n,4,G1,x,b@u,Bo,02\n"
    roster = _read(tmp_path, text)
    assert roster.extra_columns == ("year", "e")
    assert [student.extra for student in roster.students()] == [(("year", "3"), ("e", "")), (("year", "4"), ("e", "x"))]
    assert [student.id for student in roster.students()] == ["01", "02"]


def test_aliases_are_further_names_and_no_extra_column(tmp_path: Path) -> None:
    text = "student_id,name,email,group,repository,Alias\n01,Ann,a@u,G,,O1; ann@home.org 1\n02,Bo,b@u,G,,\n"
    roster = _read(tmp_path, text)
    assert [student.aliases for student in roster.students()] == [("O1", "ann@home.org", "1"), ()]
    assert roster.extra_columns == ()


@pytest.mark.parametrize(("alias", "other"), [("02", ""), ("x", "X"), ("", "01")])
def test_an_alias_that_is_another_students_is_refused(tmp_path: Path, alias: str, other: str) -> None:
    text = f"student_id,name,email,group,repository,alias\n01,Ann,a@u,G,,{alias}\n02,Bo,b@u,G,,{other}\n"
    with pytest.raises(InputError, match=r"or an alias of it, on line [23]"):
        _read(tmp_path, text)


@pytest.mark.parametrize("form", ["mark", "ends", "blank"])
def test_what_excel_makes_of_it_is_the_same_roster(tmp_path: Path, form: str) -> None:
    raw = _GOOD.encode()
    forms = {"mark": b"\xef\xbb\xbf" + raw, "ends": raw.replace(b"\n", b"\r\n"), "blank": raw + b"\n,,,,\n"}
    assert _read(tmp_path, forms[form]) == _read(tmp_path, _GOOD)


def test_semicolons_are_understood(tmp_path: Path) -> None:
    text = 'student_id;name;email;group;repository\n1;"Lee, Bo";b@u;G1;\n'
    assert next(_read(tmp_path, text).students()).name == "Lee, Bo"


def test_a_local_repository_starts_at_the_rosters_folder(tmp_path: Path) -> None:
    roster = _read(tmp_path, "student_id,name,email,group,repository\n1,A,a@u,G1,repos/g1\n2,B,b@u,G2,/srv/git/g2\n")
    assert [group.repository for group in roster.groups] == [str(tmp_path / "repos/g1"), "/srv/git/g2"]


def test_a_local_repository_that_nobody_can_look_at_stops_no_course(tmp_path: Path, as_a_stranger: Any) -> None:
    (tmp_path / "loop").symlink_to("loop")
    (tmp_path / "locked.org").mkdir(mode=0o700)
    rows = "".join(f"{n},A{n},a{n}@u,G{n},{path}\n" for n, path in enumerate(("loop/x", "locked.org/x", "y" * 300)))
    text = f"student_id,name,email,group,repository\n{rows}"
    path = tmp_path / "roster.csv"
    path.write_text(text)
    with as_a_stranger():
        roster = read_roster(path)
    assert [group.repository for group in roster.groups] == [str(tmp_path / one) for one in ("loop/x", "locked.org/x", "y" * 300)]


def test_the_home_of_nobody_is_refused_with_its_line(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"roster.csv:2: the repository '~nobody-here/x'"):
        _read(tmp_path, "student_id,name,email,group,repository\n1,A,a@u,G1,~nobody-here/x\n")


@pytest.mark.parametrize(
    "address",
    [
        "ssh://git@example.org:22/g1",
        "https://example.org/a/b",
        "git@host:a/b.git",
        "http://127.0.0.1:8000/g1.git",
        "http://localhost/g1",
        "http://[::1]:8000/g1",
    ],
)
def test_addresses_that_git_fetches_are_kept_as_written(tmp_path: Path, address: str) -> None:
    roster = _read(tmp_path, f"student_id,name,email,group,repository\n1,A,a@u,G1,{address}\n")
    assert roster.groups[0].repository == address


@pytest.mark.parametrize(
    "address",
    [
        "--upload-pack=touch x",
        "-x",
        "ext::sh -c id",
        "ftp://example.org/x",
        "http://example.org/x",
        "http://127.0.0.1.example.org/x",
        "http://127.0.0.1@example.org/x",
        "git://example.org/x",
        "file:///srv/git/x",
        "https://",
        "https://-x/y",
        "ssh://-oProxyCommand=id/x",
        "git@-oProxyCommand=id:x",
        "example.org:x",
        "example.org/group/project",
        "https://example.org/a\x1b[31m",
        "https://example.org/\u202egpj",
        "https://ana:secret@example.org/x",
        "https://example.org:99999/x",
        "https://example.org/-x",
        "ssh://git@example.org/-x",
        "https://jos\u00e9@example.org/x",
        "git@example.org:a\u3000b",
        "/srv/git/a\u00a0b",
        "https://example.org//",
        "https://[::1/x",
        f"https://example.org/{'x' * 2000}",
        "x/" * 1500,
    ],
)
def test_addresses_that_git_could_take_for_something_else_are_refused(tmp_path: Path, address: str) -> None:
    with pytest.raises(InputError, match="the repository") as caught:
        _read(tmp_path, f"student_id,name,email,group,repository\n1,A,a@u,G1,{address}\n")
    assert caught.value.line == 2
    assert caught.value.hint
    assert "\x1b" not in str(caught.value)
    assert "secret" not in str(caught.value)


@pytest.mark.parametrize(
    ("old", "new", "line", "words"),
    [
        ("student_id,name", "studentid,name", 1, "no column 'student_id'\n  hint: rename the column 'studentid'"),
        (",repository\n", ",place\n", 1, "student_id,name,email,group,repository"),
        ("student_id,name,email", "student_id,name,name", 1, "two columns are called 'name'"),
        ("student_id,name,email", "student_id,name,,email", 2, "has no name in the header"),
        ("003,Cy", "001,Cy", 4, "listed twice, on lines 2 and 4"),
        ("003,Cy", ",Cy", 4, "student_id is empty"),
        ("bo@u.edu,G2", "bo@u.edu,", 3, "group is empty"),
        ("cy@u.edu,G1,", "cy@u.edu,G1,https://example.org/other", 4, "two repositories: https://example.org/g1.git on line 2"),
        ("bo@u.edu,G2", "bo@u.edu,g1", 3, "would share the file name 'g1'"),
        ("bo@u.edu,G2", "bo@u.edu,001", 2, "the student '001' is called like the group on line 3"),
        ("004,陳小美,di@u.edu,第三組", "G1,Dee,di@u.edu,G1", 5, "rename the group, for example to 'group-G1'"),
        ('"Lee, Bo"', "Lee, Bo", 3, "put a cell that contains a comma in quotes"),
        ('"Lee, Bo"', '"Lee, Bo', 3, "quotation marks"),
    ],
)
def test_what_is_wrong_is_refused_with_its_line(tmp_path: Path, old: str, new: str, line: int, words: str) -> None:
    assert _GOOD.count(old) == 1
    with pytest.raises(InputError) as caught:
        _read(tmp_path, _GOOD.replace(old, new))
    assert words in str(caught.value)
    assert caught.value.line == line


def test_another_encoding_is_refused_with_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"roster.csv:5: the file is not UTF-8[^$]*CSV UTF-8"):
        _read(tmp_path, _GOOD.encode("big5"))


@pytest.mark.parametrize("text", ["", "\n\n", "student_id,name,email,group,repository\n"])
def test_a_roster_without_students_is_refused(tmp_path: Path, text: str) -> None:
    with pytest.raises(InputError, match=r"empty|names no student"):
        _read(tmp_path, text)


def test_a_cell_over_several_lines_keeps_the_lines_right(tmp_path: Path) -> None:
    with pytest.raises(InputError) as caught:
        _read(tmp_path, 'student_id,name,email,group,repository\n1,"A\nB",a@u,G1,\n2,B,b@u,,\n')
    assert caught.value.line == 4


def test_who_works_alone_may_be_called_like_the_group(tmp_path: Path) -> None:
    assert [one.id for one in _read(tmp_path, _GOOD.replace("002,", "G2,")).students()] == ["001", "003", "G2", "004"]
