"""The whole way, from repositories to gradebook, over the sample submissions: once through, and interrupted twice."""

from __future__ import annotations

import csv
import os
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psutil
import pytest

from grader.core.slug import slug
from grader.course import judge_course, open_course
from grader.graded import Graded
from grader.intake.compare_sample import compare_sample
from grader.intake.samples import Sample
from grader.sandbox.bubblewrap import find_bubblewrap

pytestmark = pytest.mark.slow(seconds=320)

SAMPLES = Path(__file__).parents[1] / "sample_submissions"
CASES = sorted(path.parent.name for path in SAMPLES.glob("*/expected.yaml"))
GOOD = ("good-dense-784", "logits", "raw-pixels", "stderr-warnings", "two-notebooks")


@dataclass(frozen=True)
class Whole:
    """The sample course after `grader grade-all`."""

    folder: Path
    samples: dict[str, Sample]
    ended: Any
    graded: Graded


@pytest.fixture(scope="module")
def whole(new_sample_course: Any, grader_process: Any, sandbox_options: tuple[str, ...]) -> Whole:
    folder, samples = new_sample_course()
    ended = grader_process("grade-all", "-C", folder, *sandbox_options)
    assert ended.status in {0, 1}, ended.err
    return Whole(folder, {sample.id: sample for sample in samples}, ended, judge_course(open_course(folder), write=False))


def test_a_machine_that_checks_changes_has_a_wall() -> None:
    if os.environ.get("CI"):
        assert find_bubblewrap(), "without bubblewrap these samples ran with no wall around them: install it"


@pytest.mark.parametrize("case", CASES)
def test_a_sample_earns_what_it_must(whole: Whole, case: str) -> None:
    marks = [mark for mark in whole.graded.marks if mark.student.group == case]
    assert len(marks) == 2
    assert [compare_sample(whole.samples[case], whole.graded.evidence.get(case), mark) for mark in marks] == [(), ()]


def test_no_sample_is_fully_graded_before_staff_has_marked_the_talk(whole: Whole, rows: Any) -> None:
    assert whole.ended.status == 1
    assert {row["state"] for row in rows(whole.folder).values()} == {"PENDING_MANUAL"}
    assert {row["total_percent"] + row["grade"] + row["project_points"] for row in rows(whole.folder).values()} == {""}
    assert all(row["exam_points"] for row in rows(whole.folder).values())


def test_the_summary_counts_and_names_every_group(whole: Whole) -> None:
    assert f"{len(CASES)} groups measured, 0 known before" in whole.ended.out
    assert f"0 of {2 * len(CASES)} students fully graded" in whole.ended.out
    assert all(re.search(rf"^{re.escape(case)}: ", whole.ended.err, re.MULTILINE) for case in CASES)


def test_every_group_has_its_report_and_the_index_links_to_it(whole: Whole) -> None:
    index = (whole.folder / "out" / "index.html").read_text(encoding="utf-8")
    for case in CASES:
        page = whole.folder / "out" / "groups" / f"{slug(case)}.html"
        assert page.with_suffix(".md").is_file()
        assert case in page.read_text(encoding="utf-8")
        assert (whole.folder / "out" / "staff" / page.name).is_file()
        assert f"staff/{page.name}" in index


def test_no_answer_is_in_what_the_sandbox_could_read(whole: Whole) -> None:
    """Of the course's folder only the training data is bound into the sandbox: nothing of the held-out set lies there."""
    found = [path.name for path in (whole.folder / ".grader" / "training").rglob("*") if path.is_file()]
    assert sorted(found) == sorted(
        ["mnist.npz", *(f"{part}-{kind}-ubyte" for part in ("t10k", "train") for kind in ("images-idx3", "labels-idx1"))]
    )


def test_judging_again_changes_no_byte(whole: Whole, grader_process: Any, snapshot: Callable[[Path], Any]) -> None:
    book = (whole.folder / "out" / "gradebook.csv").read_bytes()
    ended = grader_process("regrade", "-C", whole.folder)
    assert ended.status == 1
    assert "Nobody moves." in ended.out
    assert (whole.folder / "out" / "gradebook.csv").read_bytes() == book


def test_the_reference_models_stand_in_the_order_that_the_rubric_takes_for_granted(whole: Whole) -> None:
    known = whole.graded.yardsticks
    assert known.keys() == {"constant", "linear", "cnn"}
    assert 0.05 < known["constant"] < 0.15
    assert known["constant"] + 0.5 < known["linear"] < known["cnn"] < 0.995


# A course of the good ones alone, one of them served over http


def _keep(source: Path, target: Path, column: str, wanted: set[str], change: Callable[[dict[str, str]], None]) -> list[str]:
    """Copy the rows of a CSV file whose `column` is wanted; return their students."""
    with source.open(encoding="utf-8", newline="") as file:
        reader = csv.DictReader(file)
        kept = [row for row in reader if row[column] in wanted]
        for row in kept:
            change(row)
    with target.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, reader.fieldnames or ())
        writer.writeheader()
        writer.writerows(kept)
    return [row.get("student_id") or row["Student ID"] for row in kept]


