"""Ballots, selections and ratings from the files of a course to its gradebook and what staff and groups read of them."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from grader.core.contributions import Contribution, Contributions
from grader.gradebook.store import Store

_RUBRIC = """\
course: "Deep Learning"
components:
  report:
    weight: 40
    source: marks
    rating: {file: ratings.csv, floor: 0.8, cap: 1.2}
    criteria:
      text: {points: 10, levels: {10: Clear, 0: Missed}}
  show:
    title: Presentation or poster
    weight: 60
    select_top: {count: 2, by: report, take: presentation}
    one_of:
      presentation:
        source: marks
        criteria:
          lecturer: {points: 10, levels: {10: Clear, 0: Missed}}
          peers: {points: 10, ballots: {file: ballots.csv, compare: show.presentation.lecturer}}
      poster:
        source: marks
        criteria:
          look: {points: 10, levels: {10: Clear, 0: Missed}}
"""
_BALLOTS = """\
Timestamp,Email Address,Rank [1st choice],Rank [2nd choice]
1,ann@example.org,第二組,
2,mei@example.org,g01,g03
3,di@example.org,g01,第二組
4,eve@example.org,第二組,g01
"""
_RATINGS = "rater,rated,score,comment\ns1,s2,2,never there\ns2,s1,5,\n"
_MARKS = {
    ("report.text", "g01"): 9, ("report.text", "第二組"): 8, ("report.text", "g03"): 2,
    ("show.presentation.lecturer", "g01"): 10, ("show.presentation.lecturer", "第二組"): 5, ("show.poster.look", "g03"): 7,
}  # fmt: skip


@pytest.fixture
def peers(measured: Path, grader: Any) -> Path:
    """Return a course of which all marks are made, whose ballots and ratings are in."""
    (measured / "own.yaml").write_text(_RUBRIC, encoding="utf-8")
    file = measured / "course.yaml"
    file.write_text(file.read_text(encoding="utf-8").replace("ncku-deep-learning", "./own.yaml"), encoding="utf-8")
    (measured / "ballots.csv").write_text(_BALLOTS, encoding="utf-8")
    (measured / "ratings.csv").write_text(_RATINGS, encoding="utf-8")
    for (target, who), points in _MARKS.items():
        assert grader("adjust", target, who, points, "--reason", "read", "-C", measured).err == ""
    return measured


def test_the_gradebook_holds_ballots_selection_and_factors(peers: Path, grader: Any, rows: Any) -> None:
    assert grader("regrade", "-C", peers).status == 0
    found = rows(peers)
    assert {who: row["show_points"] for who, row in found.items()} == {
        "s1": "100.00",
        "s2": "100.00",
        "s3": "25.00",
        "s4": "70.00",
    }
    assert {who: row["report_points"] for who, row in found.items()} == {"s1": "9.00", "s2": "9.00", "s3": "8.00", "s4": "2.00"}


def test_the_table_says_places_intervals_the_lecturers_order_and_who_is_missing(peers: Path, grader: Any) -> None:
    ended = grader("ballots", "-C", peers)
    assert (ended.status, ended.err) == (0, "")
    for words in (
        r"Peers \(show\.presentation\.peers\), by borda",
        r"3 of 4 students voted",
        r"g01 +1 +1–1 +1\.000 +1 +1",
        r"第二組 +2 +2–2 +0\.000 +1 +2",  # a member of either cannot compare two others
        r"Kendall's tau-b 1\.00",
        r"No ballot from: s2",
        r"Ranked by 1, but does not do this: g03",
        r"line 5: nobody who votes is called 'eve@example\.org'",
        r"the best 2 by report do presentation",
        r"g03 +2\.00 +poster +2 groups have more points in report",
        r"Tied at the border: nobody",
    ):
        assert re.search(words, ended.out), (words, ended.out)


def test_the_same_as_json(peers: Path, grader: Any) -> None:
    found = json.loads(grader("ballots", "-C", peers, "--format", "json").out)
    report = found["ballots"]["show.presentation.peers"]
    assert (report["ballots"], report["expected"], report["missing"], report["agreement"]) == (3, 4, ["s2"], 1.0)
    assert [row["place"] for row in report["groups"]] == [1, 2]
    assert found["selections"]["show"]["groups"]["g03"]["take"] == "poster"


def test_the_same_seed_draws_the_same_elections(peers: Path, grader: Any) -> None:
    first, again = (grader("ballots", "-C", peers, "--seed", "4", "--resamples", "50").out for _ in range(2))
    assert first == again


def test_before_there_are_ballots_the_points_wait(peers: Path, grader: Any, rows: Any) -> None:
    (peers / "ballots.csv").unlink()
    (peers / "ratings.csv").unlink()
    assert grader("regrade", "-C", peers).status == 1
    found = rows(peers)
    assert (found["s3"]["total_percent"], found["s3"]["note"]) == ("", "peers: no ballots yet")
    assert (found["s1"]["report_points"], found["s1"]["note"]) == ("", "report: no ratings yet; peers: no ballots yet")
    assert "ballots.csv is not there" in grader("ballots", "-C", peers).out
    assert "no ratings yet" in grader("ratings", "-C", peers).out


def test_a_wrong_ballot_is_named_with_its_line_and_nothing_is_written(peers: Path, grader: Any, snapshot: Any) -> None:
    file = peers / "ballots.csv"
    file.write_text(
        _BALLOTS.replace("3,di@example.org,g01,", "3,di@example.org,g03,").replace("第二組\n4", "\n4"), encoding="utf-8"
    )
    before = snapshot(peers)
    ended = grader("regrade", "-C", peers)
    assert (ended.status, ended.out) == (2, "")
    assert f"{file}:4: s4 ranks nothing but the own group, 'g03'" in ended.err
    assert "hint: delete the row" in ended.err
    assert snapshot(peers) == before


def test_a_selection_by_itself_is_refused(peers: Path, grader: Any) -> None:
    file = peers / "own.yaml"
    file.write_text(_RUBRIC.replace("by: report", "by: show.poster.look"), encoding="utf-8")
    ended = grader("regrade", "-C", peers)
    assert ended.status == 2
    assert "own.yaml:12: show is selected by show.poster.look, but a group does only one of the components in show" in ended.err


def test_what_if_reads_the_ballots_that_the_other_rubric_names(peers: Path, grader: Any) -> None:
    other = _RUBRIC.replace("file: ballots.csv", "file: later.csv").replace("cap: 1.2", "cap: 1.1")
    (peers / "other.yaml").write_text(other, encoding="utf-8")
    ended = grader("what-if", "--rubric", peers / "other.yaml", "-C", peers)
    assert ended.err == ""
    assert "no ballots yet" in ended.out or "not known" in ended.out, ended.out


def test_the_schema_knows_what_the_rubric_above_says(peers: Path, grader: Any) -> None:
    schema = json.loads(grader("check-rubric", "--schema").out)
    assert {"one_of", "select_top", "rating"} <= schema["$defs"]["component"]["properties"].keys()
    assert "compare" in schema["$defs"]["criterion"]["properties"]["ballots"]["properties"]
    assert grader("check-rubric", peers / "own.yaml").status == 0


def test_factors_are_for_staff_and_comments_only_where_asked_for(peers: Path, grader: Any) -> None:
    (peers / "roster.csv").write_text(
        "student_id,name,email,group,repository\ns1,Ann,a@x,g01,repositories/g01\ns2,Ben,b@x,g01,\ns5,Eve,e@x,g01,\n"
        "s3,Mei,mei@example.org,第二組,repositories/g02\ns4,Di,di@example.org,g03,repositories/g03\n",
        encoding="utf-8",
    )
    (peers / "exam.csv").unlink()
    file = peers / "course.yaml"
    file.write_text(file.read_text(encoding="utf-8").replace("exam: exam.csv\n", ""), encoding="utf-8")
    (peers / "ratings.csv").write_text(_RATINGS + "s1,s5,6,\ns2,s5,5,\n", encoding="utf-8")
    assert grader("regrade", "-C", peers).err == ""
    shown = grader("ratings", "-C", peers)
    assert (shown.status, shown.err) == (0, "")
    assert re.search(r"g01 +s2 +0\.500 +0\.800 +9\.00 +7\.20 +times 0\.8 by 1 of 2 ratings", shown.out), shown.out
    assert "Have rated nobody: s5" in shown.out
    assert "never there" not in shown.out
    assert "s1 of s2: never there" in grader("ratings", "-C", peers, "--comments").out
    found = json.loads(grader("ratings", "-C", peers, "--group", "g01", "--format", "json").out)
    assert [row["factor"] for row in found["components"]["report"]["students"]] == [1.0, 0.8, 1.2]
    everything = "".join(page.read_text(encoding="utf-8") for page in (peers / "out" / "groups").glob("g01.*"))
    assert "never there" not in everything
    assert "times 0.8" not in everything
    assert "7.2" not in everything
    explained = grader("explain", "g01", "-C", peers).out
    assert "Report, s2: 7.20 of 10.00; times 0.8 by 1 of 2 ratings in the group, from 0.5 up to the bound" in explained


def test_the_git_history_s_own_words_stand_beside_the_factors(peers: Path, grader: Any) -> None:
    with Store.open(peers) as store:
        told = store.latest("g01")
        assert told is not None
        authors = (Contribution("Ann", 12, 340, 20), Contribution("\x1b[2JBen", 1, 2, 0))
        store.put_evidence("with authors", replace(told, contributions=Contributions(authors)))
        store.set_latest("g01", "with authors")
    shown = grader("ratings", "-C", peers).out
    assert "g01, by its Git history's own words: Ann 12 commits, +340 -20; \\x1b[2JBen 1 commits, +2 -0" in shown
    assert json.loads(grader("ratings", "-C", peers, "--format", "json").out)["git"]["g01"][0]["commits"] == 12


def test_a_course_without_peers_says_so(measured: Path, grader: Any) -> None:
    assert grader("ballots", "-C", measured).out == "The rubric has neither 'ballots:' nor 'select_top:'.\n"
    assert grader("ratings", "-C", measured).out == "The rubric has no 'rating:'.\n"
    assert grader("ratings", "-C", measured, "--group", "g9").status == 2
