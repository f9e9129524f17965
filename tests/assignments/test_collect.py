from __future__ import annotations

import io
import os
import zipfile
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from grader.assignments.collect import Collected, collect
from grader.assignments.recognise import people
from grader.core.errors import InputError
from grader.core.roster import Group, Roster, Student


def _student(identity: str, name: str, group: str) -> Student:
    return Student(identity, name, f"{identity.lower()}.mail@example.org", group)


ROSTER = Roster(
    (
        Group("alpha", "", (_student("s0001", "Ana Able", "alpha"), _student("s0002", "Bo Baker", "alpha"))),
        Group("beta", "", (_student("B11", "陳小美", "beta"),)),
        Group("gamma", "", (_student("s0003", "José van der Berg", "gamma"), _student("s0004", "Ana Able Smith", "gamma"))),
    )
)


def _found(collected: Collected) -> dict[str, bytes]:
    return {one.student: one.body for one in collected.handed}


def _zip(path: Path, names: dict[str, bytes]) -> Path:
    with zipfile.ZipFile(path, "w") as archive:
        for name, body in names.items():
            archive.writestr(name, body)
    return path


def _folder(path: Path, names: dict[str, bytes]) -> Path:
    for name, body in names.items():
        (path / name).parent.mkdir(parents=True, exist_ok=True)
        (path / name).write_bytes(body)
    return path


@pytest.mark.parametrize(
    ("name", "who"),
    [
        ("Ana Able_123_assignsubmission_file_", "s0001"),
        ("José van der Berg_99_assignsubmission_file_", "s0003"),
        ("陳小美_7_assignsubmission_file_hw1.ipynb", "B11"),
        ("Participant 12_7_assignsubmission_file_", ""),
        ("ableana_55_66_hw1.ipynb", "s0001"),
        ("ableana_LATE_55_66_hw1.ipynb", "s0001"),
        ("vanderbergjose_1_2_hw1-3.ipynb", "s0003"),
        ("Homework 1_s0001_attempt_2026-01-30-20-30-10_hw1.ipynb", "s0001"),
        ("Homework 1_s0001_attempt_2026-01-30-20-30-10.txt", "s0001"),
        ("Homework 1_stranger_attempt_2026-01-30-20-30-10_s0001.ipynb", ""),
        ("s0001.ipynb", "s0001"),
        ("hw1_s0001.ipynb", "s0001"),
        ("s0001 s0002.ipynb", ""),
        ("S0001.ipynb", ""),
        ("s0001.mail@example.org", "s0001"),
        ("alpha", "alpha"),
        ("beta", "B11"),
        ("Ana_Able", "s0001"),
        ("homework", ""),
        ("..", ""),
        ("", ""),
    ],
)
def test_a_name_belongs_to_one_student_or_group_or_to_nobody(name: str, who: str) -> None:
    assert people(ROSTER).whose(name) == who


def test_a_name_that_two_students_share_is_nobodys() -> None:
    twins = Roster((Group("g", "", (_student("1", "Li Wei", "g"), _student("2", "Wei Li", "g"))),))
    assert people(twins).whose("Li Wei_3_assignsubmission_file_") == ""


@given(st.text(max_size=40))
def test_no_name_breaks_the_matching(name: str) -> None:
    assert people(ROSTER).whose(name) in {"", "alpha", "beta", "gamma", "s0001", "s0002", "s0003", "s0004", "B11"}


def test_moodles_zip_is_taken_as_it_comes(tmp_path: Path) -> None:
    archive = _zip(
        tmp_path / "moodle.zip",
        {
            "Ana Able_1_assignsubmission_file_/hw1.ipynb": b"a",
            "Bo Baker_2_assignsubmission_file_/my work.ipynb": b"b",
            "陳小美_3_assignsubmission_file_hw1.ipynb": b"c",
            "Nobody Here_4_assignsubmission_file_/hw1.ipynb": b"d",
            "__MACOSX/Ana Able_1_assignsubmission_file_/._hw1.ipynb": b"x",
            "Ana Able_1_assignsubmission_file_/.ipynb_checkpoints/hw1-checkpoint.ipynb": b"x",
            "Ana Able_1_assignsubmission_file_/notes.txt": b"x",
        },
    )
    found = collect(archive, ROSTER, "hw1")
    assert _found(found) == {"s0001": b"a", "s0002": b"b", "B11": b"c"}
    assert found.strangers == ("Nobody Here_4_assignsubmission_file_/hw1.ipynb",)
    assert found.missing == ("s0003", "s0004")


