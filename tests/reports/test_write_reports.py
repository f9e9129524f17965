from __future__ import annotations

import base64
import hashlib
import re
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from grader.core.errors import InputError
from grader.core.roster import Group, Roster
from grader.core.slug import slug
from grader.reports.write_reports import write_reports

ACTIVE = {
    "script",
    "iframe",
    "object",
    "embed",
    "form",
    "base",
    "link",
    "input",
    "button",
    "video",
    "audio",
    "foreignobject",
}
ALLOWED = {"script", "input", "button"}  # our own, on the pages that hold nothing of a notebook
LINK = r"#[a-z0-9-]+|(\.\./)?((groups|staff)/)?[a-z0-9.-]+\.html(#cell-\d+)?|data:image/(png|jpeg);base64,[A-Za-z0-9+/=]+"
LINKS = {"href", "src", "srcset", "xlink:href", "action", "data", "poster", "background"}


@pytest.fixture
def write(case: Any, tmp_path: Path) -> Any:
    def with_changes(folder: Path = tmp_path, **changes: Any) -> tuple[Path, ...]:
        given = {
            "course": case.course,
            "roster": case.roster,
            "marks": case.marks,
            "evidence": case.evidence,
            "yardsticks": case.yardsticks,
            "generated_at": "2027-01-09 09:30",
            "sandbox": "bubblewrap",
            "notebooks": case.notebooks,
        } | changes
        return write_reports(folder, **given)

    return with_changes


def test_each_group_has_its_files_and_nothing_else_lies_there(case: Any, write: Any, tmp_path: Path) -> None:
    written = set(write())
    assert written == {path for path in tmp_path.rglob("*") if path.is_file()}
    assert {tmp_path / "index.html", tmp_path / "students.html"} <= written
    for group in case.roster.groups:
        base = tmp_path / "groups" / slug(group.id)
        assert {Path(f"{base}.html"), Path(f"{base}.md"), tmp_path / "staff" / f"{slug(group.id)}.html"} <= written
        assert (Path(f"{base}.notebook.html") in written) == (group.id in case.notebooks)
    assert all(re.fullmatch(r"[a-z0-9.-]+", path.name) for path in written)


def test_nothing_on_any_page_is_active_but_the_tools_of_the_tables(write: Any, read_page: Any, tmp_path: Path) -> None:
    pages = [path for path in write() if path.suffix == ".html"]
    for path in pages:
        for tag, attributes in read_page(path.read_text(encoding="utf-8")).tags:
            assert tag not in (ACTIVE - ALLOWED if path.parent == tmp_path else ACTIVE), (path, tag)
            assert not [name for name in attributes if name.startswith("on") or name == "style"], (path, tag)
            for name in LINKS & set(attributes):
                assert re.fullmatch(LINK, attributes[name] or ""), (path, attributes)


def test_every_link_leads_to_a_file_that_was_written(write: Any, read_page: Any) -> None:
    pages = {path: read_page(path.read_text(encoding="utf-8")) for path in write() if path.suffix == ".html"}
    ids = {path: {attributes["id"] for _, attributes in page.tags if "id" in attributes} for path, page in pages.items()}
    for path, page in pages.items():
        for link in [attributes["href"] for tag, attributes in page.tags if tag == "a"]:
            name, _, anchor = link.partition("#")
            target = (path.parent / name).resolve() if name else path
            assert target in pages
            assert not anchor or anchor in ids[target] or anchor in {"cell-9", "cell-8"}  # the fixture's notebook is shorter


def test_a_page_needs_no_network(write: Any) -> None:
    for path in write():
        text = path.read_text(encoding="utf-8")
        assert not re.search(r"url\(|@import|(?:src|href)\s*=\s*[\"']?\s*(?:https?:)?//", text)


def _source(text: str) -> str:
    return f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'"


def test_the_policy_admits_our_style_sheet_and_script_and_nothing_more(write: Any, tmp_path: Path) -> None:
    for path in write():
        if path.suffix == ".html":
            text = path.read_text(encoding="utf-8")
            styles = re.findall(r"<style>(.*?)</style>", text, re.DOTALL)
            assert len(styles) == 1
            policy = re.findall(r'http-equiv="Content-Security-Policy" content="([^"]+)"', text)
            scripts = re.findall(r"<script>(.*?)</script>", text, re.DOTALL)
            admitted = f" script-src {' '.join(map(_source, scripts))};" if scripts else ""
            assert len(scripts) == 2 * (path.parent == tmp_path)
            style = f"style-src {_source(styles[0])}"
            assert policy == [f"default-src 'none'; img-src data:; {style};{admitted} base-uri 'none'; form-action 'none'"]


def test_nothing_hidden_or_reordering_reaches_a_file(write: Any) -> None:
    for path in write():
        assert not re.search(
            "[\x00-\x08\x0b-\x1f\x7f-\x9f\u200b-\u200f\u202a-\u202e\u2066-\u2069]", path.read_text(encoding="utf-8")
        )


def test_pages_have_what_assistive_software_needs(write: Any, read_page: Any) -> None:
    for path in write():
        if path.suffix != ".html":
            continue
        page = read_page(path.read_text(encoding="utf-8"))
        tags = [tag for tag, _ in page.tags]
        assert {"header", "main", "footer", "title", "h1"} <= set(tags)
        assert tags.count("h1") == 1
        assert ("html", {"lang": "en"}) in page.tags
        assert all("scope" in attributes for tag, attributes in page.tags if tag == "th")
        ids = [attributes["id"] for _, attributes in page.tags if "id" in attributes]
        assert len(ids) == len(set(ids))


def test_the_same_marks_make_the_same_bytes(write: Any, tmp_path: Path) -> None:
    first = {path.name: path.read_bytes() for path in write(tmp_path / "one")}
    second = {path.name: path.read_bytes() for path in write(tmp_path / "two")}
    assert first == second


def test_two_groups_that_would_share_a_file_are_refused_before_anything_is_written(write: Any, tmp_path: Path) -> None:
    roster = Roster((Group("Team A", "", ()), Group("team-a", "", ())))
    with pytest.raises(InputError, match="would share the report"):
        write(roster=roster)
    assert not list(tmp_path.iterdir())


def test_a_second_run_replaces_the_first(case: Any, write: Any, tmp_path: Path) -> None:
    write()
    write(course=replace(case.course, title="Another title"))
    assert "Another title" in (tmp_path / "index.html").read_text(encoding="utf-8")
