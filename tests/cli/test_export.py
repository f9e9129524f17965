"""`grader export` and `grader import-gradebook`, as a teacher uses them before and after an upload."""

from __future__ import annotations

import csv
import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from grader.exports import EXPORTERS


@pytest.mark.parametrize("name", [name for name in EXPORTERS if name != "moodle-offline"])
def test_every_format_is_written_below_out_and_nothing_else_changes(
    measured: Path, grader: Any, snapshot: Any, name: str
) -> None:
    for group in ("g01", "第二組", "g03"):
        grader("adjust", "project.presentation", group, "25", "--reason", "clear", "-C", measured)
    before = snapshot(measured)
    ended = grader("export", name, "-C", measured)
    assert ended.status == 0, ended.err
    written = [Path(line) for line in ended.out.splitlines()]
    assert written
    assert all(path.is_file() and path.is_relative_to(measured / "out" / "exports") for path in written)
    after = snapshot(measured)
    assert {path: after[path] for path in before} == before


def test_what_was_exported_compares_as_equal_and_a_change_there_as_one(measured: Path, grader: Any, tmp_path: Path) -> None:
    file = tmp_path / "for-canvas.csv"
    assert grader("export", "canvas", "-o", file, "-C", measured).out == f"{file}\n"
    ended = grader("import-gradebook", file, "-C", measured)
    assert (ended.status, ended.out.splitlines()[-1]) == (0, "4 students compared: all the same.")
    text = file.read_text(encoding="utf-8")
    file.write_text(text.replace("32.00", "33.00").replace("s4,di@", "s9,do@"), encoding="utf-8")
    ended = grader("import-gradebook", file, "-C", measured)
    assert ended.status == 1
    lines = [" ".join(line.split()) for line in ended.out.splitlines()]
    assert lines[-4:] == [
        "s1 Ann Online multiple-choice exam 33.00 32.00",
        "only in the file: Di s9",
        "only in the roster: s4 Di",
        "3 students compared: 1 number differs; 1 only in the file, 1 only in the roster.",
    ]


def test_the_comparison_as_json(measured: Path, grader: Any, tmp_path: Path) -> None:
    file = tmp_path / "moodle.csv"
    file.write_text("ID number,Homework\ns1,31\ns2,28.00\ns3,-\nx,1\n", encoding="utf-8")
    ended = grader("import-gradebook", file, "--column", "Homework=exam", "--format", "json", "-C", measured)
    assert ended.status == 1
    found = json.loads(ended.out)
    assert found["platform"] == "moodle"
    assert found["differences"] == [
        {"student_id": "s1", "name": "Ann", "column": "Homework", "theirs": 31.0, "ours": 32.0},
        {"student_id": "s3", "name": "陳小美", "column": "Homework", "theirs": None, "ours": 40.0},
    ]
    assert (found["only_in_the_file"], found["only_in_the_roster"]) == (["x 1"], [{"student_id": "s4", "name": "Di"}])
    assert found["columns"] == [{"theirs": "Homework", "ours": "exam", "their_maximum": None, "our_maximum": 100.0}]


def test_who_has_no_grade_and_who_is_missing_there_is_said(measured: Path, grader: Any, tmp_path: Path) -> None:
    file = tmp_path / "from.csv"
    file.write_text(
        "Student,ID,SIS Login ID,Section,Exam (7)\n    Points Possible,,,,100\nA,1,s1,X,\nB,2,x,X,\n", encoding="utf-8"
    )
    ended = grader("export", "canvas", "--from", file, "-o", tmp_path / "to.csv", "-C", measured)
    assert ended.status == 0
    assert "4 students have no points in 'Group project' yet, and so no grade there: s1, s2, s3, s4" in ended.err
    assert "3 students have no row in from.csv, and so none here: s2, s3, s4" in ended.err
    assert "in from.csv but not in the roster: B 2 x" in ended.err
    assert "so they are new: Group project" in ended.err
    written = list(csv.reader((tmp_path / "to.csv").read_text(encoding="utf-8").splitlines()))
    assert written[2] == ["A", "1", "s1", "X", "", "32.00"]


def test_points_that_were_converted_are_said(measured: Path, grader: Any, tmp_path: Path) -> None:
    file = tmp_path / "from.csv"
    file.write_text("Student,ID,SIS Login ID,Section,Exam (7)\n    Points Possible,,,,40\nA,1,s1,X,\n", encoding="utf-8")
    command = ("export", "canvas", "--from", file, "--column", "exam", "-o", tmp_path / "to.csv", "-C", measured)
    refused = grader(*command)
    assert refused.status == 2
    assert "--scale" in refused.err
    ended = grader(*command, "--scale")
    assert (ended.status, "is converted from 100 points to 40" in ended.err) == (0, True)
    assert "A,1,s1,X,12.80" in (tmp_path / "to.csv").read_text(encoding="utf-8")


