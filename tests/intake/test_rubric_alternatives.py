from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest

from grader.core.ballot_rule import BallotRule
from grader.core.errors import InputError
from grader.core.rating_rule import RatingRule
from grader.core.rubric import Course
from grader.core.select_top import SelectTop
from grader.intake.rubric import read_rubric


def _read(tmp_path: Path, text: str) -> Course:
    path = tmp_path / "r.yaml"
    path.write_text(text)
    return read_rubric(path, checks={})


def _refusal(tmp_path: Path, text: str) -> InputError:
    with pytest.raises(InputError) as caught:
        _read(tmp_path, text)
    return caught.value


_ONE_OF = """\
course: x
components:
  report: {weight: 40, source: marks, rating: {file: r.csv, cap: 1.5, self: include}, criteria: {a: {points: 1, levels: {1: x}}}}
  show:
    weight: 60
    select_top: {count: 10, by: report, take: talk, ties: out}
    one_of:
      talk: {source: marks, criteria: {b: {points: 1, ballots: {file: b.csv, by: plackett_luce, voters: groups}}}}
      poster: {source: marks, criteria: {c: {points: 1, levels: {1: x}}}}
"""


def test_alternatives_count_whole_and_say_who_does_which(tmp_path: Path) -> None:
    report, show = _read(tmp_path, _ONE_OF).components
    assert report.rating == RatingRule("r.csv", Decimal("0.7"), Decimal("1.5"), "include")
    assert show.select == SelectTop(10, "report", "talk", "out", 6)
    assert [(part.id, part.weight) for part in show.components] == [("talk", 1), ("poster", 1)]
    assert show.components[0].criteria[0].ballots == BallotRule("b.csv", "plackett_luce", voters="groups")


@pytest.mark.parametrize(
    ("old", "new", "line", "words"),
    [
        ("take: talk", "take: tolk", 6, "did you mean 'talk'"),
        ("by: report", "by: reports", 6, "did you mean 'report'"),
        ("by: report", "by: show", 6, "depend on the selection"),
        ("by: report", "by: show.talk", 6, "only one of the components in show"),
        ("count: 10", "count: 0", 6, "at least 1"),
        ("ties: out", "ties: maybe", 6, "in, out"),
        ("    select_top: {count: 10, by: report, take: talk, ties: out}\n", "", 4, "does not say who does what"),
        (
            "      poster:",
            "      poster: {source: marks, criteria: {d: {points: 1, levels: {1: x}}}}\n      third:",
            7,
            "3 alternatives",
        ),
        ("talk: {source", "talk: {weight: 50, source", 8, "weight where all weigh the same"),
        ("one_of:", "components:", 8, "no 'weight'"),
        ("weight: 60", "weight: 60\n    drop_lowest: 1", 6, "needs components"),
        ("      poster: {", "      poster: {bonus: 5, ", 9, "cannot be a bonus"),
        ("cap: 1.5", "cap: 0.9", 3, "from 1 to 10"),
        ("cap: 1.5", "floor: 1.1", 3, "from 0 to 1"),
        ("self: include", "self: maybe", 3, "exclude, include"),
        ("weight: 40, source: marks, ", "weight: 40, source: exam, ", 3, "is an exam, so it has no criteria"),
    ],
)
def test_wrong_alternatives_and_ratings_are_refused_with_their_line(
    tmp_path: Path, old: str, new: str, line: int, words: str
) -> None:
    assert _ONE_OF.count(old) == 1
    error = _refusal(tmp_path, _ONE_OF.replace(old, new))
    assert words in str(error)
    assert error.line == line


def test_selections_in_a_circle_are_refused(tmp_path: Path) -> None:
    parts = "one_of: {{{0}1: {{source: marks, criteria: {{c: {{points: 1, levels: {{1: x}}}}}}}}, {0}2: {{source: exam}}}}"
    text = "course: x\ncomponents:\n" + "".join(
        f"  {one}:\n    weight: 50\n    select_top: {{count: 1, by: {other}, take: {one}1}}\n    {parts.format(one)}\n"
        for one, other in ("ab", "ba")
    )
    assert "in a circle" in str(_refusal(tmp_path, text))
