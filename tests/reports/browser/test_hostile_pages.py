"""Every way of writing script, link, style or frame that we know of, in every place a group can write to, in a real browser."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from grader.core.evidence import Artifact, CellRun, Choice, Contents, Execution, RunStatus, Submission
from grader.core.roster import Group, Roster, Student
from grader.core.slug import slug

pytestmark = pytest.mark.slow(seconds=60)


def _notebook(payloads: tuple[str, ...]) -> bytes:
    def cell(kind: str, source: str, *outputs: dict[str, Any]) -> dict[str, Any]:
        return {"cell_type": kind, "source": source, "outputs": list(outputs), "metadata": {}, "attachments": {"x": {}}}

    def data(**kinds: str) -> dict[str, Any]:
        return {"output_type": "display_data", "data": {k.replace("__", "+").replace("_", "/"): v for k, v in kinds.items()}}

    cells = []
    for text in payloads:
        error = {"output_type": "error", "ename": text, "evalue": text, "traceback": [text, f"\x1b[31m{text}\x1b[0m"]}
        table = data(text_html=f"<table><tr><td>{text}</td></tr></table>", text_plain=text)
        inside = data(text_html=f"<table {text}>{text}<tr {text}><td {text}>1", text_plain=text)
        picture = data(image_png=text, image_svg__xml=text, text_latex=text, application_javascript=text, text_markdown=text)
        stream = {"output_type": "stream", "name": text, "text": text}
        cells += [
            cell("markdown", text),
            cell("markdown", f"# {text}\n\n- {text}\n\n> {text}\n\n| a |\n|---|\n| {text} |\n"),
            cell("code", text, stream, table, inside, picture, error),
            cell(text, text),
        ]
    return json.dumps({"cells": cells, "metadata": {"title": payloads[0]}, "nbformat": 4}).encode()


def _notebooks(payloads: tuple[str, ...]) -> list[bytes]:
    """Return notebooks short enough for every cell of them to be shown."""
    return [_notebook(payloads[start : start + 12]) for start in range(0, len(payloads), 12)]


def _evidence(good: Any, text: str, payloads: tuple[str, ...]) -> Any:
    """Return evidence that says the payload wherever evidence holds words of a group."""
    model = replace(
        good.evaluations[0], model=text, message=text, layers=payloads, convention=text, convention_how=text, outputs=text,
        loading=payloads, tried=((text, 0.5),), sha256=text,
    )  # fmt: skip
    cells = tuple(CellRun(index, one, 0.1, one) for index, one in enumerate(payloads))
    run = Execution(
        RunStatus.CELL_ERROR, 3.0, 3.0, 1, 2, 2, text, 10, cells, (Artifact(text, text, 3, text, text),), text, payloads,
        payloads,
        payloads,
    )  # fmt: skip
    return replace(
        good,
        submission=Submission(text, text, text, text, text, 10, RunStatus.OK, text),
        artifacts=tuple(Artifact(one, one, 3, one, one) for one in payloads),
        choices=(Choice("notebook", text, text, payloads), Choice(text, text, text)),
        contents=Contents(text, text, text, text),
        execution=run,
        evaluations=(replace(good.evaluations[0], message=text, layers=payloads), model),
        outputs_changed=payloads,
    )


@pytest.fixture(scope="module")
def hostile(case: Any, written: Any, payloads: tuple[str, ...], tmp_path_factory: pytest.TempPathFactory) -> Path:
    good, mark = case.evidence["Group 1"], case.marks[0]
    groups, marks, evidence = [], [], {}
    for number, text in enumerate(payloads):
        name = f"{text} {number}"
        student = Student(f"{text}{number}", text, text, name)
        groups.append(Group(name, text, (student,)))
        project = replace(
            mark.components[0],
            reason=text,
            criteria=tuple(replace(c, reason=text, rule=text) for c in mark.components[0].criteria),
        )
        marks.append(replace(mark, student=student, components=(project, *mark.components[1:]), note=text))
        evidence[name] = _evidence(good, text, payloads)
    notebooks = dict(zip([group.id for group in groups], _notebooks(payloads), strict=False))
    folder = tmp_path_factory.mktemp("hostile")
    return Path(written(case, folder, Roster(tuple(groups)), tuple(marks), evidence, notebooks, yardsticks={payloads[0]: 0.5}))


def _chosen(folder: Path, step: int) -> list[Path]:
    """Return the index, the students, every notebook, and of each `step` groups the page of one, by turns that for staff."""
    notebooks = set(folder.glob("groups/*.notebook.html"))
    for_groups = sorted(set(folder.glob("groups/*.html")) - notebooks)
    for_staff = sorted(folder.glob("staff/*.html"))
    assert len(for_groups) == len(for_staff) > 90
    return [*sorted(folder.glob("*.html")), *sorted(notebooks), *for_groups[::step], *for_staff[step // 2 :: step]]


@pytest.mark.parametrize("bypass", [False, True], ids=["with the page's policy", "without it, by cleaning alone"])
def test_no_payload_runs_loads_or_leaves_its_box(hostile: Path, open_watched: Any, bypass: bool) -> None:
    watched = open_watched(bypass_csp=bypass)
    for path in _chosen(hostile, 20 if bypass else 2):
        page = watched.open(path)
        watched.provoke()
        moved = page.eval_on_selector_all(
            ".prose, .prose *", "all => all.filter(one => !['static', ''].includes(getComputedStyle(one).position)).length"
        )
        assert moved == 0, path
        assert watched.troubles == [], path


def test_every_cell_of_the_hostile_notebooks_was_on_a_page(hostile: Path, payloads: tuple[str, ...]) -> None:
    pages = [path.read_text(encoding="utf-8") for path in sorted(hostile.rglob("*.notebook.html"))]
    assert sum(page.count('<section class="cell') for page in pages) == 4 * len(payloads)
    assert not any("more cells are not shown" in page for page in pages)


def test_the_hostile_groups_are_named_as_they_name_themselves(
    hostile: Path, open_watched: Any, payloads: tuple[str, ...]
) -> None:
    page = open_watched().open(hostile / "groups" / f"{slug(f'{payloads[0]} 0')}.html")
    assert page.inner_text("h1") == f"{payloads[0]} 0"


@pytest.mark.parametrize(
    "text", ["<img src=x onerror=window.pwned=1>", "<img src=https://pwned.invalid/p.png>", "<iframe></iframe>"]
)
def test_the_watch_would_notice(open_watched: Any, tmp_path: Path, text: str) -> None:
    path = tmp_path / "bad.html"
    path.write_text(f"<!doctype html><p>{text}</p>", encoding="utf-8")
    watched = open_watched()
    watched.open(path)
    watched.provoke()
    assert watched.troubles