def test_a_group_without_a_file_is_named_with_its_reason(measured: Path, grader: Any) -> None:
    ended = grader("export", "gradescope", "-C", measured)
    assert (ended.status, ended.out) == (0, "")
    assert "no file for 第二組: presentation not marked" in ended.err


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("export", "canvass"), "did you mean 'canvas'"),
        (("export", "csv", "--column", "exam"), "mean nothing for csv"),
        (("export", "canvas", "--column", "exm"), "there is no column 'exm'"),
        (("export", "moodle-offline"), "only Moodle knows"),
        (("export", "moodle", "--from", "canvas.csv"), "was downloaded for canvas, not moodle"),
        (("export", "canvas", "--from", "nothing.csv"), "cannot be read"),
        (("import-gradebook", "nothing.csv"), "cannot be read"),
        (("import-gradebook", "canvas.csv", "--column", "Exam"), "does not say which is which"),
        (("import-gradebook", "broken.csv"), "broken.csv:3: the cell '#REF!' in column 'Exam (7)' is no number"),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, tuple) else None,
)
def test_what_is_wrong_is_exit_2_with_the_reason_and_nothing_is_written(
    measured: Path, grader: Any, snapshot: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, arguments: Any, said: str
) -> None:
    monkeypatch.chdir(tmp_path)
    head = "Student,ID,SIS Login ID,Section,Exam (7)\n    Points Possible,,,,100\n"
    Path("canvas.csv").write_text(f"{head}A,1,s1,X,32\n", encoding="utf-8")
    Path("broken.csv").write_text(f"{head}A,1,s1,X,#REF!\n", encoding="utf-8")
    before = snapshot(measured)
    ended = grader(*arguments, "-C", measured)
    assert (ended.status, ended.out) == (2, "")
    assert said in ended.err
    assert snapshot(measured) == before


def _install(folder: Path, body: str) -> None:
    info = folder / "extra-1.0.dist-info"
    info.mkdir()
    (info / "METADATA").write_text("Metadata-Version: 2.1\nName: extra\nVersion: 1.0\n")
    (info / "entry_points.txt").write_text("[grader.exporters]\nsis = extra_export:export\n")
    (folder / "extra_export.py").write_text(f"def export(course, roster, marks):\n    return {body}\n")


@pytest.mark.usefixtures("_forget_extra")
def test_an_exporter_of_another_package_writes_its_files(
    measured: Path, grader: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    _install(tmp_path, "{'a/x.txt': b'x', 'b/y.txt': b'y'}")
    monkeypatch.syspath_prepend(tmp_path)
    ended = grader("export", "sis", "-o", tmp_path / "to", "-C", measured)
    assert (ended.status, ended.err) == (0, "")
    assert sorted(path.read_text() for path in (tmp_path / "to").glob("*/*")) == ["x", "y"]


@pytest.mark.usefixtures("_forget_extra")
def test_no_exporter_writes_outside_its_folder(
    measured: Path, grader: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    _install(tmp_path, "{'a/x.txt': b'x', '../../y.txt': b'y'}")
    monkeypatch.syspath_prepend(tmp_path)
    ended = grader("export", "sis", "-o", tmp_path / "to", "-C", measured)
    assert ended.status == 3
    assert "leads out of" in ended.err
    assert not (tmp_path / "to").exists()


@pytest.fixture
def _forget_extra() -> Iterator[None]:
    sys.modules.pop("extra_export", None)
    yield
    sys.modules.pop("extra_export", None)


def test_a_result_of_an_earlier_export_is_named(measured: Path, grader: Any) -> None:
    for group in ("g01", "第二組", "g03"):
        grader("adjust", "project.presentation", group, "25", "--reason", "clear", "-C", measured)
    written = grader("export", "gradescope", "-C", measured).out.splitlines()
    assert len(written) == 3
    grader("adjust", "project.presentation", "s1", "5", "--reason", "was not there", "-C", measured)
    ended = grader("export", "gradescope", "-C", measured)
    assert len(ended.out.splitlines()) == 2
    assert "no file for g01: its members have different points" in ended.err
    assert f"{measured}/out/exports/gradescope/g01/results.json is of an earlier export" in ended.err
