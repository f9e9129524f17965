from __future__ import annotations

from typing import Any

import pytest

pytestmark = pytest.mark.slow(seconds=70)


@pytest.fixture(scope="module")
def course(sample_course: Any) -> Any:
    return sample_course("ncku-deep-learning")


def points(course: Any, student: str) -> dict[str, float]:
    project = next(one for one in course.graded.marks if one.student.id == student).components[0]
    return {one.id: float(one.points) for one in project.criteria}


def test_everybody_is_fully_graded(course: Any, rows: Any) -> None:
    assert course.ended.status == 0, course.ended.err
    assert {row["state"] for row in rows(course.folder).values()} == {"FULLY_GRADED"}


def test_every_group_earns_what_it_must(course: Any) -> None:
    assert course.differences() == {"alpha": (), "beta": ()}


def test_a_good_group_has_all_but_what_the_accuracy_leaves(course: Any) -> None:
    earned = points(course, "n01")
    accuracy, style = earned.pop("accuracy"), earned.pop("style")
    assert 4 < style < 5, "a few lines are longer than PEP 8 allows"
    assert 15 <= accuracy < 31, "between the linear and the convolutional reference model"
    assert earned == {"runs": 15, "contents": 10, "reproduces": 10, "presentation": 25}
    project = 60 + accuracy + style
    for student, exam in (("n01", 100), ("n02", 70)):
        expected = {"project": project, "exam": exam, "total": 0.6 * project + 0.4 * exam}
        assert course.percents(student) == pytest.approx(expected, abs=0.006)
        assert course.grade(student) == str(int(expected["total"] + 0.5))


def test_a_poor_group_loses_ten_percent_of_what_it_earned_for_a_day(course: Any) -> None:
    earned = points(course, "n03")
    accuracy, style = earned.pop("accuracy"), earned.pop("style")
    assert earned == {"runs": 11.25, "contents": 10, "reproduces": 10, "presentation": 15}
    project = 0.9 * (46.25 + accuracy + style)
    for student, exam in (("n03", 20), ("n04", 40)):
        expected = {"project": project, "exam": exam, "total": 0.6 * project + 0.4 * exam}
        assert course.percents(student) == pytest.approx(expected, abs=0.006)
    assert float(course.grade("n03")) < 60
