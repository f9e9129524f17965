from __future__ import annotations

import json
from typing import Any

import pytest

pytestmark = pytest.mark.slow(seconds=50)


@pytest.fixture(scope="module")
def course(sample_course: Any) -> Any:
    return sample_course("xmu-deep-learning")


def test_everybody_is_fully_graded(course: Any, rows: Any) -> None:
    assert course.ended.status == 0, course.ended.err
    found = rows(course.folder)
    assert {row["state"] for row in found.values()} == {"FULLY_GRADED"}
    assert {row["note"] for row in found.values()} == {""}, "nobody is told of a notebook that was not asked for"


def test_every_group_earns_what_it_must(course: Any) -> None:
    assert course.differences() == dict.fromkeys(("alpha", "beta", "delta", "gamma"), ())


def test_a_good_group_presents(course: Any) -> None:
    assert course.percents("x01") == {
        "exam": 100,
        "assignments": 100,
        "project": 98,
        "project.proposal": 100,
        "project.report": 100,
        "project.presentation_or_poster": 90,
        "project.presentation_or_poster.presentation": 90,  # 10 by the lecturer, 8 by the class: four votes of five
        "total": 99.2,
    }
    assert course.grade("x01") == "99"


def test_a_poor_group_makes_a_poster_and_fails(course: Any) -> None:
    found = course.percents("x08")
    poster = 1 + 2 + 10 * 0.2  # one page but no A0, the lecturer's 2 of 8, one vote of five
    assert found == {
        "exam": 0,
        "assignments": 0,  # nothing was handed in
        "project": 27.58,
        "project.proposal": 27.5,  # of 10 + 30 + 60: two members 0, one page and nothing else 7.5, content 20
        "project.report": 28.33,  # of 20 + 20 + 30 + 30: three of six requirements in part 8.33, then 10, 10, 0
        "project.presentation_or_poster": 5 * poster,
        "project.presentation_or_poster.poster": 5 * poster,
        "total": 11.03,
    }
    assert course.grade("x08") == "11"


def test_who_hands_in_nothing_has_no_points_while_the_others_keep_theirs(course: Any) -> None:
    assert (course.percents("x10")["assignments"], course.percents("x04")["assignments"]) == (50, 40)


def test_the_best_reports_present_and_the_ballots_agree_with_the_lecturer(course: Any, grader_process: Any) -> None:
    chosen = course.graded.selected["project.presentation_or_poster"]
    assert {group: one.take for group, one in chosen.items()} == {
        "alpha": "presentation", "beta": "presentation", "gamma": "poster", "delta": "poster",
    }  # fmt: skip
    ended = grader_process("ballots", "-C", course.folder, "--format", "json", "--resamples", "20")
    assert ended.status == 0, ended.err
    assert json.loads(ended.out)


def test_a_regrade_of_all_that_changes_no_byte(course: Any, grader_process: Any, snapshot: Any) -> None:
    before = snapshot(course.folder / "out")
    assert "groups/alpha.html" in before
    ended = grader_process("regrade", "-C", course.folder)
    assert (ended.status, "Nobody moves." in ended.out) == (0, True)
    assert snapshot(course.folder / "out") == before