def test_canvas_versions_count_by_their_number(tmp_path: Path) -> None:
    names = {"ableana_1_2_hw1.ipynb": b"old", "ableana_1_9_hw1-2.ipynb": b"new", "ableana_1_5_hw1-1.ipynb": b"middle"}
    found = collect(_zip(tmp_path / "canvas.zip", names), ROSTER, "hw1")
    assert _found(found) == {"s0001": b"new"}


def test_of_blackboards_attempts_the_latest_counts(tmp_path: Path) -> None:
    names = {f"Homework 1_s0001_attempt_2026-01-{day}-20-30-10_hw1.ipynb": day.encode() for day in ("30", "31", "09")}
    assert _found(collect(_zip(tmp_path / "blackboard.zip", names), ROSTER, "hw1")) == {"s0001": b"31"}


def test_folders_by_student_and_nbgraders_own_layout_are_read(tmp_path: Path) -> None:
    names = {
        "s0001/hw1/problem.ipynb": b"1",
        "s0001/hw2/problem.ipynb": b"2",
        "alpha/hw1.ipynb": b"group",
        "s0003/only.ipynb": b"3",
    }
    found = collect(_folder(tmp_path, names), ROSTER, "hw1")
    assert _found(found) == {"s0001": b"1", "alpha": b"group", "s0003": b"3"}
    assert found.missing == ("B11", "s0004")


def test_several_notebooks_of_one_student_are_a_fault_that_is_said(tmp_path: Path) -> None:
    found = collect(_folder(tmp_path, {"s0001/a.ipynb": b"1", "s0001/b.ipynb": b"2"}), ROSTER, "hw1")
    assert found.handed[0].fault == "there are 2 notebooks (a.ipynb, b.ipynb); one is graded"


def test_a_file_of_300_mb_is_named_and_not_read(tmp_path: Path) -> None:
    path = tmp_path / "s0001.ipynb"
    with path.open("wb") as file:
        file.truncate(300_000_000)
    assert "300 MB; at most 20 MB" in collect(tmp_path, ROSTER, "hw1").handed[0].fault


def test_an_entry_that_unpacks_to_more_than_it_says_is_a_fault_of_its_own(tmp_path: Path) -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("s0001.ipynb", b"0" * 5000)
    body = out.getvalue().replace((5000).to_bytes(4, "little"), (10).to_bytes(4, "little"))
    (tmp_path / "lies.zip").write_bytes(body)
    (handed,) = collect(tmp_path / "lies.zip", ROSTER, "hw1").handed
    assert handed.body == b""
    assert handed.fault.startswith("the file cannot be read")


@pytest.mark.parametrize("name", ["../../s0001.ipynb", "/etc/s0001.ipynb", "..\\..\\s0001.ipynb", "a/../../s0001/../hw1.ipynb"])
def test_a_path_that_leaves_the_zip_file_leads_nowhere(tmp_path: Path, name: str) -> None:
    before = set(tmp_path.parent.rglob("*"))
    collect(_zip(tmp_path / "slip.zip", {name: b"x"}), ROSTER, "hw1")
    assert set(tmp_path.parent.rglob("*")) - before == {tmp_path / "slip.zip"}


def test_links_in_a_folder_are_not_followed(tmp_path: Path) -> None:
    (tmp_path / "secret.txt").write_bytes(b"secret")
    folder = _folder(tmp_path / "in", {"s0002.ipynb": b"2"})
    os.symlink(tmp_path / "secret.txt", folder / "s0001.ipynb")  # noqa: PTH211 - shorter here
    os.symlink(tmp_path, folder / "s0003")  # noqa: PTH211 - likewise
    os.mkfifo(folder / "s0004.ipynb")
    assert _found(collect(folder, ROSTER, "hw1")) == {"s0002": b"2"}


@pytest.mark.parametrize("body", [b"", b"PK\x03\x04 broken", b"not a zip"])
def test_what_is_no_zip_file_is_the_teachers_to_mend(tmp_path: Path, body: bytes) -> None:
    path = tmp_path / "all.zip"
    path.write_bytes(body)
    with pytest.raises(InputError, match=r"all\.zip: this zip file cannot be read"):
        collect(path, ROSTER, "hw1")
    with pytest.raises(InputError, match="no such folder"):
        collect(tmp_path / "nothing", ROSTER, "hw1")
