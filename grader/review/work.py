"""What a group handed in, as the parts of a page."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

from markupsafe import Markup

from grader.core.roster import Group
from grader.core.show import show
from grader.measure import EXECUTED, SOURCE
from grader.reports.group_values import group_values
from grader.reports.notebook_text import notebook_cells, text_of
from grader.reports.notebook_view import MOST_BYTES, notebook_view
from grader.review.blotted import blotted
from grader.review.desk import Desk
from grader.review.now import Now
from grader.review.page import review_environment

_MOST_CODE = 20_000


def work(desk: Desk, now: Now, group: Group, tab: str) -> Markup:
    """Return the report, the executed notebook or the code of a group as HTML; on a blind page without anybody's name."""
    values = _report(desk, now, group) if tab == "report" else _handed_in(desk, now, group, tab)
    html = review_environment(now.course.file.language).get_template(f"work.{tab}.html.j2").render(values)
    return Markup(blotted(html, group) if now.references.blind else html)  # noqa: S704 - a template's own, escaped there


def _report(desk: Desk, now: Now, group: Group) -> dict[str, Any]:
    notebook = _notebook(desk, now, group)
    values = group_values(
        now.course.rubric, group, now.marks.get(group.id, ()), now.graded.evidence.get(group.id),
        yardsticks=now.graded.yardsticks, notebook=notebook, code=now.course.file.language, staff=True,
        deadline=now.course.deadlines(now.graded.extensions).for_group(group),
    )  # fmt: skip
    values |= {"notebook_page": f"/g/{now.references.of_group(group)}/notebook"} if notebook else {}
    return _blinded(values) if now.references.blind else values


def _handed_in(desk: Desk, now: Now, group: Group, tab: str) -> dict[str, Any]:
    evidence, notebook = now.graded.evidence.get(group.id), _notebook(desk, now, group)
    told = evidence is not None and not now.references.blind
    return {
        "cells": notebook_view(notebook, code=now.course.file.language) if notebook and tab == "notebook" else "",
        "listed": code_cells(notebook) if notebook and tab == "source" else (),
        "texts": _texts(desk, now, group) if tab == "source" else (),
        "files": evidence.artifacts if evidence and told else (),
        "commit": evidence.submission.commit if evidence and told else "",
    }


def _texts(desk: Desk, now: Now, group: Group) -> tuple[tuple[str, str], ...]:
    """Return path and text of the commit's other files that are kept; on a blind page only what kind each is."""
    evidence = now.graded.evidence.get(group.id)
    commit = evidence.submission.commit if evidence else ""
    path = desk.book.store.artefact(commit, SOURCE) if commit else None
    read = json.loads(path.read_bytes()) if path else []
    blind = now.references.blind
    return tuple((f"*.{name.rpartition('.')[2]}" if blind else name, show(text, _MOST_CODE, lines=True)) for name, text in read)


def code_cells(notebook: bytes) -> tuple[tuple[int, str], ...]:
    """Return the code of a notebook, cell by cell with the cell's number from 1; nothing where it cannot be read."""
    cells = notebook_cells(notebook, MOST_BYTES) or []
    return tuple(
        (number, show(text_of(cell.get("source")), _MOST_CODE, lines=True))
        for number, cell in enumerate(cells, 1)
        if isinstance(cell, dict) and cell.get("cell_type") == "code"
    )


def _notebook(desk: Desk, now: Now, group: Group) -> bytes | None:
    evidence = now.graded.evidence.get(group.id)
    commit = evidence.submission.commit if evidence else ""
    path = desk.book.store.artefact(commit, EXECUTED) if commit else None
    return path.read_bytes() if path else None


def _blinded(values: dict[str, Any]) -> dict[str, Any]:
    """Return what a report is filled with, without where it came from, who committed, and the names of its files."""
    facts, measured = values["facts"], values["measured"]
    evidence = measured.evidence and replace(measured.evidence, artifacts=())
    hidden = replace(measured, submission=(), choices=(), contributions=(), documents=(), evidence=evidence)
    return {**values, "facts": replace(facts, individuals=()), "measured": hidden}
