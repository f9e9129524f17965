from __future__ import annotations

from decimal import Decimal
from pathlib import Path

from grader.checks import CHECKS
from grader.core.rubric import Course
from grader.intake.rubric import read_rubric

_PATH = Path(__file__, "../../../rubrics/ncku-deep-learning.yaml").resolve()


def _course() -> Course:
    return read_rubric(_PATH, checks={name: check.options for name, check in CHECKS.items()})


def test_the_project_weighs_60_and_the_exam_40() -> None:
    assert {component.id: component.weight for component in _course().components} == {"project": Decimal(60), "exam": Decimal(40)}


def test_the_project_is_worth_100_points() -> None:
    project = _course().components[0]
    assert {criterion.id: int(criterion.points) for criterion in project.criteria} == {
        "runs": 15,
        "contents": 10,
        "accuracy": 35,
        "reproduces": 10,
        "style": 5,
        "presentation": 25,
    }


def test_everything_has_a_title_of_its_own() -> None:
    titles = [item.title for component in _course().components for item in (component, *component.criteria)]
    assert len(set(titles)) == len(titles)
    text = _PATH.read_text()
    assert all(f"title: {title}" in text for title in titles)
