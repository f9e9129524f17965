"""Requests to look again: read in once, answered in words that stay, nobody answering over another unseen."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from grader.core.errors import InputError
from grader.core.roster import Group, Roster, Student
from grader.intake.requests import read_requests

CSV = """\
Timestamp,Student ID,Which criterion,Why?,text
2027-01-20,s1,talk,x,"We spoke for ten minutes, <b>not</b> five"
2027-01-21,mei@example.org,,x,project.accuracy looks too low
2027-01-22,stranger,,x,hello
"""
TARGETS = ("project", "project.talk", "project.accuracy", "total")


@pytest.fixture
def roster() -> Roster:
    ann, mei = Student("s1", "Ann", "ann@example.org", "g01"), Student("s3", "陳小美", "mei@example.org", "第二組")
    return Roster((Group("g01", "https://github.com/example/alpha.git", (ann,)), Group("第二組", "git@host:two", (mei,))))


def _read(tmp_path: Path, text: str, roster: Roster) -> list[tuple[str, str, str]]:
    path = tmp_path / "requests"
    path.write_text(text, encoding="utf-8")
    return [(one.subject, one.target, one.text) for one in read_requests(path, roster, TARGETS)]


def test_a_table_says_who_what_and_why(tmp_path: Path, roster: Roster) -> None:
    assert _read(tmp_path, CSV, roster) == [
        ("s1", "project.talk", "We spoke for ten minutes, <b>not</b> five"),
        ("s3", "project.accuracy", "project.accuracy looks too low"),
        ("", "", "hello"),
    ]


def test_issues_are_found_by_repository_by_author_or_by_a_word_of_the_title(tmp_path: Path, roster: Roster) -> None:
    issues = [
        {"number": 1, "title": "Our talk", "body": "why?", "url": "https://github.com/example/alpha/issues/1"},
        {"number": 2, "title": "no", "author": {"login": "s3"}},
        {"iid": 3, "title": "Group g01: project.talk", "web_url": "https://gitlab.com/course/-/issues/3"},
        {"number": 4, "title": "nobody", "body": None, "author": None},
    ]
    assert _read(tmp_path, json.dumps(issues), roster) == [
        ("g01", "", "Our talk\n\nwhy?"),
        ("s3", "", "no"),
        ("g01", "project.talk", "Group g01: project.talk"),
        ("", "", "nobody"),
    ]


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("", "empty"),
        ("a,b\n1,2\n", "no column 'who'"),
        ("who,text\ns1,\n", "says nothing"),
        ("[{", "no JSON"),
        ('[{"number": 1}]', "has no title"),
        ("[" * 100_000, "no JSON"),
    ],
)
def test_what_is_neither_is_refused(tmp_path: Path, roster: Roster, text: str, why: str) -> None:
    with pytest.raises(InputError, match=why):
        _read(tmp_path, text, roster)


def test_they_are_read_in_once_answered_and_settled(serve: Any, marked: Path) -> None:
    served = serve(marked, "Wu", "Lin")
    wu, lin = served.visitor("Wu"), served.visitor("Lin")
    assert "<bdi>3</bdi> of <bdi>3</bdi> are new" in wu.post("/requests/import", text=CSV).text
    page = wu.post("/requests/import", text=CSV.replace("\n", "\r\n")).text
    assert "<bdi>0</bdi> of <bdi>3</bdi> are new" in page
    assert "&lt;b&gt;not&lt;/b&gt;" in page
    form = {"request": "1", "seen": "0", "state": "GRANTED"}
    assert wu.post("/requests/answer", **form, text=" ").status == 422
    assert wu.post("/requests/answer", **form, text="You are right.\nCorrected.").status == 303
    answer = lin.post("/requests/answer", **{**form, "state": "DECLINED"}, text="no")
    assert (answer.status, "You are right." in answer.text) == (409, True)
    assert "no</textarea>" in answer.text
    assert wu.post("/requests/answer", request="3", seen="0", state="LOOKING", text="who?", who=served.ref("s4")).status == 303
    found = {one.id: one for one in served.desk.requests.all()}
    assert (found[1].state, found[3].state, found[3].about, found[2].state) == ("GRANTED", "LOOKING", "s4", "OPEN")
    for wrong in ({"request": "99"}, {"state": "WON"}, {"seen": "x"}, {"request": "1; DROP TABLE requests"}):
        assert wu.post("/requests/answer", **{**form, **wrong}, text="x").status == 404
