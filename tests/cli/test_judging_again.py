"""From stored evidence to a gradebook: regrade, adjust, status, explain and evidence run no notebook and no sandbox."""

from __future__ import annotations

import json
import re
import shutil
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from pydantic import TypeAdapter

from grader.core.evidence import Evaluation, Evidence, RunStatus
from grader.core.scores import State
from grader.course import judge_course, open_course
from grader.gradebook.store import Store

RUBRIC = Path(__file__).parents[2] / "rubrics" / "ncku-deep-learning.yaml"
GROUPS = ("g01", "第二組", "g03")


@pytest.fixture(autouse=True)
def no_sandbox(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: Any, **__: Any) -> None:
        pytest.fail("a sandbox was started")

    monkeypatch.setattr("grader.sandbox.fork_server.ServerProcess", refuse)


def _cheaper_accuracy(course: Path) -> None:
    """Give the course a rubric of its own: ten points less for the accuracy, ten more for the run."""
    text = RUBRIC.read_text(encoding="utf-8")
    for old, new in {
        "points: 15\n        check: notebook_runs": "points: 25\n        check: notebook_runs",
        "points: 35\n        check: accuracy": "points: 25\n        check: accuracy",
        "bands: {constant: 0, linear: 15, cnn: 31, 0.995: 35}": "bands: {constant: 0, linear: 15, cnn: 22, 0.995: 25}",
    }.items():
        assert text.count(old) == 1
        text = text.replace(old, new)
    (course / "own.yaml").write_text(text, encoding="utf-8")
    file = course / "course.yaml"
    file.write_text(
        file.read_text(encoding="utf-8").replace("rubric: ncku-deep-learning", "rubric: ./own.yaml"), encoding="utf-8"
    )


def _mark_talks(course: Path, grader: Any) -> None:
    for group in GROUPS:
        assert grader("adjust", "project.presentation", group, "25", "--reason", "clear", "-C", course).status == 0


# regrade


def test_the_same_evidence_and_rubric_make_the_same_gradebook_to_the_byte(measured: Path, grader: Any) -> None:
    before = (measured / "out" / "gradebook.csv").read_bytes()
    ended = grader("regrade", "-C", measured)
    assert (ended.status, ended.err) == (1, "")
    assert "Nobody moves." in ended.out
    assert (measured / "out" / "gradebook.csv").read_bytes() == before


def test_a_regrade_of_an_unchanged_course_changes_no_byte_of_what_people_read(measured: Path, grader: Any, snapshot: Any) -> None:
    _mark_talks(measured, grader)
    assert grader("regrade", "-C", measured).status == 0
    before = snapshot(measured / "out")
    assert len(before) > 5
    assert grader("regrade", "-C", measured).status == 0
    assert snapshot(measured / "out") == before


def test_a_lost_gradebook_is_made_again_from_the_store(measured: Path, grader: Any, snapshot: Any) -> None:
    before = (measured / "out" / "gradebook.csv").read_bytes()
    shutil.rmtree(measured / "out")
    assert grader("regrade", "-C", measured).status == 1
    assert (measured / "out" / "gradebook.csv").read_bytes() == before
    assert sorted(path.name for path in (measured / "out" / "groups").glob("g0*.html")) == ["g01.html", "g03.html"]


def test_diff_shows_who_moves_and_writes_nothing(measured: Path, grader: Any, snapshot: Any) -> None:
    _cheaper_accuracy(measured)
    before = snapshot(measured)
    ended = grader("regrade", "--diff", "-C", measured)
    assert ended.status == 1
    for student in ("s1", "s2", "s3", "s4"):
        assert re.search(rf"^{student} +project\.runs +15\.00 +25\.00 ", ended.out, re.MULTILINE), ended.out
        assert re.search(rf"^{student} +project\.accuracy ", ended.out, re.MULTILINE)
    assert "Nobody moves" not in ended.out
    assert snapshot(measured) == before
    assert grader("regrade", "--diff", "-C", measured).out == ended.out


def test_a_regrade_writes_what_diff_showed_and_then_nobody_moves(measured: Path, grader: Any, rows: Any) -> None:
    _mark_talks(measured, grader)
    old = rows(measured)
    _cheaper_accuracy(measured)
    shown = grader("regrade", "--diff", "-C", measured).out
    assert rows(measured) == old
    ended = grader("regrade", "-C", measured)
    assert ended.status == 0
    assert ended.out.startswith(shown.rstrip("\n"))
    new = rows(measured)
    # 95 of 100 is the cnn's own value: 31 of 35 points before, 22 of 25 now, and the run is worth ten more.
    assert (old["s1"]["project_points"], new["s1"]["project_points"]) == ("96.00", "97.00")
    assert (old["s1"]["total_percent"], new["s1"]["total_percent"]) == ("70.40", "71.00")
    assert "Nobody moves." in grader("regrade", "-C", measured).out
    assert rows(measured) == new


