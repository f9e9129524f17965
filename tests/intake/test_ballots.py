from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from grader.core.ballot_rule import BallotRule
from grader.core.ballots import Ballot, Ballots
from grader.core.errors import InputError
from grader.core.roster import Group, Roster, Student
from grader.intake.ballots import read_ballots

_ROSTER = Roster(
    (
        Group("Alpha", "", (Student("s1", "Ann", "ann@u.edu", "Alpha"), Student("s2", "Bo", "bo@u.edu", "Alpha"))),
        Group("Beta", "", (Student("s3", "Cy", "cy@u.edu", "Beta"),)),
        Group("第三組", "", (Student("s4", "Di", "di@u.edu", "第三組"),)),
    )
)


def _read(tmp_path: Path, text: str, roster: Roster = _ROSTER, **rule: Any) -> Ballots:
    path = tmp_path / "ballots.csv"
    path.write_bytes(text.encode())
    return read_ballots(path, roster, BallotRule("ballots.csv", **rule))


def _refusal(tmp_path: Path, text: str, **rule: Any) -> InputError:
    with pytest.raises(InputError) as caught:
        _read(tmp_path, text, **rule)
    return caught.value


S1 = Ballot("s1", "Alpha", (("Beta",), ("第三組",)))


@pytest.mark.parametrize(
    "text",
    [
        "voter,ranking\ns1,Beta > 第三組\n",
        "voter,1,2\ns1,Beta,第三組\n",
        "voter;first;second\nS1;beta;第三組\n",
        "voter,1st choice,2nd choice\nann@u.edu,Group Beta,第三組\n",
        "voter,Beta,第三組,Alpha\nAnn,1,2,\n",
        "Timestamp,Email Address,Rank [1st choice],Rank [2nd choice],Comments\nx,ANN@u.edu,Beta,第三組,good\n",
        "Timestamp,Email Address,Rank [第1名],Rank [第2名]\nx,ANN@u.edu,Beta,第三組\n",
        '\ufeff"Timestamp","Student ID","Please rank [Group Beta]","Please rank [第三組]"\r\n"x","s1","1 (best)","Rank 2"\r\n',
    ],
)
def test_every_form_says_the_same(tmp_path: Path, text: str) -> None:
    assert _read(tmp_path, text) == Ballots((S1,), "students", 4, ("s2", "s3", "s4"))


def test_equal_places_are_ties(tmp_path: Path) -> None:
    assert _read(tmp_path, "voter,ranking\ns1,Beta = 第三組\n").ballots[0].tiers == (("Beta", "第三組"),)
    assert _read(tmp_path, "voter,Beta,第三組\ns1,1,1\n").ballots[0].tiers == (("Beta", "第三組"),)


def test_groups_vote_where_only_groups_are_named(tmp_path: Path) -> None:
    found = _read(tmp_path, "voter,ranking\nBeta,Alpha\nalpha,Beta\n")
    assert (found.voters, found.expected, found.missing) == ("groups", 3, ("第三組",))
    assert [ballot.voter for ballot in found.ballots] == ["Beta", "Alpha"]


def test_a_student_may_cast_the_group_s_ballot_where_the_rubric_says_that_groups_vote(tmp_path: Path) -> None:
    found = _read(tmp_path, "voter,ranking\ns1,Beta\ns2,第三組\n", voters="groups")
    assert [(ballot.voter, ballot.tiers) for ballot in found.ballots] == [("Alpha", (("第三組",),))]
    assert found.notes == ("Alpha voted 2 times, on lines 2, 3; the last one counts",)


def test_the_own_group_is_left_out_and_named(tmp_path: Path) -> None:
    found = _read(tmp_path, "voter,ranking\ns1,Alpha > Beta > 第三組\n")
    assert found.ballots == (S1,)
    assert found.notes == ("line 2: s1 ranks the own group, 'Alpha'; that place does not count",)


def test_the_own_group_is_refused_where_the_rubric_says_so(tmp_path: Path) -> None:
    error = _refusal(tmp_path, "voter,ranking\ns3,Alpha\ns1,Alpha > Beta\n", own_group="refuse")
    assert (error.line, error.what) == (3, "s1 ranks the own group, 'Alpha'")
    assert "own_group: ignore" in error.hint


