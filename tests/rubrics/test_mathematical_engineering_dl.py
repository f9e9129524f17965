from __future__ import annotations

from typing import Any

import pytest

pytestmark = pytest.mark.slow(seconds=40)


@pytest.fixture(scope="module")
def course(sample_course: Any) -> Any:
    return sample_course("mathematical-engineering-dl")


def units(found: dict[str, float]) -> list[float]:
    return [found[f"units.unit_{number}"] for number in range(1, 11)]


def test_everybody_is_fully_graded(course: Any, rows: Any) -> None:
    assert course.ended.status == 0, course.ended.err
    assert {row["state"] for row in rows(course.folder).values()} == {"FULLY_GRADED"}


def test_every_group_earns_what_it_must(course: Any) -> None:
    assert course.differences() == {"alpha": (), "beta": ()}


def test_a_good_group_is_measured_in_four_ways(course: Any) -> None:
    performance = next(one for one in course.graded.marks[0].components if one.id == "model").components[1]
    assert [one.id for one in performance.criteria if one.value and one.value > 0.85] == ["accuracy", "precision", "recall", "f1"]
    found = course.percents("m01")
    measured = found["model.performance"]
    assert 76 <= measured <= 96  # the accuracy differs a little from one machine to the next
    assert (units(found), found["units"], found["model.notebook"]) == ([100] * 10, 100, 100)
    assert found["total"] == pytest.approx(60 + 40 * (100 + measured) / 200, abs=0.01)


def test_members_of_a_good_group_differ_by_their_exercises(course: Any) -> None:
    found = course.percents("m02")
    assert units(found) == [70, 70, 100, 50, 70, 70, 70, 70, 70, 70]
    assert (found["units"], found["model"]) == (71, course.percents("m01")["model"])


def test_without_a_model_nothing_is_measured_and_the_notebook_keeps_its_points(course: Any) -> None:
    found = course.percents("m03")
    assert units(found) == [40, 40, 40, 0, 40, 0, 0, 0, 0, 0]
    assert {path: found[path] for path in found if "unit" not in path} == {
        "model": 35,
        "model.notebook": 70,  # of 40 + 40 + 20: it runs, no model is committed 30, chosen by the test set 0
        "model.performance": 0,
        "total": 23.6,  # 60 % of 16 and 40 % of 35
    }
    assert course.grade("m03") == "24"
