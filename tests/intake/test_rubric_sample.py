from __future__ import annotations

import json
import shutil
import subprocess
from decimal import Decimal
from pathlib import Path

import pytest

from grader.core.errors import InputError
from grader.intake.new_course import rubric_named
from grader.intake.rubric_sample import make_rubric_sample


def test_a_sample_course_holds_what_its_rubric_asks_for(tmp_path: Path) -> None:
    made = make_rubric_sample(tmp_path / "c", rubric_named("xmu-deep-learning"))
    assert [one.id for one in made] == ["alpha", "beta", "delta", "gamma"]
    assert "count: 2," in (tmp_path / "c" / "rubric.yaml").read_text(encoding="utf-8")
    assert json.loads((tmp_path / "c" / "handed-in" / "hw1" / "alpha.ipynb").read_text(encoding="utf-8"))["nbformat"] == 4
    assert not (tmp_path / "c" / "groups").exists()
    listed = ["git", "-C", str(tmp_path / "c" / "repositories" / "delta"), "ls-files"]
    names = subprocess.run(listed, check=True, capture_output=True, text=True).stdout.split()
    assert names == ["poster.pdf", "proposal.pdf", "report.pdf"]


def test_a_folder_with_something_in_it_is_left_as_it_is(tmp_path: Path) -> None:
    (tmp_path / "mine.txt").write_text("mine")
    with pytest.raises(InputError, match="not empty"):
        make_rubric_sample(tmp_path, rubric_named("xmu-deep-learning"))
    assert [path.name for path in tmp_path.iterdir()] == ["mine.txt"]


def test_what_the_sample_changes_must_stand_in_the_rubric_once(tmp_path: Path) -> None:
    rubric = rubric_named("xmu-deep-learning")
    shutil.copytree(rubric.with_suffix(""), tmp_path / "r")
    (tmp_path / "r.yaml").write_text(rubric.read_text(encoding="utf-8").replace("count: 10", "count: 9"), encoding="utf-8")
    with pytest.raises(InputError, match=r"sample\.yaml:2: 'count: 10' stands 0 times"):
        make_rubric_sample(tmp_path / "c", tmp_path / "r.yaml")
    assert not (tmp_path / "c").exists()


def test_a_rubric_without_a_sample_says_so(tmp_path: Path) -> None:
    (tmp_path / "own.yaml").write_text("course: x\n")
    with pytest.raises(InputError, match="comes with no sample course"):
        make_rubric_sample(tmp_path / "c", tmp_path / "own.yaml")


def test_a_weight_that_is_not_open_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="leaves no such weight open"):
        make_rubric_sample(tmp_path / "c", rubric_named("xmu-deep-learning"), weights={"exam": Decimal(3)})
    assert not (tmp_path / "c").exists()
