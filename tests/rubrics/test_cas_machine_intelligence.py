from __future__ import annotations

from typing import Any

import pytest

pytestmark = pytest.mark.slow(seconds=40)


@pytest.fixture(scope="module")
def course(sample_course: Any) -> Any:
    return sample_course("cas-machine-intelligence")


def test_everybody_is_fully_graded_although_hardly_anybody_did_what_is_optional(course: Any, rows: Any) -> None:
    assert course.ended.status == 0, course.ended.err
    assert {row["state"] for row in rows(course.folder).values()} == {"FULLY_GRADED"}
    assert {course.percents(student)["exercises.optional"] for student in ("c01", "c02", "c03")} == {None}


def test_every_group_earns_what_it_must(course: Any) -> None:
    assert course.differences() == {"alpha": (), "beta": ()}


def test_who_did_everything_has_everything(course: Any) -> None:
    found = course.percents("c01")
    assert found.pop("exercises.optional") is None
    assert set(found.values()) == {100}
    assert course.grade("c01") == "6"


def test_members_of_a_good_group_differ_by_their_exercises(course: Any) -> None:
    assert course.percents("c02") == {
        "exercises": 66.43,  # the mean of seven days
        "exercises.day_1": 100,
        "exercises.day_2": 45,  # tested: 5 of 10 and 4 of 10
        "exercises.day_3": 100,
        "exercises.day_4": 20,  # tested: 4 of 10, and nothing handed in
        "exercises.day_5": 100,
        "exercises.day_6": 100,
        "exercises.day_7": 0,
        "exercises.optional": None,
        "project": 100,
        "project.work": 100,
        "project.poster": 100,
        "project.talk": 100,
        "total": 83.21,
    }
    assert course.grade("c02") == "5.2"


def test_a_poor_group_of_one_has_points_for_what_is_there(course: Any) -> None:
    found = course.percents("c03")
    assert {path: found[path] for path in found if path.startswith("project")} == {
        "project": 25,  # 40 % of 42.5 and 20 % of 40
        "project.work": 42.5,  # of 10 + 30 + 60: one person 0, six of eight cells 22.5, content 20
        "project.poster": 0,
        "project.talk": 40,
    }
    assert (found["exercises"], found["total"], course.grade("c03")) == (17.86, 21.43, "2.1")