def test_a_moved_deadline_is_a_matter_of_judging(measured: Path, grader: Any, rows: Any) -> None:
    _mark_talks(measured, grader)
    file = measured / "course.yaml"
    file.write_text(file.read_text(encoding="utf-8").replace("2027-01-08T23:59", "2027-01-07T23:59"), encoding="utf-8")
    assert grader("regrade", "-C", measured).status == 0
    assert rows(measured)["s1"]["project_points"] == "86.40"  # a day begun: 10 % of 96 off


# adjust


def test_marks_by_staff_complete_the_grades_and_survive_a_regrade(measured: Path, grader: Any, rows: Any) -> None:
    assert {row["state"] for row in rows(measured).values()} == {"PENDING_MANUAL"}
    assert grader("adjust", "project.presentation", "g01", "15", "--reason", "no demonstration", "-C", measured).status == 0
    states = {student: row["state"] for student, row in rows(measured).items()}
    assert states == {"s1": "FULLY_GRADED", "s2": "FULLY_GRADED", "s3": "PENDING_MANUAL", "s4": "PENDING_MANUAL"}
    assert grader("regrade", "-C", measured).status == 1
    for group in GROUPS[1:]:
        assert grader("adjust", "project.presentation", group, "25", "--reason", "clear", "-C", measured).status == 0
    ended = grader("regrade", "-C", measured)
    assert ended.status == 0
    assert "4 of 4 students fully graded" in ended.out
    assert rows(measured)["s1"] | {"commit": ""} == {
        "student_id": "s1", "name": "Ann", "email": "ann@example.org", "group": "g01",
        "project_points": "86.00", "project_max": "100.00", "project_percent": "86.00",
        "exam_points": "32.00", "exam_max": "100.00", "exam_percent": "32.00",
        "total_percent": "64.40", "grade": "64", "state": "FULLY_GRADED", "note": "", "commit": "",
    }  # fmt: skip
    assert grader("status", "-C", measured).status == 0


def test_a_later_adjustment_supersedes_and_none_is_lost(measured: Path, grader: Any, rows: Any) -> None:
    for points, reason in {"5": "hard to follow", "25": "looked at the recording"}.items():
        arguments = ("adjust", "project.presentation", "g01", points, "--reason", reason, "--author", "Prof. Wu")
        assert grader(*arguments, "-C", measured).status == 0
    assert rows(measured)["s1"]["project_points"] == "96.00"
    with Store.open(measured) as store:
        kept = [(one.points, one.reason, one.author) for one in store.adjustments()]
    assert kept == [(Decimal(5), "hard to follow", "Prof. Wu"), (Decimal(25), "looked at the recording", "Prof. Wu")]
    assert "looked at the recording" in grader("explain", "g01", "-C", measured).out


def test_one_student_of_a_group_can_be_adjusted_alone(measured: Path, grader: Any, rows: Any) -> None:
    assert grader("adjust", "total", "s2", "50", "--reason", "medical certificate", "-C", measured).status == 0
    assert rows(measured)["s2"]["total_percent"] == "50.00"
    assert rows(measured)["s1"]["total_percent"] == ""


@pytest.mark.parametrize(
    ("target", "who", "points", "said"),
    [
        ("project.presentaton", "g01", "25", "did you mean 'project.presentation'"),
        ("project.presentation", "g9", "25", "neither a group nor a student"),
        ("project.presentation", "g01", "26", "0 to 25"),
        ("project.presentation", "g01", "nan", "no number of points"),
        ("project.presentation", "g01", "many", "no number"),
    ],
)
def test_an_adjustment_that_makes_no_sense_is_refused_and_not_kept(
    measured: Path, grader: Any, rows: Any, target: str, who: str, points: str, said: str
) -> None:
    before = rows(measured)
    ended = grader("adjust", target, who, points, "--reason", "a slip", "-C", measured)
    assert ended.status == 2
    assert said in ended.err
    assert rows(measured) == before
    with Store.open(measured) as store:
        assert store.adjustments() == ()


# status, explain, evidence


def test_status_of_a_course_that_nobody_measured_yet_says_so(course: Path, grader: Any) -> None:
    ended = grader("status", "-C", course)
    assert ended.status == 1
    assert ended.out.count("not measured") >= 3
    assert "0 of 4 students fully graded" in ended.out
    assert not (course / "out").exists()


def test_status_shows_every_group_and_writes_nothing(measured: Path, grader: Any, snapshot: Any) -> None:
    before = snapshot(measured)
    ended = grader("status", "-C", measured)
    assert ended.status == 1
    assert re.search(r"^g01 +ok +0\.950 \(0\.888–0\.978\)", ended.out, re.MULTILINE)
    assert "第二組" in ended.out
    assert "presentation not marked" in " ".join(ended.out.split())
    assert snapshot(measured) == before


