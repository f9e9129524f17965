"""The repository that groups start from: what is in it, and that tools read it."""

from __future__ import annotations

import re
import tomllib
from datetime import datetime
from pathlib import Path
from typing import Any

import nbformat
import pytest

from grader.core.errors import InputError
from grader.core.forge import Forge
from grader.intake.published import find_published
from grader.intake.resources import resources
from grader.intake.starter import Starter, write_starter

ALWAYS = {".gitattributes", ".gitignore", "README.md", "digits.ipynb", "grader.toml", "requirements.txt", "submission.yaml"}
GITHUB, GITLAB = ".github/workflows/self-check.yml", ".gitlab-ci.yml"
DEADLINE = datetime.fromisoformat("2027-01-08T23:59+08:00")


def names(folder: Path, *written: Path) -> set[str]:
    return {path.relative_to(folder).as_posix() for path in written}


@pytest.mark.parametrize(
    ("forge", "files"),
    [(Forge.NONE, set()), (Forge.GITHUB, {GITHUB}), (Forge.GITLAB, {GITLAB}), (Forge.BOTH, {GITHUB, GITLAB})],
)
def test_it_holds_the_ci_files_that_were_asked_for(tmp_path: Path, forge: Forge, files: set[str]) -> None:
    written = write_starter(tmp_path / "new", Starter(forge=forge))
    assert names(tmp_path / "new", *written) == ALWAYS | files
    texts = "".join(path.read_text(encoding="utf-8") for path in written)
    assert re.findall(r"\$(?!\{\{ |GITHUB_|RUNNER_|CI_)", texts) == []  # nothing was left to fill in


def test_its_notebook_is_valid_and_has_a_section_for_each_thing_that_is_asked_for(tmp_path: Path) -> None:
    write_starter(tmp_path / "new", Starter())
    book: Any = nbformat.read(tmp_path / "new" / "digits.ipynb", as_version=4)  # type: ignore[no-untyped-call]  # it has no types
    nbformat.validate(book)
    text = "\n".join(cell.source for cell in book.cells if cell.cell_type == "markdown")
    assert all(f"## {section}\n" in text for section in ("Data", "Specification", "Training", "Prediction", "The model"))


def test_what_it_publishes_is_what_self_check_reads(tmp_path: Path) -> None:
    write_starter(tmp_path / "new", Starter('A "title"\nof two lines', time="15 min", deadline=DEADLINE))
    found = find_published(tmp_path / "new")
    assert (found.rubric, found.data, found.time, found.deadline) == ("ncku-deep-learning", "mnist", "15 min", DEADLINE)
    assert (tmp_path / "new" / "README.md").read_text(encoding="utf-8").startswith('# A "title" of two lines\n')
    assert "before 2027-01-08 23:59+08:00" in (tmp_path / "new" / "README.md").read_text(encoding="utf-8")


def test_a_rubric_and_digits_of_the_course_are_copied_and_named(tmp_path: Path) -> None:
    rubric = resources("rubrics") / "ncku-deep-learning.yaml"
    (tmp_path / "own.npz").write_bytes(b"digits")
    write_starter(tmp_path / "new", Starter(rubric=str(rubric), data=str(tmp_path / "own.npz")))
    published = tomllib.loads((tmp_path / "new" / "grader.toml").read_text(encoding="utf-8"))
    assert published == {"rubric": "./rubric.yaml", "data": "training.npz"}
    assert (tmp_path / "new" / "rubric.yaml").read_bytes() == rubric.read_bytes()
    assert (tmp_path / "new" / "training.npz").read_bytes() == b"digits"
    assert (tmp_path / "new" / ".gitignore").read_text(encoding="utf-8").endswith("!training.npz\n")


def test_an_address_is_published_as_it_is(tmp_path: Path) -> None:
    write_starter(tmp_path / "new", Starter(rubric="https://example.org/rubric.yaml"))
    assert find_published(tmp_path / "new").rubric == "https://example.org/rubric.yaml"


@pytest.mark.parametrize("starter", [Starter(rubric="./nowhere.yaml"), Starter(data="x.npz")])
def test_nothing_is_written_where_something_is_wrong(tmp_path: Path, starter: Starter) -> None:
    with pytest.raises(InputError, match="no such file"):
        write_starter(tmp_path / "new", starter)
    assert not (tmp_path / "new").exists()


def test_a_folder_that_holds_something_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "mine").touch()
    with pytest.raises(InputError, match="not empty"):
        write_starter(tmp_path, Starter())


def test_a_course_says_its_rubric_time_and_deadline_and_nothing_of_its_held_out_set(
    new_sample_course: Any, grader: Any, tmp_path: Path
) -> None:
    folder, _ = new_sample_course("no-notebook")
    ended = grader("starter", tmp_path / "new", "-C", folder, "--grader", "git+https://example.org/grader", "--ci", "none")
    assert ended.status == 0, ended.err
    texts = {path.name: path.read_text(encoding="utf-8") for path in (tmp_path / "new").iterdir()}
    assert "heldout" not in "".join(texts.values())
    assert texts["requirements.txt"].endswith("\ngit+https://example.org/grader\n")
    assert find_published(tmp_path / "new").deadline is not None
