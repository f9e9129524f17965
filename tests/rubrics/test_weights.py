"""What each part of the rubrics is worth of the final grade, as the courses state it."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from pathlib import Path

import pytest

from grader.checks import CHECKS
from grader.core.effective_weights import effective_weights
from grader.intake.asked_weights import asked_weights, with_weights
from grader.intake.rubric import read_rubric

_FOLDER = Path(__file__).parents[2] / "rubrics"
_CHECKS = {name: check.options for name, check in CHECKS.items()}

_NCKU = {"project": 60, "exam": 40}
_TALK, _POSTER = ("project.presentation_or_poster." + one for one in ("presentation", "poster"))
_XMU = {
    "exam": 30,
    "assignments": 30,
    "project": 40,
    "project.proposal": 4,
    "project.report": 28,
    "project.presentation_or_poster": 8,
    _TALK: 8,
    f"{_TALK}.lecturer": 4,
    f"{_TALK}.class": 4,
    _POSTER: 8,
    f"{_POSTER}.class": 4,
}


def worth(text: Path) -> dict[str, Fraction]:
    return {one.path: one.percent for one in effective_weights(read_rubric(text, checks=_CHECKS))}


@pytest.mark.parametrize(("name", "stated"), [("ncku-deep-learning", _NCKU), ("xmu-deep-learning", _XMU)])
def test_the_weights_are_those_that_the_course_states(name: str, stated: dict[str, int]) -> None:
    found = worth(_FOLDER / f"{name}.yaml")
    assert {path: found[path] for path in stated} == stated


def test_ten_points_of_a_poster_are_the_lecturer_s() -> None:
    found = worth(_FOLDER / "xmu-deep-learning.yaml")
    assert found[f"{_POSTER}.form"] + found[f"{_POSTER}.lecturer"] == 4


def test_xmu_asks_for_what_the_course_states_of_documents_groups_and_posters() -> None:
    asked = {path: one for path, one in read_rubric(_FOLDER / "xmu-deep-learning.yaml", checks=_CHECKS).criteria()}
    assert dict(asked["project.proposal.members"].options) == {"at_least": 3, "at_most": 5}
    proposal, report = asked["project.proposal.form"].options, asked["project.report.form"].options
    assert (proposal["pages"], proposal["columns"], proposal["last_page"]) == ({"at_most": 3}, 2, "references")
    assert proposal["sections"] == ("abstract", "introduction", "related work", "plan")
    assert (report["pages"], report["columns"], report["last_page"], report["page"]) == ({"at_most": 6}, 2, "references", "us letter")
    assert report["sections"] == (
        "abstract", "introduction", "related work", "proposed solution", "experiments", "conclusion",
    )  # fmt: skip
    assert asked[f"{_POSTER}.form"].options["page"] == "a0 portrait"


# Courses that publish no weights

_CAS = {"exercises": 60, "project": 40, "project.work": 50, "project.poster": 30, "project.talk": 20}
_MATHS = {"units": 60, "model": 40, "model.notebook": 50, "model.performance": 50}
_OPEN = {"cas-machine-intelligence": _CAS, "mathematical-engineering-dl": _MATHS}


@pytest.mark.parametrize(("name", "stated"), _OPEN.items(), ids=_OPEN)
def test_what_is_not_published_is_asked_for_and_becomes_what_is_said(
    name: str, stated: dict[str, int], tmp_path: Path
) -> None:
    rubric = _FOLDER / f"{name}.yaml"
    assert {one.path for one in asked_weights(rubric)} == stated.keys()
    filled = tmp_path / "rubric.yaml"
    filled.write_text(with_weights(rubric, {path: Decimal(weight) for path, weight in stated.items()}), encoding="utf-8")
    found = worth(filled)
    for path, weight in stated.items():
        above = found[path.rpartition(".")[0]] if "." in path else Fraction(100)
        assert found[path] == above * weight / 100


def test_cas_has_sixteen_named_exercises_of_which_two_count_nothing(tmp_path: Path) -> None:
    filled = tmp_path / "rubric.yaml"
    filled.write_text(with_weights(_FOLDER / "cas-machine-intelligence.yaml", {k: Decimal(v) for k, v in _CAS.items()}))
    found = {path: share for path, share in worth(filled).items() if path.startswith("exercises.") and path.count(".") == 2}
    assert len(found) == 16
    assert sorted(map(float, found.values()))[:3] == [0, 0, pytest.approx(60 / 14)]
    days = {path.split(".")[1] for path in found} - {"optional"}
    assert len(days) == 7, "the eighth day is that of posters and talks"


def test_maths_has_ten_units_and_measures_in_four_ways(tmp_path: Path) -> None:
    filled = tmp_path / "rubric.yaml"
    filled.write_text(with_weights(_FOLDER / "mathematical-engineering-dl.yaml", {k: Decimal(v) for k, v in _MATHS.items()}))
    found = worth(filled)
    assert [found[f"units.unit_{number}"] for number in range(1, 11)] == [6] * 10
    assert [found[f"model.performance.{name}"] for name in ("accuracy", "precision", "recall", "f1")] == [5] * 4
    course = read_rubric(filled, checks=_CHECKS)
    assert [one.check for _, one in course.criteria()][-4:] == ["accuracy", "macro_precision", "macro_recall", "macro_f1"]