@pytest.fixture(scope="module")
def good_ones(whole: Whole, tmp_path_factory: pytest.TempPathFactory, git_server: Callable[..., str]) -> Callable[[], Path]:
    """Return a function that makes a course of the good groups alone, not graded yet."""
    served = git_server(whole.folder / "repositories")

    def address(row: dict[str, str]) -> None:
        by_http = row["group"] == "logits"
        row["repository"] = f"{served}/logits/.git" if by_http else str(whole.folder / row["repository"])

    def make() -> Path:
        folder = tmp_path_factory.mktemp("good") / "course"
        # The reference models are built once for all these courses; that takes longer than all the rest.
        shutil.copytree(whole.folder / ".grader" / "reference_models", folder / ".grader" / "reference_models")
        for name in ("course.yaml", "heldout.npz"):
            shutil.copy(whole.folder / name, folder)
        students = _keep(whole.folder / "roster.csv", folder / "roster.csv", "group", set(GOOD), address)
        _keep(whole.folder / "exam.csv", folder / "exam.csv", "Student ID", set(students), lambda _row: None)
        return folder

    return make


@pytest.fixture(scope="module")
def undisturbed(good_ones: Callable[[], Path], grader_process: Any, sandbox_options: tuple[str, ...]) -> Path:
    folder = good_ones()
    ended = grader_process("grade-all", "-C", folder, *sandbox_options)
    assert ended.status == 1, ended.err
    return folder


def test_bad_neighbours_change_nothing_for_the_good(whole: Whole, undisturbed: Path, rows: Any) -> None:
    alone, among_bad = rows(undisturbed), rows(whole.folder)
    assert {row["group"] for row in alone.values()} == set(GOOD)
    assert alone == {student: among_bad[student] for student in alone}


def test_a_repository_over_http_is_graded_like_the_same_one_in_a_folder(whole: Whole, undisturbed: Path) -> None:
    graded = judge_course(open_course(undisturbed), write=False)
    over_http, local = graded.evidence["logits"].submission, whole.graded.evidence["logits"].submission
    assert over_http.repository.startswith("http://127.0.0.1:")
    assert local.repository == str(whole.folder / "repositories" / "logits")
    assert over_http.commit == local.commit


# Interrupted


@pytest.fixture(scope="module")
def temporary() -> Iterator[Path]:
    """Yield a folder for temporary files that a sandbox under another user can reach, so that what is left can be counted."""
    with tempfile.TemporaryDirectory(prefix="g-") as name:
        Path(name).chmod(0o711)
        yield Path(name)


def _end(folder: Path, number: int, how: signal.Signals, temporary: Path, options: tuple[str, ...]) -> tuple[int, float]:
    """Start grade-all and send it a signal once `number` groups have been measured; return its status and how long it took.

    Fails when a process that it started is still there ten seconds later.
    """
    command = [sys.executable, "-m", "grader", "grade-all", "-C", str(folder), "--slots", "1"]
    environment = os.environ | {"TMPDIR": str(temporary)}
    pipes = {"stderr": subprocess.PIPE, "stdout": subprocess.DEVNULL}
    process = subprocess.Popen([*command, *options], text=True, env=environment, **pipes)
    with process:
        assert process.stderr
        for line in process.stderr:
            number -= ": ok" in line
            if number == 0:
                break
        time.sleep(1)  # into the next group's notebook
        family = psutil.Process(process.pid).children(recursive=True)
        assert family, "nothing runs in the sandbox"
        started = time.monotonic()
        process.send_signal(how)
        process.stderr.read()
        status, seconds = process.wait(60), time.monotonic() - started
    _, alive = psutil.wait_procs(family, timeout=10)
    left = [one for one in alive if one.is_running() and one.status() != psutil.STATUS_ZOMBIE]
    assert left == []
    return status, seconds


@dataclass(frozen=True)
class Interrupted:
    """A course whose grading was interrupted from the keyboard after its first group."""

    folder: Path
    status: int
    seconds: float
    left: list[str]


@pytest.fixture(scope="module")
def interrupted(good_ones: Callable[[], Path], temporary: Path, sandbox_options: tuple[str, ...]) -> Interrupted:
    folder = good_ones()
    status, seconds = _end(folder, 1, signal.SIGINT, temporary, sandbox_options)
    return Interrupted(folder, status, seconds, [path.name for path in temporary.iterdir()])


def test_ctrl_c_ends_everything_at_once_and_leaves_nothing_behind(interrupted: Interrupted) -> None:
    assert interrupted.status == 130
    assert interrupted.seconds < 10
    assert interrupted.left == []


def test_a_run_that_was_interrupted_and_killed_goes_on_to_the_same_gradebook(
    interrupted: Interrupted, undisturbed: Path, grader_process: Any, temporary: Path, sandbox_options: tuple[str, ...]
) -> None:
    folder = interrupted.folder
    assert not (folder / "out").exists()
    assert _end(folder, 1, signal.SIGKILL, temporary, sandbox_options)[0] == -signal.SIGKILL
    ended = grader_process("grade-all", "-C", folder, *sandbox_options)
    assert ended.status == 1, ended.err
    measured, known = map(int, re.findall(r"(\d+) groups measured, (\d+) known before", ended.out)[0])
    assert (measured, known) == (len(GOOD) - 2, 2)
    assert (folder / "out" / "gradebook.csv").read_bytes() == (undisturbed / "out" / "gradebook.csv").read_bytes()
