from __future__ import annotations

from datetime import datetime, timedelta, timezone
from pathlib import Path

import pytest

from grader.core.errors import InputError
from grader.core.limits import Limits
from grader.core.policy import Policy
from grader.intake.course_file import CourseFile, read_course_file
from grader.intake.exam.rules import DateOrder, ExamRules, Take
from grader.intake.git_limits import GitLimits

_GOOD = """\
course: "Deep Learning, autumn 2026"
rubric: ncku-deep-learning
deadline: 2027-01-08T23:59+08:00
roster: roster.csv
exam: exam.csv
heldout: heldout.npz
training_data: mnist
limits: {time: 20 min, memory: 4 GB, gpu: if available}
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for name in (
        "course/roster.csv",
        "course/exam.csv",
        "course/heldout.npz",
        "course/own.yaml",
        "rubrics/ncku-deep-learning.yaml",
    ):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).touch()
    return tmp_path


def _read(folder: Path, text: str) -> CourseFile:
    path = folder / "course" / "course.yaml"
    path.write_text(text)
    return read_course_file(path, rubrics=folder / "rubrics")


def test_the_course_file_is_read_with_paths_from_its_folder(folder: Path) -> None:
    course = _read(folder, _GOOD)
    assert course.title == "Deep Learning, autumn 2026"
    assert course.rubric_path == folder / "rubrics" / "ncku-deep-learning.yaml"
    assert course.deadline == datetime(2027, 1, 8, 23, 59, tzinfo=timezone(timedelta(hours=8)))
    assert course.exam is not None
    assert (course.roster, course.exam.files[""], course.heldout) == tuple(
        folder / "course" / name for name in ("roster.csv", "exam.csv", "heldout.npz")
    )
    assert course.training_data == "mnist"
    assert course.limits == Limits(seconds=1200, memory_bytes=4 * 1000**3)
    assert course.git == GitLimits()


def test_a_rubric_may_be_a_path(folder: Path) -> None:
    assert _read(folder, _GOOD.replace("ncku-deep-learning", "own.yaml")).rubric_path == folder / "course" / "own.yaml"


@pytest.mark.parametrize("line", ["", "exam:\n"])
def test_the_exam_may_be_missing_until_there_is_one(folder: Path, line: str) -> None:
    assert _read(folder, _GOOD.replace("exam: exam.csv\n", line)).exam is None


def test_an_exam_may_say_how_it_is_read(folder: Path) -> None:
    text = """exam:
  file: {A: exam.csv, B: own.yaml}
  key: own.yaml
  identity: Matrikel
  take: best
  closes: 2027-01-09T12:00+08:00
  late: count
  dates: D/M/Y
  sheet: Answers
  skip: [Staff@u.edu, 0007]
