"""The result of a group for CS50's Classroom 50, which took the place of GitHub Classroom."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from decimal import Decimal

from grader.core.roster import Group, Roster
from grader.core.rounding import half_up
from grader.core.rubric import Course
from grader.core.scores import ComponentScore, CriterionScore, Mark
from grader.core.show import show
from grader.core.slug import slug
from grader.exports.group_result import GroupResult
from grader.exports.group_results import group_results
from grader.exports.roster_field import roster_field

_LONGEST = 2000
_WEB = re.compile(r"(https://[^\s@]+?)(\.git)?/*")
Json = dict[str, object]


def classroom50(course: Course, roster: Roster, marks: Sequence[Mark]) -> Mapping[str, bytes]:
    """Return `<group>/result.json` for every group whose points are known: a test a component, its criteria beside it.

    Scores are whole numbers there, so they count hundredths of a point; a component's is after lateness, and the score is the
    tests' sum. `owner` is the roster's `github_username` of the first member who has one, else the group. A group with
    something open, or whose members have different points, gets no file. `datetime` is left
    to Classroom 50's runner, which sets it.

    Source: foundation50/classroom50, wiki, "Advanced Autograding", The result.json contract.
    """
    found = group_results(course, roster, marks)
    return {f"{slug(group.id)}/result.json": _file(course, one) for group, one in found if isinstance(one, GroupResult)}


def _file(course: Course, result: GroupResult) -> bytes:
    web = _WEB.fullmatch(result.group.repository)
    submission = f"submit/{result.commit[:7] or 'none'}"
    commit = f"{web[1]}/commit/{result.commit}" if web and result.commit else result.commit or submission
    tests = [_test(score) for score in result.components]
    document = {
        "schema": "classroom50/result/v1",
        "classroom": slug(course.title),
        "assignment": "-".join(slug(score.id) for score in result.components),
        "assignment_type": "group",
        "owner": _owner(result.group),
        "submission": submission,
        "commit": commit,
        "release": commit,
        "review": commit,
        "score": sum(_hundredths(score.points) or 0 for score in result.components),
        "max-score": sum(_hundredths(score.maximum) or 0 for score in result.components),
        "tests": tests,
    }
    return (json.dumps(document, indent=2, ensure_ascii=False) + "\n").encode("utf-8", "backslashreplace")


def _owner(group: Group) -> str:
    names = (roster_field(member, "github_username") for member in group.members)
    return next((name for name in names if name), group.id)


def _test(score: ComponentScore) -> Json:
    parts: list[ComponentScore | CriterionScore] = [*score.criteria, *score.components]
    about: Json = {"test-name": show(score.title), "passed": score.points == score.maximum}
    numbers: Json = {"score": _hundredths(score.points), "max-score": _hundredths(score.maximum)}
    return about | numbers | {"reason": show(score.reason, _LONGEST), "criteria": [_criterion(part) for part in parts]}


def _criterion(part: ComponentScore | CriterionScore) -> Json:
    numbers: Json = {"score": _hundredths(part.points), "max-score": _hundredths(part.maximum)}
    return {"name": show(part.title)} | numbers | {"reason": show(part.reason, _LONGEST)}


def _hundredths(points: Decimal | None) -> int | None:
    return None if points is None else int(half_up(points * 100))
