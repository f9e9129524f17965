"""The results of a group for Gradescope's autograder."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal

from grader.core.roster import Roster
from grader.core.rubric import Course
from grader.core.scores import ComponentScore, Mark
from grader.core.show import show
from grader.core.slug import slug
from grader.exports.group_result import GroupResult
from grader.exports.group_results import group_results
from grader.exports.score_column import two_decimals

_LONGEST = 2000
Json = dict[str, object]


def gradescope(course: Course, roster: Roster, marks: Sequence[Mark]) -> Mapping[str, bytes]:
    """Return `<group>/results.json` for every group whose points are known: a test a criterion, and the score.

    Gradescope has no word for a grade that is not known, and adds up what tests there are: a group with something open, or
    whose members have different points, therefore gets no file. The score is after lateness, so it counts instead of the
    tests' sum. Students see everything once the grades are published, and nothing that the notebook printed.

    Source: gradescope-autograders.readthedocs.io/en/latest/specs, "Output format".
    """
    found = group_results(course, roster, marks)
    return {f"{slug(group.id)}/results.json": _file(one) for group, one in found if isinstance(one, GroupResult)}


def _file(result: GroupResult) -> bytes:
    document = {
        "score": _number(result.points),
        "output": _output(result),
        "output_format": "text",
        "visibility": "after_published",
        "stdout_visibility": "hidden",
        "extra_data": {"group": result.group.id, "commit": result.commit, "max_score": _number(result.maximum)},
        "tests": [test for place, score in enumerate(result.components, 1) for test in _tests(score, str(place), "")],
    }
    return (json.dumps(document, indent=2, ensure_ascii=False) + "\n").encode("utf-8", "backslashreplace")


def _tests(score: ComponentScore, number: str, above: str) -> Iterator[Json]:
    title = f"{above}{score.title}"
    for place, one in enumerate(score.criteria, 1):
        said = ". ".join(text for text in (one.reason, one.rule) if text)
        yield _test(f"{title}: {one.title}", f"{number}.{place}", one.points, one.maximum, said)
    for place, part in enumerate(score.components, 1):
        yield from _tests(part, f"{number}.{place}", f"{title}: ")
    if not score.criteria and not score.components:
        yield _test(title, number, score.points, score.maximum, score.reason)


def _test(name: str, number: str, points: Decimal | None, maximum: Decimal, said: str) -> Json:
    # Where staff set a whole component, one of its criteria may still be open: a test without a score says so.
    known = {} if points is None else {"score": _number(points)}
    about = {"max_score": _number(maximum), "name": show(name), "name_format": "text", "number": number}
    return known | about | {"output": show(said, _LONGEST), "output_format": "text", "visibility": "after_published"}


def _output(result: GroupResult) -> str:
    lines = [f"{one.title}: {one.reason}" for one in result.components if one.reason]
    return show("\n".join(lines), _LONGEST, lines=True)


def _number(value: Decimal) -> float:
    return float(two_decimals(value))