"""
    course = folder / "course"
    assert _read(folder, _GOOD.replace("exam: exam.csv\n", text)).exam == ExamRules(
        {"A": course / "exam.csv", "B": course / "own.yaml"}, key=course / "own.yaml", sheet="Answers", identity="Matrikel",
        take=Take.BEST, closes=datetime(2027, 1, 9, 12, tzinfo=timezone(timedelta(hours=8))), late=True,
        dates=DateOrder.DAY_FIRST, skip=frozenset({"staff@u.edu", "0007"}),
    )  # fmt: skip


@pytest.mark.parametrize("written", ["2027-01-08 23:59 +08:00", "2027-01-08T15:59:00Z", "'2027-01-08T23:59:00+08:00'"])
def test_a_deadline_may_be_written_with_blanks_seconds_or_quotes(folder: Path, written: str) -> None:
    deadline = _read(folder, _GOOD.replace("2027-01-08T23:59+08:00", written)).deadline
    assert deadline == datetime(2027, 1, 8, 23, 59, tzinfo=timezone(timedelta(hours=8)))


def test_training_data_may_be_a_file(folder: Path) -> None:
    (folder / "course" / "own.npz").touch()
    assert _read(folder, _GOOD.replace("mnist\n", "own.npz\n")).training_data == str(folder / "course" / "own.npz")


def test_all_limits_are_read(folder: Path) -> None:
    limits = "limits: {cell_time: 90 s, disk: 1 GiB, output: 500 kB, processes: 64, open_files: 99, gpu: never}"
    git = "git: {time: 5 min, memory: 1 GB, history: 1 GB, commits: 10, files: 20, file: 1 MB, total: 2 MB}"
    course = _read(folder, _GOOD.replace("limits: {time: 20 min, memory: 4 GB, gpu: if available}", f"{limits}\n{git}"))
    assert course.limits == Limits(
        cell_seconds=90, disk_bytes=1024**3, output_bytes=500_000, processes=64, open_files=99, gpu="never"
    )
    assert course.git == GitLimits(
        seconds=300, memory_bytes=10**9, pack_bytes=10**9, commits=10, files=20, file_bytes=10**6, total_bytes=2 * 10**6
    )


@pytest.mark.parametrize(
    ("old", "new", "line", "words"),
    [
        ("+08:00", "", 3, "no time zone\n  hint: add the difference to UTC, as in 2027-01-08T23:59+08:00"),
        ("2027-01-08T23:59+08:00", "2027-01-08", 3, "no time zone"),
        ("2027-01-08T23:59+08:00", "next Friday", 3, "is not a date and time"),
        ("2027-01-08", "2027-02-30", 3, "is not a date and time"),
        ("roster: roster.csv", "roster: rooster.csv", 4, "there is no file"),
        ("exam: exam.csv", "exam: none.csv", 5, "remove the line until there is an exam file"),
        ("exam: exam.csv", "exam: {key: own.yaml}", 5, "exam has no 'file'"),
        ("exam: exam.csv", "exam: {file: exam.csv, keys: own.yaml}", 5, "did you mean 'key'?"),
        (
            "exam: exam.csv",
            "exam: {file: exam.csv, closes: 2027-01-09T12:00}",
            5,
            "exam.closes '2027-01-09T12:00' has no time zone",
        ),
        ("exam: exam.csv", "exam: {file: exam.csv, late: maybe}", 5, "one of refuse, count"),
        ("exam: exam.csv", "exam: {file: exam.csv, dates: Y/M/D}", 5, "one of D/M/Y, M/D/Y"),
        ("heldout: heldout.npz", "heldout: .", 6, "there is no file"),
        ("ncku-deep-learning", "nckudeep-learning", 2, "did you mean 'ncku-deep-learning'?"),
        ("ncku-deep-learning", "../none.yaml", 2, "there is no file"),
        ("training_data: mnist", "training_data: mnits", 7, "did you mean 'mnist'?"),
        ("training_data: mnist", "training_data: data/none.npz", 7, "there is no file"),
        ("training_data: mnist", "training_data: mnist\ndeadlines: {early: 2026-11-01}", 8, "no time zone"),
        ("training_data: mnist", "training_data: mnist\nextensions: none.csv", 8, "there is no file"),
        ("training_data: mnist", "training_data: mnist\ncommit: last", 8, "one of in_time, newest"),
        ("training_data: mnist", "traning_data: mnist", 7, "did you mean 'training_data'?"),
        ("roster: roster.csv\n", "", 1, "has no 'roster'"),
        ("memory: 4 GB", "memory: 4", 8, "such as 4 GB"),
        ("memory: 4 GB", "memory: 0 GB", 8, "must be over 0"),
        ("time: 20 min", "time: -1 min", 8, "a number with a unit"),
        ("gpu: if available", "gpu: maybe", 8, "one of if available, never"),
        ("gpu: if available", "processes: 1.5", 8, "whole number"),
        ("gpu: if available", "gpus: never", 8, "did you mean 'gpu'?"),
        ("limits: {", "language: xx\nlimits: {", 8, "reports cannot be written in the language 'xx'"),
    ],
)
def test_what_is_wrong_is_refused_with_its_line(folder: Path, old: str, new: str, line: int, words: str) -> None:
    assert _GOOD.count(old) == 1
    with pytest.raises(InputError) as caught:
        _read(folder, _GOOD.replace(old, new))
    assert words in str(caught.value)
    assert caught.value.line == line


def test_what_is_decided_about_models_is_read(folder: Path) -> None:
    assert _read(folder, _GOOD).policy == Policy()
    text = f"{_GOOD}models: {{lambda: sandbox, which: best}}\nrobustness: false\nsealed: false\n"
    assert _read(folder, text).policy == Policy(code="sandbox", which="best", robustness=False, sealed=False)


def test_a_policy_that_is_none_is_refused_with_its_line(folder: Path) -> None:
    with pytest.raises(InputError, match="refuse") as caught:
        _read(folder, f"{_GOOD}models: {{lambda: perhaps}}\n")
    assert caught.value.line == _GOOD.count("\n") + 1


def test_reports_are_in_english_unless_the_course_says_otherwise(folder: Path) -> None:
    assert _read(folder, _GOOD).language == "en"
    assert _read(folder, f"{_GOOD}language: en\n").language == "en"


@pytest.mark.parametrize("key", ["rubric", "roster", "exam", "heldout", "training_data", "environment", "extensions"])
@pytest.mark.parametrize(
    ("path", "words"),
    [
        ("~nobody-here/x.npz", "cannot be looked for"),
        ("x/" * 2500 + "x.npz", "too long for a path"),
        ("x" * 300 + ".npz", "too long for a path"),
        ("a/\\0.npz", "a character that no path has"),
        ("a/\\ud800.npz", "a character that no path has"),
    ],
)
def test_a_text_that_can_be_no_path_is_refused_with_its_line(folder: Path, key: str, path: str, words: str) -> None:
    lines = [line for line in _GOOD.splitlines() if not line.startswith(f"{key}:")]
    name = path.replace(".npz", ".yaml") if key == "rubric" else path
    with pytest.raises(InputError, match=words) as caught:
        _read(folder, "\n".join([*lines, f'{key}: "{name}"', ""]))
    assert (caught.value.file, caught.value.line) == (folder / "course" / "course.yaml", len(lines) + 1)


def test_a_built_in_rubrics_name_is_no_path(folder: Path) -> None:
    for name in ("x" * 300, "\\0", "~nobody-here"):
        with pytest.raises(InputError, match="there is no rubric called"):
            _read(folder, _GOOD.replace("rubric: ncku-deep-learning", f'rubric: "{name}"'))


def test_a_folder_that_may_not_be_entered_is_said_with_the_line(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(_path: Path) -> bool:
        raise PermissionError(13, "Permission denied")

    (folder / "course" / "course.yaml").touch()
    monkeypatch.setattr(Path, "is_file", refuse)
    with pytest.raises(
        InputError, match=r"course\.yaml:4: roster: the file 'roster\.csv' cannot be looked for: Permission denied"
    ):
        _read(folder, _GOOD)


@pytest.mark.parametrize("moment", ["9999-12-31T23:59+00:00", "9001-01-01T00:00+00:00", "1969-12-31T23:59+00:00"])
def test_a_deadline_at_the_end_of_time_is_refused_with_its_line(folder: Path, moment: str) -> None:
    with pytest.raises(InputError, match=r"course\.yaml:3: .*outside the years 1970 to 9000"):
        _read(folder, _GOOD.replace("2027-01-08T23:59+08:00", moment))
