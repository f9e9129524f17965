"""Marks from the browser: what is kept, what is asked first, and what the pages then say."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from grader.gradebook.store import Store


def _kept(course: Path) -> list[tuple[str, str, str, str, str]]:
    with Store.open(course) as store:
        return [(one.target, one.subject, str(one.points), one.reason, one.author) for one in store.adjustments()]


@pytest.fixture
def mark() -> Any:
    """Return a function that opens a criterion of somebody, chooses points, and says what came back."""

    def save(visitor: Any, served: Any, path: str, who: str, points: str, comment: str = "", **more: str) -> Any:
        ref = served.ref(who)
        page = visitor.get(f"/mark/one?criterion={path}&who={ref}")
        assert page.status == 200
        seen = more.pop("seen", page.field("seen"))
        return visitor.post("/mark", criterion=path, who=ref, seen=seen, points=points, comment=comment, **more)

    return save


def test_a_mark_keeps_who_and_why_and_moves_the_groups_points(serve: Any, marked: Path, mark: Any) -> None:
    served = serve(marked)
    visitor = served.visitor()
    before = served.desk.book.now()
    assert mark(visitor, served, "project.talk", "g01", "25").status == 303
    assert mark(visitor, served, "project.poster", "g01", "37,5", "well drawn").status == 303
    assert mark(visitor, served, "diary.pages", "s1", "7.5", "kept\nwell").status == 303
    assert _kept(marked) == [
        ("project.talk", "g01", "25", "Clear, with a demonstration", "Wu"),
        ("project.poster", "g01", "37.5", "well drawn", "Wu"),
        ("diary.pages", "s1", "7.5", "kept\nwell", "Wu"),
    ]
    now = served.desk.book.now()
    assert (before.marks["g01"][0].components[0].points, now.marks["g01"][0].components[0].points) == (None, 15 + 50 + 25 + 37.5)
    assert now.marks["g03"] == before.marks["g03"]
    assert "127.50" in visitor.get("/").text


@pytest.mark.parametrize(
    ("path", "points", "comment", "why"),
    [
        ("project.talk", "20", "x", "none of the levels"),
        ("project.poster", "51", "x", "worth 0 to 50"),
        ("project.poster", "-1", "x", "worth 0 to 50"),
        ("project.poster", "NaN", "x", "no number"),
        ("project.poster", "1e99999", "x", "no number of points"),
        ("project.poster", "", "x", "no points"),
        ("project.poster", "1e-999999999", "x", "no number of points"),
        ("project.poster", "37", " ", "needs a comment"),
    ],
)
def test_what_cannot_be_given_is_said_and_what_was_typed_stays(
    serve: Any, marked: Path, mark: Any, path: str, points: str, comment: str, why: str
) -> None:
    served = serve(marked)
    answer = mark(served.visitor(), served, path, "g01", points, comment)
    assert (answer.status, why in answer.text) == (422, True)
    assert f"{comment}</textarea>" in answer.text
    assert _kept(marked) == []


UNKNOWN = ({"criterion": "project.runs"}, {"criterion": "../x"}, {"who": "0"}, {"who": "../../etc"}, {"who": ""})


@pytest.mark.parametrize("form", UNKNOWN)
def test_what_is_not_in_the_rubric_or_the_roster_is_not_found(serve: Any, marked: Path, form: dict[str, str]) -> None:
    served = serve(marked)
    sent = {"criterion": "project.talk", "who": served.ref("g01"), "seen": "0", "points": "25", "comment": "", **form}
    assert served.visitor().post("/mark", **sent).status == 404
    assert _kept(marked) == []


def test_the_second_of_two_sees_the_firsts_mark_and_decides(serve: Any, marked: Path, mark: Any) -> None:
    served = serve(marked, "Wu", "Lin")
    wu, lin = served.visitor("Wu"), served.visitor("Lin")
    assert mark(wu, served, "project.talk", "g01", "25").status == 303
    answer = mark(lin, served, "project.talk", "g01", "15", "hard to hear", seen="0", then="next")
    assert answer.status == 409
    assert "Somebody else has marked this" in answer.text
    assert "hard to hear</textarea>" in answer.text
    assert len(_kept(marked)) == 1
    ref = served.ref("g01")
    again = lin.post("/mark", criterion="project.talk", who=ref, seen=answer.field("seen"), points="15", comment="hard to hear")
    assert again.status == 303
    assert [(points, author) for _, _, points, _, author in _kept(marked)] == [("25", "Wu"), ("15", "Lin")]


def test_where_two_mark_each_keeps_the_own_and_neither_is_a_conflict(serve: Any, marked: Path, mark: Any) -> None:
    served = serve(marked, "Wu", "Lin", "Ito")
    wu, lin, ito = (served.visitor(name) for name in ("Wu", "Lin", "Ito"))
    assert mark(wu, served, "report.text", "g01", "12", "thin", seen="own 0").status == 303
    page = lin.get(f"/mark/one?criterion=report.text&who={served.ref('g01')}")
    assert "1 of 2 people have marked it" in " ".join(page.text.replace("<bdi>", "").replace("</bdi>", "").split())
    assert "thin" not in page.text.partition('class="work"')[0]
    assert mark(lin, served, "report.text", "g01", "14", "fine", seen="own 0").status == 303
    now = served.desk.book.now()
    assert next(one for one in now.marks["g01"][0].components if one.id == "report").points == 13
    assert mark(ito, served, "report.text", "g01", "20", "mine", seen="own 0").status == 409  # it would settle both, unseen
    assert mark(wu, served, "report.text", "g01", "13", "again", seen="own 0").status == 409


def test_one_group_after_another_until_none_needs_it(serve: Any, marked: Path, mark: Any) -> None:
    served = serve(marked)
    visitor = served.visitor()
    at, seen = visitor.get("/mark/next?criterion=project.talk").location, []
    while at.startswith("/mark/one"):
        who = at.partition("who=")[2].partition("&")[0]
        seen.append(served.desk.book.now().references.groups[who].id)
        at = mark(visitor, served, "project.talk", seen[-1], "15", then="next").location
        at = visitor.get(at).location
    assert seen == ["g01", "第二組", "g03"]
    assert at.startswith("/mark?done=")
    assert "All marked" in visitor.get("/mark").text


def test_comments_given_before_are_offered_and_descriptions_are_not(serve: Any, marked: Path, mark: Any) -> None:
    served = serve(marked)
    visitor = served.visitor()
    mark(visitor, served, "project.talk", "g01", "15", 'too <b>"long"</b>')
    mark(visitor, served, "project.talk", "g03", "15")
    page = visitor.get(f"/g/{served.ref('第二組')}").text
    assert 'data-insert="too &lt;b&gt;&#34;long&#34;&lt;/b&gt;"' in page
    assert 'data-insert="Clear"' not in page


def test_what_is_set_elsewhere_is_seen_at_once(serve: Any, marked: Path, grader: Any) -> None:
    served = serve(marked)
    visitor = served.visitor()
    assert visitor.get("/").status == 200
    ended = grader("adjust", "project.talk", "g03", "25", "--reason", "heard it", "--author", "Lin", "-C", marked)
    assert ended.status == 0
    assert "heard it" in visitor.get(f"/g/{served.ref('g03')}").text
    assert not served.desk.book.now().unwritten


def test_the_code_of_the_commit_can_be_read(serve: Any, marked: Path) -> None:
    with Store.open(marked) as store:
        commit = store.all_latest()["g01"].submission.commit
        store.put_artefact(commit, "source.json", json.dumps([["src/net.py", "import <keras>\n"]]).encode())
    served = serve(marked)
    page = served.visitor().get(f"/g/{served.ref('g01')}/source").text
    assert "<bdi>src/net.py</bdi>" in page
    assert "import &lt;keras&gt;" in page


def test_a_blind_page_names_nobody(serve: Any, marked: Path, mark: Any) -> None:
    with Store.open(marked) as store:
        commit = store.all_latest()["g01"].submission.commit
        store.put_artefact(commit, "source.json", json.dumps([["Ann/g01.py", "# by ANN and Ben (s1)\n"]]).encode())
    served = serve(marked, blind=True)
    visitor = served.visitor()
    ref = served.ref("g01")
    mark(visitor, served, "diary.pages", "s1", "5", "ok")
    for path in (
        "/",
        "/mark",
        f"/g/{ref}",
        f"/g/{ref}/notebook",
        f"/g/{ref}/source",
        f"/mark/one?criterion=project.talk&who={ref}",
    ):
        text = visitor.get(path).text
        for name in ("g01", "g03", "第二組", "Ann", "Ben", "陳小美", "ann@example.org", "repositories"):
            assert name not in text, (path, name)
    assert {one.id for one in served.desk.book.now().references.order} == {"g01", "g03", "第二組"}
