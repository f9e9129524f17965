from __future__ import annotations

import multiprocessing
from multiprocessing.synchronize import Barrier
from pathlib import Path

import pytest

from grader.core.errors import MachineError
from grader.gradebook.secret import secret

ROUNDS, AT_ONCE = 25, 4


def _ask(folders: list[Path], at_once: Barrier, answers: multiprocessing.Queue[list[str]]) -> None:
    told = []
    for folder in folders:
        at_once.wait()
        try:
            told.append(str(secret(folder)))
        except MachineError as error:
            told.append(f"{error} {at_once}")
    answers.put(told)


@pytest.mark.parametrize("empty", [False, True])
def test_processes_that_ask_at_once_are_told_one_number(tmp_path: Path, *, empty: bool) -> None:
    folders = [tmp_path / str(number) for number in range(ROUNDS)]
    for folder in folders:
        (folder / ".grader").mkdir(parents=True)
        if empty:
            (folder / ".grader" / "secret").touch(mode=0o600)
    fork = multiprocessing.get_context("fork")
    at_once, answers = fork.Barrier(AT_ONCE), fork.Queue()
    asking = [fork.Process(target=_ask, args=(folders, at_once, answers)) for _ in range(AT_ONCE)]
    for one in asking:
        one.start()
    told = [answers.get(timeout=60) for _ in asking]
    for one in asking:
        one.join()
    assert [one for one in zip(*told, strict=True) if len(set(one)) > 1] == []
    assert {len(list((folder / ".grader").iterdir())) for folder in folders} == {1}


def test_the_number_stays_and_only_its_owner_reads_it(tmp_path: Path) -> None:
    first = secret(tmp_path)
    assert secret(tmp_path) == first
    assert (tmp_path / ".grader" / "secret").stat().st_mode & 0o777 == 0o600


def test_an_empty_file_is_filled(tmp_path: Path) -> None:
    (tmp_path / ".grader").mkdir()
    (tmp_path / ".grader" / "secret").touch(mode=0o600)
    first = secret(tmp_path)
    assert secret(tmp_path) == first
    assert (tmp_path / ".grader" / "secret").stat().st_mode & 0o777 == 0o600


def test_what_is_no_number_is_left_as_it_is_and_said(tmp_path: Path) -> None:
    (tmp_path / ".grader").mkdir()
    (tmp_path / ".grader" / "secret").write_text("mine")
    with pytest.raises(MachineError, match="secret: cannot be used"):
        secret(tmp_path)
    assert (tmp_path / ".grader" / "secret").read_text() == "mine"
