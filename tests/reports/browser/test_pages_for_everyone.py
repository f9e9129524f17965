from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

pytestmark = pytest.mark.slow

PAGES = ("index.html", "students.html", "staff/group-1.html", "groups/group-1.html", "groups/group-1.notebook.html")


@pytest.mark.parametrize(("width", "scheme"), [(1280, "light"), (390, "dark")])
def test_axe_finds_nothing_wrong(site: Path, open_watched: Any, axe: str, width: int, scheme: str) -> None:
    watched = open_watched(viewport={"width": width, "height": 900}, color_scheme=scheme)
    for name in PAGES:
        page = watched.open(site / name)
        page.evaluate("document.querySelectorAll('details').forEach((one) => (one.open = true))")
        page.evaluate(axe)
        found = page.evaluate("axe.run()")["violations"]
        said = [(one["id"], one["impact"], [node["html"][:150] for node in one["nodes"][:3]]) for one in found]
        assert said == [], name


@pytest.mark.parametrize("width", [1280, 390])
def test_no_page_is_wider_than_the_screen_or_asks_for_anything(site: Path, open_watched: Any, width: int) -> None:
    watched = open_watched(viewport={"width": width, "height": 900})
    for path in sorted(site.rglob("*.html")):
        page = watched.open(path)
        assert page.evaluate("document.documentElement.scrollWidth") <= width, path
        assert page.eval_on_selector_all("img", "all => all.filter((one) => one.naturalWidth === 0).length") == 0, path
    assert watched.troubles == []


def test_the_table_is_sorted_and_filtered_by_keyboard(site: Path, open_watched: Any) -> None:
    page = open_watched().open(site / "index.html")
    first = "#group-table tbody tr:not([hidden]) th a"
    assert page.locator(first).first.inner_text() == "Group 1"
    head = page.locator("#group-table thead th").nth(2)
    head.locator("button").focus()
    page.keyboard.press("Enter")
    assert head.get_attribute("aria-sort") == "descending"
    assert page.locator(first).all_inner_texts()[:2] == ["Group 1", "Convolution & Sons"]
    page.keyboard.press("Enter")
    assert head.get_attribute("aria-sort") == "ascending"
    assert page.locator(first).first.inner_text().startswith("<script>")
    assert page.locator(first).last.inner_text() == "Late starters"  # unknown stays last, whichever way
    page.get_by_role("searchbox").focus()
    page.keyboard.type("müller")
    assert page.locator(first).all_inner_texts() == ["Convolution & Sons"]
    assert page.locator("#groups ~ .bar-tools output").inner_text() == "1 of 5 groups"
    page.get_by_role("searchbox").fill("")
    page.get_by_role("combobox").select_option("trouble")
    assert len(page.locator(first).all()) == 2


def test_a_reader_without_scripts_sees_everything(site: Path, open_watched: Any) -> None:
    watched = open_watched(java_script_enabled=False)
    for name, rows in (("index.html", 5), ("students.html", 12)):
        page = watched.open(site / name)
        assert page.locator("table.cards tbody tr").count() == rows
        assert all(row.is_visible() for row in page.locator("table.cards tbody tr").all())
        assert not page.locator(".bar-tools").is_visible()


def test_of_many_rows_some_are_drawn_and_all_are_printed(case: Any, written: Any, open_watched: Any, tmp_path: Path) -> None:
    from dataclasses import replace

    from grader.core.roster import Group, Roster

    students = [replace(case.marks[0].student, id=f"s{n}", name=f"Student {n}") for n in range(350)]
    marks = tuple(replace(case.marks[0], student=one) for one in students)
    roster = Roster((Group("Group 1", "", tuple(students)),))
    written(case, tmp_path, roster, marks, {}, {})
    page = open_watched().open(tmp_path / "students.html")
    visible = "all => all.filter((row) => row.offsetParent !== null || getComputedStyle(row).display !== 'none').length"
    assert page.eval_on_selector_all("tbody tr", visible) == 300
    page.emulate_media(media="print")
    assert page.eval_on_selector_all("tbody tr", visible) == 350
    assert not page.locator(".bar-tools").is_visible()
    page.emulate_media(media="screen")
    page.get_by_role("searchbox").fill("student 349")
    assert page.eval_on_selector_all("tbody tr", visible) == 1
    page.get_by_role("searchbox").fill("")
    page.get_by_role("button", name="Show all 350").click()
    assert page.eval_on_selector_all("tbody tr", visible) == 350


def test_pages_print(site: Path, open_watched: Any) -> None:
    watched = open_watched()
    for name in PAGES:
        assert watched.open(site / name).pdf(format="A4").startswith(b"%PDF")


def test_dark_and_light_follow_the_system(site: Path, open_watched: Any) -> None:
    grounds = set()
    for scheme in ("light", "dark"):
        page = open_watched(color_scheme=scheme).open(site / "index.html")
        grounds.add(page.evaluate("getComputedStyle(document.body).backgroundColor"))
    assert len(grounds) == 2
