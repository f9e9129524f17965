"""What people do with the page, in a real browser."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from grader.gradebook.store import Store

pytestmark = pytest.mark.slow


@pytest.fixture
def many(marked: Path) -> Path:
    """Return the course with thirty groups, of which nothing is measured."""
    rows = [f"s{n:02d},Student {n:02d},s{n:02d}@example.org,team {n:02d},repositories/t{n}" for n in range(30)]
    (marked / "roster.csv").write_text("\n".join(["student_id,name,email,group,repository", *rows, ""]), encoding="utf-8")
    (marked / "exam.csv").write_text("student_id,points\ns01,30\n", encoding="utf-8")
    return marked


def _kept(course: Path) -> list[tuple[str, str, Decimal, str, str]]:
    with Store.open(course) as store:
        return [(one.target, one.subject, one.points, one.reason, one.author) for one in store.adjustments()]


def test_thirty_groups_are_marked_with_thirty_keys(serve: Any, many: Path, come_in: Any) -> None:
    served = serve(many)
    page = come_in(served)
    page.keyboard.press("m")
    page.wait_for_url("**/mark")
    page.keyboard.press("1")  # the first criterion
    for number in range(30):
        page.wait_for_url("**/mark/one?**")
        page.get_by_role("heading", name=f"team {number:02d}").wait_for()
        page.keyboard.press("123"[number % 3])
        page.wait_for_function("name => !document.querySelector('h1')?.textContent.includes(name)", arg=f"team {number:02d}")
    page.wait_for_url("**/mark?done=**")
    found = _kept(many)
    assert [(subject, points) for _, subject, points, *_ in found] == [
        (f"team {n:02d}", Decimal((25, 15, 0)[n % 3])) for n in range(30)
    ]
    assert {target for target, *_ in found} == {"project.talk"}
    assert page.troubles == []


def test_free_points_are_typed_and_enter_brings_the_next(serve: Any, many: Path, come_in: Any) -> None:
    served = serve(many)
    page = come_in(served)
    page.goto(f"{served.home}/mark/next?criterion=diary.pages")
    for points in ("7", "8.5"):
        before = page.url
        page.wait_for_function("document.activeElement.tagName === 'INPUT' && document.activeElement.value === ''")
        page.keyboard.type(points)
        page.keyboard.press("Tab")
        page.keyboard.press("Tab")
        page.keyboard.type(f"{points} of ten")
        page.get_by_role("button", name="Save").click()
        page.wait_for_url(lambda url, was=before: url != was)
    assert [(who, str(points), why) for _, who, points, why, _ in _kept(many)] == [
        ("s00", "7", "7 of ten"),
        ("s01", "8.5", "8.5 of ten"),
    ]


def test_enter_in_the_field_for_other_points_gives_those(serve: Any, many: Path, come_in: Any) -> None:
    served = serve(many)
    page = come_in(served)
    page.goto(f"{served.home}/mark/next?criterion=project.poster")
    page.get_by_text("Other points").click()
    page.get_by_label("Comment").fill("in between")
    page.get_by_label("Points", exact=True).fill("33")
    page.keyboard.press("Enter")
    page.get_by_role("heading", name="team 01").wait_for()
    assert [(points, why) for _, _, points, why, _ in _kept(many)] == [(33, "in between")]


def test_a_comment_is_saved_when_it_changes_and_the_page_stays(serve: Any, many: Path, come_in: Any) -> None:
    served = serve(many)
    page = come_in(served)
    page.keyboard.press("j")
    page.keyboard.press("Enter")
    page.wait_for_url("**/g/*")
    panel = page.locator("section.mark").first
    panel.get_by_role("button", name="25").click()
    page.locator("section.mark button[aria-pressed=true]").wait_for()
    assert "25.00" in page.locator("#work td.number").nth(2).inner_text()  # the report says so at once
    panel.get_by_label("Comment").fill("spoke up")
    panel.get_by_label("Comment").blur()
    page.locator("section.mark .note", has_text="spoke up").wait_for()
    assert [(points, why) for _, _, points, why, _ in _kept(many)] == [(25, "Clear, with a demonstration"), (25, "spoke up")]
    page.keyboard.press("j")
    page.get_by_role("heading", name="team 01").wait_for()
    other = page.locator("section.mark").first
    other.get_by_role("button", name="15").click()
    page.locator("section.mark button[aria-pressed=true]").wait_for()
    page.locator("section.mark").first.get_by_role("button", name="spoke up").click()
    page.locator("section.mark .note", has_text="spoke up").wait_for()
    assert _kept(many)[-1][1:4] == ("team 01", 15, "spoke up")
    assert page.troubles == []


def test_a_mark_that_cannot_be_sent_is_said(serve: Any, many: Path, come_in: Any) -> None:
    served = serve(many)
    page = come_in(served)
    page.goto(f"{served.home}/g/{served.ref('team 00')}")
    page.context.set_offline(True)
    page.locator("section.mark").first.get_by_label("Comment").fill("typed")
    page.locator("section.mark").first.get_by_role("button", name="25").click()
    page.get_by_role("alert").get_by_text("the page does not answer").wait_for()
    page.context.set_offline(False)
    assert page.locator("section.mark").first.get_by_label("Comment").input_value() == "typed"
    page.locator("section.mark").first.get_by_role("button", name="25").click()
    page.locator("section.mark button[aria-pressed=true]").wait_for()
    assert [(points, why) for _, _, points, why, _ in _kept(many)] == [(25, "typed")]


@pytest.mark.parametrize("fast", [False, True])
def test_two_browsers_mark_the_same_and_the_second_decides(serve: Any, many: Path, come_in: Any, fast: bool) -> None:
    served = serve(many, "Wu", "Lin")
    wu, lin = come_in(served, "Wu"), come_in(served, "Lin")
    ref = served.ref("team 00")
    address = f"/mark/one?criterion=project.talk&who={ref}" if fast else f"/g/{ref}"
    for page in (wu, lin):
        page.goto(served.home + address)
    wu.locator("section.mark").first.get_by_role("button", name="25").click()
    wu.get_by_role("heading", name="team 01").wait_for() if fast else wu.locator("button[aria-pressed=true]").wait_for()
    lin.locator("section.mark").first.get_by_label("Comment").fill("too quiet")
    lin.locator("section.mark").first.get_by_role("button", name="15").click()
    alert = lin.get_by_role("alert")
    alert.wait_for()
    assert "Wu gave 25" in alert.inner_text()
    assert lin.locator("section.mark").first.get_by_label("Comment").input_value() == "too quiet"
    assert len(_kept(many)) == 1
    lin.locator("section.mark").first.get_by_role("button", name="15").click()
    lin.get_by_role("heading", name="team 01").wait_for() if fast else alert.wait_for(state="detached")
    assert [(points, author) for _, _, points, _, author in _kept(many)] == [(25, "Wu"), (15, "Lin")]
    assert (wu.troubles, lin.troubles) == ([], [])


def test_a_rubric_is_previewed_and_applied(serve: Any, marked: Path, come_in: Any) -> None:
    served = serve(marked)
    page = come_in(served)
    page.get_by_role("link", name="Rubric").click()
    box = page.get_by_label("Rubric, as YAML")
    new = box.input_value().replace("points: 15, check", "points: 20, check")
    box.fill(new)
    assert not page.get_by_role("button", name="Apply this rubric").count()
    page.get_by_role("button", name="Who would move?").click()
    page.get_by_role("heading", name="4 students would move").wait_for()
    page.get_by_role("button", name="Apply this rubric").click()
    page.wait_for_url(f"{served.home}/")
    assert (marked / "own.yaml").read_text(encoding="utf-8") == new
    assert page.troubles == []


def test_a_runs_log_appears_by_itself(serve: Any, marked: Path, come_in: Any) -> None:
    served = serve(marked)
    page = come_in(served)
    page.get_by_role("button", name="Write them").click()
    page.locator(".log", has_text="regrade: done, some groups need you").wait_for()
    page.get_by_role("button", name="Start").wait_for()
    assert page.troubles == []


def test_the_table_follows_a_run(serve: Any, marked: Path, come_in: Any) -> None:
    served = serve(marked)
    page = come_in(served)
    served.desk.runner.start("regrade", ["regrade"])
    page.goto(served.home)
    page.locator("#rows[data-live]").wait_for()
    page.locator("#rows a").nth(1).focus()
    served.visitor().post("/adjust", target="project", who=served.ref("g01"), seen="0", points="99", reason="x")
    page.locator("#rows", has_text="99.00").wait_for()
    assert page.evaluate("document.activeElement.textContent") == "第二組"
    assert page.troubles == []


@pytest.mark.parametrize(("width", "scheme"), [(1280, "light"), (390, "dark")])
def test_axe_finds_nothing_wrong_and_nothing_is_too_wide(
    serve: Any, marked: Path, come_in: Any, axe: str, width: int, scheme: str
) -> None:
    served = serve(marked)
    page = come_in(served, viewport={"width": width, "height": 900}, color_scheme=scheme, bypass_csp=True)
    ref = served.ref("g01")
    visitor = served.visitor()
    visitor.post("/requests/import", text="who,text\ns1,please look again\nnobody,hello\n")
    visitor.post("/adjust", target="project.talk", who=ref, seen="0", points="15", reason="heard it")
    paths = ["/", "/mark", "/requests", "/rubric", "/run", f"/g/{ref}", f"/g/{ref}/notebook", f"/g/{ref}/source"]
    paths += [f"/mark/one?criterion={name}&who={ref}" for name in ("project.talk", "report.text")]
    paths += [f"/history?target=project.talk&who={ref}"]
    wrong = {}
    for path in paths:
        page.goto(served.home + path)
        page.evaluate("document.querySelectorAll('details').forEach((one) => (one.open = true))")
        assert page.evaluate("document.documentElement.scrollWidth") <= width, path
        page.evaluate(axe)
        found = page.evaluate("axe.run()")["violations"]
        if found:
            wrong[path] = [(one["id"], one["impact"], [node["html"][:150] for node in one["nodes"][:3]]) for one in found]
    assert wrong == {}
