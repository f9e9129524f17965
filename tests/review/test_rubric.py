"""A rubric is changed in the browser: first who would move, then for good."""

from __future__ import annotations

import re
from html import unescape
from pathlib import Path
from typing import Any

import pytest


@pytest.fixture
def text(marked: Path) -> str:
    return (marked / "own.yaml").read_text(encoding="utf-8")


def _previewed(visitor: Any, text: str) -> Any:
    page = visitor.get("/rubric")
    return visitor.post("/rubric/preview", text=text.replace("\n", "\r\n"), base=page.field("base"))


def test_the_preview_says_who_moves_and_writes_nothing(serve: Any, marked: Path, text: str, snapshot: Any) -> None:
    served = serve(marked)
    visitor = served.visitor()
    visitor.get("/")
    before = {name: one for name, one in snapshot(marked).items() if not name.startswith(".grader/grader.db-")}
    page = _previewed(visitor, text.replace("points: 15, check: notebook_runs", "points: 20, check: notebook_runs"))
    assert '<h2 id="moves">4 students would move' in page.text.replace("<bdi>", "").replace("</bdi>", "")
    assert "project.runs" in page.text
    after = {name: one for name, one in snapshot(marked).items() if not name.startswith(".grader/grader.db-")}
    assert after == before


def test_what_was_previewed_is_applied_and_the_one_before_is_kept(serve: Any, marked: Path, text: str) -> None:
    served = serve(marked)
    visitor = served.visitor()
    new = text.replace("points: 15, check: notebook_runs", "points: 20, check: notebook_runs")
    page = _previewed(visitor, new)
    form = {"base": page.field("base"), "previewed": page.field("previewed")}
    assert visitor.post("/rubric/apply", text=new + "# edited since\n", **form).status == 200  # another preview, nothing applied
    assert (marked / "own.yaml").read_text(encoding="utf-8") == text
    assert visitor.post("/rubric/apply", text=new.replace("\n", "\r\n"), **form).status == 303
    assert (marked / "own.yaml").read_text(encoding="utf-8") == new
    assert [one.read_text(encoding="utf-8") for one in (marked / ".grader" / "rubrics").iterdir()] == [text]
    now = served.desk.book.now()
    assert (now.trouble, now.marks["g01"][0].components[0].criteria[0].points) == ("", 20)


def test_a_rubric_that_somebody_else_has_changed_is_not_overwritten(serve: Any, marked: Path, text: str) -> None:
    served = serve(marked)
    visitor = served.visitor()
    new = text.replace("points: 15, check: notebook_runs", "points: 20, check: notebook_runs")
    page = _previewed(visitor, new)
    form = {"base": page.field("base"), "previewed": page.field("previewed")}
    (marked / "own.yaml").write_text(text + "# by Lin\n", encoding="utf-8")
    assert visitor.post("/rubric/apply", text=new, **form).status == 409
    assert (marked / "own.yaml").read_text(encoding="utf-8").endswith("# by Lin\n")


def test_a_wrong_rubric_is_refused_with_its_line_and_stays_in_the_field(serve: Any, marked: Path, text: str) -> None:
    wrong = text.replace("check: notebook_runs", "check: notebok_runs")
    page = _previewed(serve(marked).visitor(), wrong)
    assert page.status == 422
    assert re.search(r"line \d+: ", page.text)
    assert "notebook_runs" in page.text
    assert wrong in unescape(page.text)


def test_a_file_that_breaks_while_the_page_is_open_is_said_and_changes_nothing(serve: Any, marked: Path, text: str) -> None:
    served = serve(marked)
    visitor = served.visitor()
    before = served.desk.book.now().marks
    (marked / "own.yaml").write_text("course: [", encoding="utf-8")
    assert "A file of the course is wrong" in visitor.get("/").text
    assert served.desk.book.now().marks == before
    (marked / "own.yaml").write_text(text, encoding="utf-8")
    assert "A file of the course is wrong" not in visitor.get("/").text


def test_a_built_in_rubric_is_never_changed(serve: Any, measured: Path) -> None:
    served = serve(measured)
    visitor = served.visitor()
    shipped = served.desk.book.now().course.file.rubric_path
    text = shipped.read_text(encoding="utf-8")
    new = text.replace("points: 15", "points: 16", 1)
    page = _previewed(visitor, new)
    form = {"base": page.field("base"), "previewed": page.field("previewed")}
    assert visitor.post("/rubric/apply", text=new, **form).status == 303
    assert shipped.read_text(encoding="utf-8") == text
    assert "rubric: ./rubric.yaml\n" in (measured / "course.yaml").read_text(encoding="utf-8")
    assert served.desk.book.now().course.file.rubric_path == measured / "rubric.yaml"