def test_explain_gives_rule_value_interval_commit_and_data(measured: Path, grader: Any) -> None:
    found = judge_course(open_course(measured), write=False).evidence["g01"]
    ended = grader("explain", "g01", "-C", measured)
    assert ended.status == 0
    assert found.submission.commit in ended.out
    assert found.provenance.dataset_sha256[:16] in ended.out
    assert "rule: constant (0.1000): 0, linear (0.8000): 15, cnn (0.9500): 31, 0.995: 35" in ended.out
    assert "measured: 0.9500, 95 % interval 0.8882 to 0.9785" in ended.out
    assert "0.9500 on 100 held-out digits" in ended.out
    assert "to be marked by staff" in ended.out
    assert "s2 Ben" in ended.out
    assert "s3" not in ended.out


def test_explain_of_nested_components_names_students_only_where_they_differ(measured: Path, grader: Any) -> None:
    (measured / "own.yaml").write_text(
        "course: x\ncomponents:\n  all:\n    title: All of it\n    weight: 100\n    weights: equal\n    drop_lowest: 1\n"
        "    components:\n      talk: {source: marks, criteria: {clear: {points: 4, levels: {4: Clear, 0: Not}}}}\n"
        "      runs: {criteria: {runs: {points: 1, check: notebook_runs}}}\n",
        encoding="utf-8",
    )
    file = measured / "course.yaml"
    text = file.read_text(encoding="utf-8").replace("rubric: ncku-deep-learning", "rubric: ./own.yaml")
    file.write_text(text, encoding="utf-8")
    for who, points in (("s1", "4"), ("s2", "1")):
        assert grader("adjust", "all.talk.clear", who, points, "--reason", "heard", "-C", measured).status == 0
    out = grader("explain", "g01", "-C", measured).out
    assert "All of it: 100.00 of 100.00" in out
    assert "  Talk, s1: 4.00 of 4.00" in out
    assert "  Talk, s2: 1.00 of 4.00; does not count: among the lowest" in out
    assert "    Runs: 1.00 of 1.00 [FULLY_GRADED]" in out


@pytest.mark.parametrize("command", ["explain", "evidence"])
def test_a_group_that_is_not_there_is_refused(measured: Path, grader: Any, command: str) -> None:
    ended = grader(command, "g\x1b[31m", "-C", measured)
    assert ended.status == 2
    assert "\x1b" not in ended.err
    assert "roster.csv" in ended.err


def test_evidence_as_json_is_the_whole_evidence(measured: Path, grader: Any) -> None:
    ended = grader("evidence", "第二組", "--json", "-C", measured)
    assert ended.status == 0
    with Store.open(measured) as store:
        kept = store.latest("第二組")
    assert TypeAdapter(Evidence).validate_json(ended.out) == kept
    assert json.loads(ended.out)["evaluations"][0]["correct"] == 90


def test_evidence_for_a_person_names_commit_run_and_model(measured: Path, grader: Any) -> None:
    ended = grader("evidence", "g03", "-C", measured)
    assert ended.status == 0
    assert "5 of 5 cells" in ended.out
    assert "accuracy 1.0000" in ended.out


def test_the_notebooks_own_answers_count_where_its_model_is_no_keras_model(measured: Path, grader: Any) -> None:
    with Store.open(measured) as store:
        known = store.latest("g03")
        assert known is not None
        own = replace(known.evaluations[0], model="notebook")
        network = Evaluation("written", "held-out", RunStatus.INVALID, 100, message="an HDF5 file, but not a Keras model")
        store.put_evidence("without Keras", replace(known, evaluations=(network, own)))
        store.set_latest("g03", "without Keras")
    assert re.search(r"written +not scored +an HDF5 file", grader("evidence", "g03", "-C", measured).out)
    assert re.search(r"g03 +ok +1\.000 ", grader("status", "-C", measured).out)
    with Store.open(measured) as store:
        store.put_evidence("nothing at all", replace(known, evaluations=(network,)))
        store.set_latest("g03", "nothing at all")
    assert re.search(r"g03 +ok +invalid ", grader("status", "-C", measured).out)


def test_evidence_that_is_not_there_yet_says_what_brings_it(course: Path, grader: Any) -> None:
    ended = grader("evidence", "g01", "-C", course)
    assert ended.status == 2
    assert "grader grade-all" in ended.err


def test_what_is_not_known_is_blank_and_never_zero(course: Path, grader: Any, rows: Any) -> None:
    assert grader("regrade", "-C", course).status == 1
    for row in rows(course).values():
        assert (row["project_points"], row["total_percent"], row["grade"]) == ("", "", "")
        assert row["state"] == State.NOT_READY
        assert row["exam_points"]
