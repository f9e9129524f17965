import json
from pathlib import Path
from typing import Any

import pytest

from grader.core.errors import InputError
from grader.intake.push import Push
from grader.intake.push_events import read_push_events

A, B, C = "a" * 40, "b" * 40, "c" * 40
GITHUB = {
    "id": "1", "type": "PushEvent", "actor": {"login": "ann"}, "repo": {"name": "dl/alpha"}, "created_at": "2027-01-08T15:00:00Z",
    "payload": {"ref": "refs/heads/main", "head": B, "before": A, "commits": [{"sha": C}, {"sha": B}]},
}  # fmt: skip
GITLAB = {
    "project_id": 7, "action_name": "pushed to", "created_at": "2027-01-08T16:00:00.250+01:00",
    "push_data": {"commit_count": 1, "action": "pushed", "ref_type": "branch", "commit_from": A, "commit_to": C, "ref": "main"},
}  # fmt: skip
REMOVED = {"action_name": "deleted", "created_at": "2027-01-08T16:00:00Z", "push_data": {"action": "removed", "commit_to": None}}
OTHER = {"type": "WatchEvent", "created_at": "2027-01-08T15:00:00Z", "payload": {"action": "started"}}
AT = 1799420400


def read(folder: Path, text: str) -> tuple[Push, ...]:
    path = folder / "events.json"
    path.write_text(text, encoding="utf-8")
    return read_push_events(path)


def test_pushes_of_github_and_gitlab_are_read_and_other_events_passed_over(tmp_path: Path) -> None:
    assert read(tmp_path, json.dumps([GITHUB, OTHER, GITLAB, REMOVED])) == (Push(AT, (B, C, B), A), Push(AT, (C,), A))


def test_pages_one_after_the_other_and_lists_by_repository_are_read_alike(tmp_path: Path) -> None:
    assert len(read(tmp_path, json.dumps([GITHUB]) + "\n" + json.dumps([GITLAB, OTHER]))) == 2
    assert len(read(tmp_path, json.dumps({"dl/alpha": [GITHUB], "dl/beta": [GITHUB, GITLAB]}))) == 3


@pytest.mark.parametrize("before", [None, 7, "0" * 40, "main"])
def test_a_push_that_made_its_branch_has_nothing_before_it(tmp_path: Path, before: Any) -> None:
    github = {**GITHUB, "payload": {"head": B, "before": before}}
    gitlab = {**GITLAB, "push_data": {"commit_from": before, "commit_to": C}}
    assert read(tmp_path, json.dumps([github, gitlab])) == (Push(AT, (B,)), Push(AT, (C,)))


@pytest.mark.parametrize("head", [None, 7, "--all", "0" * 40, "main"])
def test_what_is_no_commit_is_no_push(tmp_path: Path, head: Any) -> None:
    assert read(tmp_path, json.dumps([{**GITHUB, "payload": {"head": head}}, OTHER])) == ()


@pytest.mark.parametrize(
    ("text", "line", "words"),
    [
        ("[]", 1, "holds no event"),
        ("", 1, "holds no event"),
        ('[\n{"type": }\n]', 2, "not JSON"),
        ('{"message": "Not Found"}', 1, "not a list of events"),
        ("[1]", 1, "not a list of events"),
        (json.dumps([OTHER, {**GITHUB, "created_at": "today"}]), 1, "event 2 has no readable 'created_at': today"),
        (json.dumps([{**GITHUB, "created_at": None}]), 1, "event 1 has no readable 'created_at'"),
    ],
)
def test_what_is_wrong_is_refused_with_a_hint(tmp_path: Path, text: str, line: int, words: str) -> None:
    with pytest.raises(InputError) as caught:
        read(tmp_path, text)
    assert words in str(caught.value)
    assert (caught.value.line, bool(caught.value.hint)) == (line, True)
