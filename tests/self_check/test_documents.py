"""A group's own check tells what its report lacks, before the deadline and without TensorFlow."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Callable
from pathlib import Path
from types import ModuleType

import pytest

from grader.checks import CHECKS
from grader.core.checklist import Checklist, Verdict
from grader.core.limits import Limits
from grader.intake.dataset import training_data
from grader.intake.rubric import read_rubric
from grader.sandbox.fork_server import ForkServer
from grader.sandbox.server_process import ServerPlan
from grader.self_check import self_check

_RUBRIC = """\
course: C
components:
  report:
    weight: 100
    criteria:
      form:
        points: 10
        check: document
        with: {file: "report*.pdf", pages: {at_most: 6}, columns: 2, sections: [abstract, conclusion]}
      style: {points: 5, check: code_style, bands: {0: 0, 1: 5}}
      size: {points: 1, check: group_size, with: {at_most: 3}}
"""


@pytest.fixture
def check(tmp_path: Path) -> Callable[[dict[str, bytes]], Checklist]:
    """Return a function that commits files and checks them as a group would."""
    (tmp_path / "rubric.yaml").write_text(_RUBRIC)
    rubric = read_rubric(tmp_path / "rubric.yaml", checks={name: one.options for name, one in CHECKS.items()})

    def run(files: dict[str, bytes]) -> Checklist:
        folder = tmp_path / "ours"
        folder.mkdir()
        for name, body in files.items():
            (folder / name).write_bytes(body)
        git = ["git", "-C", str(folder), "-c", "user.name=Ana", "-c", "user.email=ana@example.org"]
        for command in (["init", "-q", "-b", "main"], ["add", "-A"], ["commit", "-q", "-m", "Our work"]):
            subprocess.run([*git, *command], check=True)
        digits = training_data("digits28", folder=Path(), keras_home=Path())
        bare = ForkServer(ServerPlan(walled=False), name="none")
        return self_check(folder, rubric, lambda: digits, lambda _data, _model: bare, Limits(seconds=60), quick=True)

    return run


def test_what_a_report_lacks_is_told_with_its_points(check: Callable[..., Checklist], made_pdf: ModuleType) -> None:
    code = {"cell_type": "code", "source": "x=1\ny = 2", "outputs": [], "metadata": {}}
    notebook = json.dumps({"nbformat": 4, "nbformat_minor": 5, "metadata": {}, "cells": [code]}).encode()
    files = {"report.pdf": made_pdf.report(pages=7, sections=made_pdf.SECTIONS[:-1]), "work.ipynb": notebook}
    items = {item.title.split(" (")[0]: item for item in check(files).items}
    form, style, size = items["Form"], items["Style"], items["Size"]
    assert form.verdict is Verdict.NEEDS_WORK
    assert form.title == "Form (5 of 10 points)"
    assert "7 pages, at most 6 asked; no section that is called conclusion" in form.text
    assert (style.verdict, style.title) == (Verdict.NEEDS_WORK, "Style (2.5 of 5 points)")
    assert size.verdict is Verdict.NOTE


def test_a_report_that_is_not_there_needs_work(check: Callable[..., Checklist]) -> None:
    (form,) = [item for item in check({"README.md": b"hello"}).items if item.title.startswith("Form")]
    assert (form.verdict, form.text) == (Verdict.NEEDS_WORK, "no file 'report*.pdf' is committed")
