from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest

from grader.core.errors import InputError
from grader.core.ratings import Rating, Ratings
from grader.core.roster import Group, Roster, Student
from grader.intake.ratings import read_ratings

_ROSTER = Roster(
    (
        Group("A", "", (Student("s1", "Ann", "ann@u.edu", "A"), Student("s2", "Bo", "bo@u.edu", "A"))),
        Group("B", "", (Student("s3", "Cy", "cy@u.edu", "B"),)),
    )
)


def _read(tmp_path: Path, text: str) -> Ratings:
    path = tmp_path / "ratings.csv"
    path.write_bytes(text.encode())
    return read_ratings(path, _ROSTER)


@pytest.mark.parametrize(
    "text",
    [
        "rater,rated,score\ns1,s2,4\ns2,s1,3.5\n",
        "rater,rated,score,comment\nann@u.edu,Bo,4 (good),\nBo,S1,3.5,\ns2,s2,,\n",
        "rater,s1,s2,s3\ns1,,4,\ns2,3.5,,\n",
        "Timestamp,Email Address,How much? [Ann],How much? [Bo],Anything else?\nx,ann@u.edu,,4,\ny,bo@u.edu,3.5,,no\n",
    ],
)
def test_every_form_says_the_same(tmp_path: Path, text: str) -> None:
    assert _read(tmp_path, text).ratings == (Rating("s1", "s2", Decimal(4)), Rating("s2", "s1", Decimal("3.5")))


def test_comments_are_kept_for_staff(tmp_path: Path) -> None:
    found = _read(tmp_path, "rater,rated,score,comment\ns1,s2,4,always late\n")
    assert found.ratings[0].comment == "always late"
    assert _read(tmp_path, "rater,s1,s2,comment\ns1,,4,we are fine\n").remarks == (("s1", "we are fine"),)


def test_a_second_rating_counts_and_is_named(tmp_path: Path) -> None:
    found = _read(tmp_path, "rater,rated,score\ns1,s2,4\ns1,s2,1\n")
    assert found == Ratings((Rating("s1", "s2", Decimal(1)),), ("line 3: s1 rates s2 again; the last one counts",))


@pytest.mark.parametrize(
    ("text", "line", "words"),
    [
        ("rater,rated,score\ns1,s9,4\n", 2, "no student of the roster is called 's9'"),
        ("rater,rated,score\ns9,s1,4\n", 2, "no student of the roster is called 's9'"),
        ("rater,rated,score\ns1,s2,-1\n", 2, "no number from 0 up"),
        ("rater,rated,score\ns1,s2,much\n", 2, "no number from 0 up"),
        ("rater,rated,score\n\ns1,s3,4\n", 3, "s1 rates s3, but is in the group 'A'"),
        ("rater,rated,score\n,s3,4\n", 2, "the cell rater is empty"),
        ("rater,rated\ns1,s2\n", 1, "no column 'score'"),
        ("rater\ns1\n", 1, "who is rated"),
        ("who,rated,score\ns1,s2,1\n", 1, "says who rates"),
        ("rater,s1,Ann\ns1,4,4\n", 1, "name one student"),
        ("rater,s1,s22\ns1,4,4\n", 1, "did you mean 's2'"),
    ],
)
def test_what_is_wrong_is_refused_with_its_line(tmp_path: Path, text: str, line: int, words: str) -> None:
    with pytest.raises(InputError) as caught:
        _read(tmp_path, text)
    assert caught.value.line == line
    assert words in str(caught.value)
