"""Commands that only look answer programs as well: one JSON document on standard output, in ASCII, and the same exit status."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import typer

from grader.cli.app import app
from grader.cli.output_format import OutputFormat
from grader.core.environment import Environment
from grader.course import open_course
from grader.measuring import ENVIRONMENTS
from grader.sandbox.bubblewrap import find_bubblewrap
from grader.sandbox.environment_build import place_of

WRITE = {  # what each of them writes or starts; every other command only looks
    "grade-all": "evidence, gradebook and reports",
    "watch": "the same, until it is ended",
    "adjust": "a number that staff set",
    "extend": "more time for somebody",
    "review": "what is marked in the browser",
    "export": "the gradebook for another system",
    "feedback": "what groups may read",
    "init": "a course folder",
    "starter": "a repository to start from",
    "data": "a data set into Keras's cache",
    "demo": "the sample course, graded",
    "marks template": "a table to fill in",
    "marks import": "the marks of such a table",
    "assignment release": "the student version",
    "assignment grade": "results and feedback",
    "assignment autotest": "autotests.py",
    "assignment mark": "the points of a task",
    "assignment marks": "the marks of a sheet",
    "env build": "an environment",
    "heldout make": "a held-out set",
    "hook install": "a Git hook",
    "hook remove": "a Git hook",
}


def _commands(command: Any, path: str = "") -> Iterator[tuple[str, Any]]:
    """Yield every command that does something, with its name as it is typed."""
    below = getattr(command, "commands", None)
    if below is None:
        yield path, command
    else:
        for name, one in below.items():
            yield from _commands(one, f"{path} {name}".strip())


COMMANDS = dict(_commands(typer.main.get_command(app)))


@pytest.mark.parametrize("command", [name for name in COMMANDS if name not in WRITE])
def test_every_command_that_looks_takes_format_json_or_says_here_what_it_writes(command: str) -> None:
    defaults = [option.default for option in COMMANDS[command].params if "--format" in option.opts]
    assert defaults == [OutputFormat.TABLE]  # its two members are the choices


def test_no_command_that_is_gone_or_prints_json_is_said_to_write() -> None:
    assert WRITE.keys() - COMMANDS.keys() == set()
    assert [name for name in WRITE if any("--format" in option.opts for option in COMMANDS[name].params)] == []


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


def test_regrade_diff(answer: Any, measured: Path, snapshot: Any) -> None:
    nobody = answer("regrade", "--diff", "-C", measured)
    assert nobody == {"changes": [], "warnings": [], "written": False, "exit_status": 1}
    file = measured / "exam.csv"
    file.write_text(file.read_text(encoding="utf-8").replace("s1,32", "s1,33"), encoding="utf-8")
    before = snapshot(measured)
    (moved,) = answer("regrade", "--diff", "-C", measured)["changes"]
    assert (moved["student"], moved["what"], moved["before"], moved["after"]) == ("s1", "exam", "32", "33")
    assert snapshot(measured) == before


def test_regrade_says_that_it_wrote(grader: Any, measured: Path) -> None:
    assert json.loads(grader("regrade", "--format", "json", "-C", measured).out)["written"] is True


def test_extensions_of_the_command_and_of_the_file_without_those_taken_back(answer: Any, grader: Any, measured: Path) -> None:
    assert answer("extensions", "-C", measured) == []
    assert grader("extensions", "-C", measured).out == "Nobody has more time than the others.\n"
    given = ("--author", "Prof. Wu", "-C", measured)
    assert grader("extend", "第二組", "--by", "1 d", "--reason", "ill", *given).status == 0
    for time in ("3 d", "0 d"):
        assert grader("extend", "g03", "--by", time, "--reason", "a slip", *given).status == 0
    (measured / "longer.csv").write_text("who,until,component,reason\ns1,2027-02-01T12:00Z,project,moved\n", encoding="utf-8")
    file = measured / "course.yaml"
    file.write_text(file.read_text(encoding="utf-8") + "extensions: longer.csv\n", encoding="utf-8")
    listed, given_by_hand = answer("extensions", "-C", measured)
    assert listed == {
        "who": "s1", "component": "project", "until": "2027-02-01T12:00:00+00:00", "by_minutes": None, "reason": "moved",
        "author": None, "at": None,
    }  # fmt: skip
    assert given_by_hand.pop("at")
    assert given_by_hand == {
        "who": "第二組", "component": None, "until": None, "by_minutes": 1440, "reason": "ill", "author": "Prof. Wu"
    }  # fmt: skip
    printed = grader("extensions", "-C", measured).out
    assert "第二組" in printed
    assert "g03" not in printed


def test_env_list(answer: Any, measured: Path) -> None:
    assert answer("env", "list", "-C", measured) == []
    (measured / "packages.txt").write_text("idna\n", encoding="utf-8")
    file = measured / "course.yaml"
    stated = "environments: {keras2: {requirements: packages.txt, variables: {TF_USE_LEGACY_KERAS: '1'}}}\n"
    file.write_text(file.read_text(encoding="utf-8") + stated, encoding="utf-8")
    (missing,) = answer("env", "list", "-C", measured)
    assert missing == {
        "name": "keras2", "requirements": str(measured / "packages.txt"), "variables": {"TF_USE_LEGACY_KERAS": "1"},
        "built": False, "fingerprint": None, "folder": None, "modules": None,
    }  # fmt: skip
    opened = open_course(measured)
    built = _built(opened.file.environments[0], measured / ENVIRONMENTS)
    (found,) = answer("env", "list", "-C", measured)
    assert (found["built"], found["folder"], found["modules"]) == (True, str(built), 2)
    assert found["fingerprint"].startswith(built.name)
    (measured / "packages.txt").write_text("idna==3.10\n", encoding="utf-8")
    assert answer("env", "list", "-C", measured)[0]["built"] is False


def _built(environment: Environment, folder: Path) -> Path:
    """Leave the record that a build leaves, without its minutes."""
    place = place_of(environment, folder)
    place.mkdir(parents=True)
    (place / "built.json").write_text(json.dumps({"modules": ["idna", "json"], "packages": ["idna==3.10"]}), encoding="utf-8")
    return place


def test_marks_list_history_and_differences(answer: Any, grader: Any, measured: Path) -> None:
    talk = "project.presentation"
    assert answer("marks", "list", "-C", measured) == []
    assert grader("adjust", talk, "第二組", "15", "--reason", "清楚", "--author", "Prof. Wu", "-C", measured).status == 0
    (entry,) = answer("marks", "list", "-C", measured)
    assert entry.pop("at")
    kept = {"criterion": talk, "who": "第二組", "points": "15", "author": "Prof. Wu", "reason": "清楚"}
    assert entry == kept | {"counts": True}
    (once,) = answer("marks", "history", talk, "第二組", "-C", measured)
    assert kept.items() <= once.items()
    assert answer("marks", "differences", "-C", measured) == []


def test_ballots_and_ratings_of_a_rubric_without_them(answer: Any, measured: Path) -> None:
    assert answer("ballots", "-C", measured) == {"ballots": {}, "selections": {}}
    assert answer("ratings", "-C", measured) == {"components": {}, "git": {}}


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
