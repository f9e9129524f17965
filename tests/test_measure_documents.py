"""What is measured of a commit besides its model: documents and style, with nothing of TensorFlow loaded."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from types import ModuleType

import numpy as np
import pytest

from grader.checks import CHECKS
from grader.core.document_facts import DocumentStatus
from grader.core.evidence import Evidence, Submission
from grader.core.heldout import HeldOut
from grader.core.limits import Limits
from grader.core.training_data import TrainingData
from grader.intake.dataset import training_data
from grader.intake.git import fetch
from grader.measure import measure
from grader.measured_with import MeasuredWith
from grader.provenance import provenance
from grader.sandbox.bubblewrap import find_bubblewrap
from grader.sandbox.fork_server import ForkServer
from grader.sandbox.server_process import ServerPlan
from grader.steps.bench import Bench

Hand = Callable[..., Evidence]
NOTEBOOK = json.dumps(
    {
        "nbformat": 4,
        "nbformat_minor": 5,
        "metadata": {},
        "cells": [{"cell_type": "code", "source": "x=1", "outputs": [], "metadata": {}}],
    }
).encode()


@pytest.fixture(scope="module")
def bench() -> Iterator[Bench]:
    training: TrainingData = training_data("digits28", folder=Path(), keras_home=Path())
    heldout = HeldOut(training.x_test[:20], training.y_test[:20].astype(np.int64), "d" * 64, "held-out")
    limits = Limits(seconds=60)
    with ForkServer(ServerPlan(walled=find_bubblewrap() is not None), name="bare") as sandbox:
        where = provenance(sandbox.name, heldout.sha256, limits)
        yield Bench(
            sandbox, limits, heldout, training, where, lambda: datetime.now(UTC).isoformat(), document_patterns=("report*.pdf",)
        )


@pytest.fixture
def hand_in(bench: Bench, tmp_path: Path) -> Hand:
    """Return a function that commits files to a repository and looks at them without running the notebook."""

    def run(files: Mapping[str, bytes], *patterns: str) -> Evidence:
        folder = tmp_path / "repository"
        for name, body in files.items():
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            (folder / name).write_bytes(body)
        git = ["git", "-C", str(folder), "-c", "user.name=Ana Silva", "-c", "user.email=ana@example.org"]
        for command in (["init", "-q", "-b", "main"], ["add", "-A"], ["commit", "-q", "-m", "Our work"]):
            subprocess.run([*git, *command], check=True)
        (tmp_path / "clone").mkdir()
        fetched = fetch(str(folder), tmp_path / "clone", deadline=datetime(9999, 1, 1, tzinfo=UTC))
        submission = Submission("g01", str(folder), fetched.commit, fetched.committed_at)
        asked = replace(bench, document_patterns=patterns) if patterns else bench
        return measure(submission, fetched, asked, run_notebook=False).evidence

    return run


def test_the_report_that_the_rubric_names_is_read_and_judged(hand_in: Hand, made_pdf: ModuleType) -> None:
    report = made_pdf.report(pages=3, first_page="Ana Silva and others")
    found = hand_in({"docs/Report-1.pdf": report, "thesis.pdf": made_pdf.jpeg(), "work.ipynb": NOTEBOOK})
    assert [(one.path, one.status, one.pages) for one in found.documents.found] == [("docs/Report-1.pdf", DocumentStatus.OK, 3)]
    assert found.documents.found[0].author_hints == ("page 1 names 'Ana Silva', who committed to the repository",)
    options = {"file": "report*.pdf", "pages": {"at_most": 3}, "columns": 2, "last_page": "references", "blind": True}
    assert CHECKS["document"].find(found, options).value == 0.75


def test_a_picture_that_is_called_a_pdf_is_the_groups_fault_and_said_so(hand_in: Hand, made_pdf: ModuleType) -> None:
    found = hand_in({"report.pdf": made_pdf.jpeg(), "work.ipynb": NOTEBOOK})
    judged = CHECKS["document"].find(found, {"file": "report*.pdf", "pages": {"at_most": 6}})
    assert (judged.value, judged.earns_nothing) == (0, True)
    assert judged.reason == "report.pdf is no PDF but a JPEG picture, renamed"
    assert found.style is not None, "the rest goes on"


def test_several_documents_and_copies_are_read_as_far_as_three_a_pattern(hand_in: Hand, made_pdf: ModuleType) -> None:
    poster = made_pdf.poster()
    names = ["poster.pdf", "a/poster.pdf", "b/poster.pdf", "c/poster.pdf"]
    found = hand_in(dict.fromkeys(names, poster) | {"report.pdf": made_pdf.jpeg()}, "poster.pdf", "report.pdf").documents
    assert [one.path for one in found.found] == ["poster.pdf", "report.pdf", "a/poster.pdf", "b/poster.pdf"]
    assert [one.status for one in found.of("report.pdf")] == [DocumentStatus.NO_PDF]
    assert found.notes == ("4 files fit 'poster.pdf'; the first 3 were read",)


def test_a_file_of_half_a_gigabyte_is_not_opened(bench: Bench, hand_in: Hand) -> None:
    from grader.intake.git_archive import TreeFile
    from grader.steps.documents import documents

    huge = TreeFile("report.pdf", 500_000_000, "e" * 64)
    fetched = type("Fetched", (), {"files": (huge,), "authors": (), "tree": None})()
    (found,) = documents(fetched, bench).found
    assert found.status is DocumentStatus.TOO_LARGE
    assert found.message == "has 500 MB, and none of more than 64 MB is opened"


def test_the_notebooks_style_is_measured(hand_in: Hand) -> None:
    found = hand_in({"work.ipynb": NOTEBOOK})
    assert found.style is not None
    assert (found.style.lines, found.style.violations[0].code) == (1, "E225")
    assert found.output_pairs is None


def test_who_changed_the_code_of_notebooks_is_counted(hand_in: Hand) -> None:
    found = hand_in({"work.ipynb": NOTEBOOK, "model.py": b"a = 1\nb = 2\n"}).contributions
    assert found is not None
    assert [(one.author, one.commits, one.added, one.removed) for one in found.authors] == [("Ana Silva", 1, 3, 0)]
    assert found.notes == ()


def test_another_document_makes_another_piece_of_evidence(bench: Bench) -> None:
    def key(*patterns: str) -> str:
        where = bench.provenance
        using = MeasuredWith(
            bench.limits, where.dataset_sha256, bench.training.sha256, where, bench.policy, document_patterns=patterns
        )
        return using.key("g01", "c" * 40)

    assert len({key(), key("report*.pdf"), key("poster*.pdf"), key("poster*.pdf", "report*.pdf")}) == 4