def test_a_ballot_for_nobody_but_the_own_group_is_refused(tmp_path: Path) -> None:
    error = _refusal(tmp_path, "voter,ranking\ns1,Alpha\n")
    assert (error.line, error.what, error.hint) == (2, "s1 ranks nothing but the own group, 'Alpha'", "delete the row")


def test_unknown_repeated_and_empty_ballots_are_named_and_do_not_count(tmp_path: Path) -> None:
    text = "voter,1,2\ns9,Alpha,Beta\ns3,Alpha,\ns3,第三組,Alpha\n,Alpha,\ns4,,\ns1,Beta,Beta\n"
    found = _read(tmp_path, text)
    assert {ballot.voter: ballot.tiers for ballot in found.ballots} == {"s3": (("第三組",), ("Alpha",)), "s1": (("Beta",),)}
    assert found.missing == ("s2", "s4")
    assert found.notes == (
        "line 2: nobody who votes is called 's9'; it does not count",
        "line 5: the ballot does not say who votes; it does not count",
        "s3 voted 2 times, on lines 3, 4; the last one counts",
        "line 6: the ballot of s4 ranks nobody; it does not count",
        "line 7: s1 ranks 'Beta' twice; its better place counts",
    )


def test_of_several_grids_the_rubric_names_one(tmp_path: Path) -> None:
    text = "Username,Best talk [1st],Best poster [1st]\nann@u.edu,Beta,第三組\n"
    assert _read(tmp_path, text, question="Best poster").ballots[0].tiers == (("第三組",),)
    assert "'Best talk', 'Best poster'" in _refusal(tmp_path, text).what
    assert "did you mean 'Best talk'" in _refusal(tmp_path, text, question="best tolk").hint


@pytest.mark.parametrize(
    ("text", "line", "words"),
    [
        ("voter,ranking\ns1,Beta > Betta\n", 2, "did you mean 'Beta'"),
        ("voter,ranking\ns1,Beta >> 第三組\n", 2, "nothing between two signs"),
        ("voter,1\n\ns1,Gamma\n", 3, "no group of the roster is called 'Gamma'"),
        ("voter,Beta\ns1,best\n", 2, "which is no place"),
        ("voter,Beta\ns1,0\n", 2, "which is no place"),
        ("who,1\ns1,Beta\n", 1, "says who votes"),
        ("voter\ns1\n", 1, "no column with a ranking"),
        ("voter,Beta,Betta\ns1,1,2\n", 1, "names neither a place nor a group"),
        ("voter,1st,1st choice\ns1,Beta,Alpha\n", 1, "mean the same"),
        ("voter,ranking\ns1,Beta\nBeta,Alpha\n", 3, "but a student on line 2"),
        ("", 1, "empty"),
    ],
)
def test_what_is_wrong_is_refused_with_its_line(tmp_path: Path, text: str, line: int, words: str) -> None:
    error = _refusal(tmp_path, text)
    assert error.line == line
    assert words in str(error)


def test_groups_called_like_places_are_told_apart_by_words(tmp_path: Path) -> None:
    numbered = Roster(tuple(Group(str(n), "", (Student(f"s{n}", "", "", str(n)),)) for n in (1, 2, 3)))
    with pytest.raises(InputError, match="may be a place or a group"):
        _read(tmp_path, "voter,1,2\ns3,2,1\n", numbered)
    by_place = _read(tmp_path, "voter,1st,2nd\ns3,2,1\n", numbered)
    by_group = _read(tmp_path, "voter,group 1,group 2\ns3,2,1\n", numbered)
    assert by_place.ballots == by_group.ballots == (Ballot("s3", "3", (("2",), ("1",))),)


def test_names_that_could_move_a_cursor_are_shown_harmless(tmp_path: Path) -> None:
    found = _read(tmp_path, "voter,ranking\n\x1b[2Jevil,Beta\n")
    assert found.notes == ("line 2: nobody who votes is called '\\\\x1b[2Jevil'; it does not count",)
