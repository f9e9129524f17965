"""Commands that only look answer programs as well: one JSON document on standard output, in ASCII, and the same exit status."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from grader.sandbox.bubblewrap import find_bubblewrap


@pytest.fixture
def answer(grader: Any) -> Any:
    """Return a function that runs a command as it is and with --format json, and returns the document."""

    def ask(*arguments: object) -> Any:
        ended, plain = grader(*arguments, "--format", "json"), grader(*arguments)
        assert ended.status == plain.status
        assert ended.out.isascii()
        return json.loads(ended.out)

    return ask


def test_status(answer: Any, measured: Path) -> None:
    found = answer("status", "-C", measured)
    assert [one["group"] for one in found["groups"]] == ["g01", "第二組", "g03"]
    assert found["groups"][0] == {
        "group": "g01", "state": "PENDING_MANUAL", "notebook": "OK", "accuracy": 0.95, "interval": found["groups"][0]["interval"]
    }  # fmt: skip
    assert [(one["student_id"], one["percent"]) for one in found["students"]] == [(f"s{n}", None) for n in range(1, 5)]
    assert found["exit_status"] == 1


def test_explain(answer: Any, measured: Path) -> None:
    found = answer("explain", "第二組", "-C", measured)
    assert found["group"] == "第二組"
    assert found["evidence"]["submission"]["commit"]
    criteria = found["marks"][0]["components"][0]["criteria"]
    assert [one["id"] for one in criteria][:2] == ["runs", "contents"]
    assert all(one["reason"] for one in criteria)


def test_evidence_whichever_way_it_is_asked_for(answer: Any, grader: Any, measured: Path) -> None:
    assert answer("evidence", "g01", "-C", measured) == json.loads(grader("evidence", "g01", "-C", measured, "--json").out)


def test_what_if_whichever_way_it_is_asked_for(answer: Any, grader: Any, measured: Path) -> None:
    arguments = ("what-if", "--pass", "55", "-C", measured)
    assert answer(*arguments) == json.loads(grader(*arguments, "--json").out)


def test_check_rubric(answer: Any) -> None:
    found = answer("check-rubric", "ncku-deep-learning", "--samples", "1000")
    assert found["samples"] == 1000
    assert {one["path"] for one in found["parts"]} >= {"project", "project.accuracy", "exam"}
    assert found["precision"]["project.accuracy"]


def test_exam_check(grader: Any, measured: Path) -> None:
    found = json.loads(grader("exam", "check", "--format", "json", "-C", measured).out)
    assert (found["exam"]["points"]["s1"], found["exam"]["maximum"], found["rekeys"]) == ("32", "100", [])


def test_heldout_show(answer: Any, measured: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("KERAS_HOME", str(tmp_path))
    found = answer("heldout", "show", measured / "heldout.npz")
    assert (found["digits"], found["per_class"], found["writers"], found["published"]) == (100, [10] * 10, None, None)
    assert "mnist" in found["published_unknown"].lower()


@pytest.mark.skipif(find_bubblewrap() is None, reason="this machine has no wall")
def test_doctor(grader: Any) -> None:
    ended = grader("doctor", "--quick", "--format", "json")
    found = json.loads(ended.out)
    assert found["exit_status"] == ended.status == 0
    assert len(found["questions"]) > 15
    assert all(one["no"] for one in found["questions"])
