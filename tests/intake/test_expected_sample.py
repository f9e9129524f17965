from datetime import timedelta
from decimal import Decimal
from pathlib import Path

import pytest

from grader.core.errors import InputError
from grader.core.evidence import RunStatus
from grader.intake.expected_sample import ExpectedSample, read_expected

SAMPLES = sorted((Path(__file__).parents[2] / "sample_submissions").iterdir())


def _read(folder: Path, text: str) -> ExpectedSample:
    (folder / "expected.yaml").write_text(text, encoding="utf-8")
    return read_expected(folder)


def test_what_is_left_out_has_its_default(tmp_path: Path) -> None:
    expected = _read(tmp_path, "proves: something\nstatus: OK\npoints: {runs: 15, accuracy: {at_least: 0.1}}\n")
    assert expected.status is RunStatus.OK
    assert dict(expected.files) == {"digits.ipynb": "notebook.py"}
    assert [commit.at for commit in expected.commits] == [timedelta(days=-2)]
    assert expected.build_model is None


def test_points_are_exact_and_ranges_include_their_ends(tmp_path: Path) -> None:
    expected = _read(tmp_path, "proves: x\nstatus: OK\npoints: {runs: 1.875, accuracy: {at_least: 0.1, at_most: 8}}\n")
    assert expected.points["runs"] == Decimal("1.875")
    assert expected.allows("runs", Decimal("1.8750"))
    assert not expected.allows("runs", Decimal(2))
    assert expected.allows("accuracy", Decimal("0.1"))
    assert expected.allows("accuracy", Decimal(8))
    assert not expected.allows("accuracy", Decimal("8.01"))


def test_unknown_points_are_never_right_and_an_unnamed_criterion_always_is(tmp_path: Path) -> None:
    expected = _read(tmp_path, "proves: x\nstatus: OK\npoints: {runs: 0}\n")
    assert not expected.allows("runs", None)
    assert expected.allows("presentation", None)
    assert expected.allows("presentation", Decimal(5))


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("proves: x\nstatus: FINE\npoints: {}\n", "status"),
        ("proves: x\nstatus: OK\npoints: {}\npionts: {}\n", "pionts"),
        ("proves: x\nstatus: OK\npoints: {runs: many}\n", "points.runs"),
        ("proves: x\nstatus: OK\npoints: {}\nfiles: {../outside: notebook.py}\n", "files"),
        ("proves: x\nstatus: OK\npoints: {}\nfiles: {.git/hooks/x: notebook.py}\n", "files"),
        ("proves: x\nstatus: OK\npoints: {}\ncommits: [{at: tomorrow}]\n", "relative to the deadline"),
        ("proves: x\nproves: y\nstatus: OK\npoints: {}\n", "expected.yaml:2"),
        ("proves: [\n", "expected.yaml"),
        ("", "the file"),
    ],
)
def test_a_wrong_file_is_refused_by_name(tmp_path: Path, text: str, named: str) -> None:
    with pytest.raises(InputError) as refused:
        _read(tmp_path, text)
    assert named in str(refused.value)


def test_a_folder_without_the_file_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"no readable expected\.yaml"):
        read_expected(tmp_path)


@pytest.mark.parametrize("folder", SAMPLES, ids=lambda folder: folder.name)
def test_every_sample_says_what_it_proves_and_holds_only_text(folder: Path) -> None:
    expected = read_expected(folder)
    assert expected.proves.endswith(".")
    assert set(expected.points) == {"runs", "contents", "accuracy", "reproduces"}
    for file in folder.iterdir():
        file.read_text(encoding="utf-8")
