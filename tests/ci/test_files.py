"""The files that make CI check a group's repository: valid, pinned, with no more rights than reading."""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from ruamel.yaml import YAML

from grader.core.forge import Forge
from grader.intake.starter import Starter, write_starter

ROOT = Path(__file__).parents[2]
WORKFLOWS = ("called", "starter", "instructor")
PINNED = {
    "actions/checkout": "3d3c42e5aac5ba805825da76410c181273ba90b1",
    "actions/setup-python": "5fda3b95a4ea91299a34e894583c3862153e4b97",
    "actions/cache": "27d5ce7f107fe9357f9df03efb73ab90386fccae",
    "actions/upload-artifact": "bbbca2ddaa5d8feaa63e36b76fdaad77386f024f",
}


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    folder = tmp_path_factory.mktemp("starter") / "new"
    write_starter(folder, Starter(forge=Forge.BOTH))
    return {
        "called": ROOT / ".github" / "workflows" / "self-check.yml",
        "starter": folder / ".github" / "workflows" / "self-check.yml",
        "instructor": ROOT / "grader" / "starter_files" / "grade-all.yml",
        "action": ROOT / "action.yml",
        "gitlab": ROOT / ".ci" / "gitlab-self-check.yml",
        "starter-gitlab": folder / ".gitlab-ci.yml",
    }


def read(path: Path) -> Any:
    return YAML(typ="safe").load(path.read_text(encoding="utf-8"))


def steps(document: Any) -> list[dict[str, Any]]:
    if "runs" in document:
        return list(document["runs"]["steps"])
    return [step for job in document["jobs"].values() for step in job["steps"]]


@pytest.mark.parametrize(
    ("name", "schema"),
    [
        *((name, "vendor.github-workflows") for name in WORKFLOWS),
        ("action", "vendor.github-actions"),
        ("gitlab", "vendor.gitlab-ci"),
        ("starter-gitlab", "vendor.gitlab-ci"),
    ],
)
def test_it_is_what_the_forge_reads(files: dict[str, Path], name: str, schema: str) -> None:
    command = [sys.executable, "-m", "check_jsonschema", "--builtin-schema", schema, str(files[name])]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout


@pytest.mark.parametrize("name", WORKFLOWS)
def test_a_linter_finds_nothing_in_a_workflow(
    files: dict[str, Path], name: str, actionlint: Callable[[Path], list[dict[str, Any]]]
) -> None:
    # The label of a runner of one's own is one's own.
    assert [one for one in actionlint(files[name]) if '"gpu"' not in one["message"]] == []


def test_the_linter_would_find_something(tmp_path: Path, files: dict[str, Path], actionlint: Callable[[Path], list[Any]]) -> None:
    wrong = files["called"].read_text(encoding="utf-8").replace("inputs.grader }}", "inputs.nothing }}")
    (tmp_path / "wrong.yml").write_text(wrong, encoding="utf-8")
    assert actionlint(tmp_path / "wrong.yml")


@pytest.mark.parametrize("name", [*WORKFLOWS, "action"])
def test_every_action_is_pinned_to_the_commit_of_a_release(files: dict[str, Path], name: str) -> None:
    used = re.findall(r"uses: (\S+)@(\S+) # v\d+\.\d+\.\d+\n", files[name].read_text(encoding="utf-8"))
    assert used
    assert len(used) == sum("uses" in step for step in steps(read(files[name])))
    assert all(PINNED[action] == commit for action, commit in used)


@pytest.mark.parametrize("name", WORKFLOWS)
def test_a_workflow_may_read_the_contents_and_nothing_else(files: dict[str, Path], name: str) -> None:
    document, text = read(files[name]), files[name].read_text(encoding="utf-8")
    assert document["permissions"] == {"contents": "read"}
    assert not any("permissions" in job for job in document["jobs"].values())
    assert "secrets." not in text
    assert "pull_request_target" not in text  # it would lend a fork's code the rights of the repository
    (checkout,) = [step for step in steps(document) if step.get("uses", "").startswith("actions/checkout@")]
    assert checkout["with"]["persist-credentials"] is False


@pytest.mark.parametrize("name", [*WORKFLOWS, "action"])
def test_nothing_from_outside_becomes_part_of_a_script(files: dict[str, Path], name: str) -> None:
    assert [step["run"] for step in steps(read(files[name])) if "${{" in step.get("run", "")] == []


def test_the_instructors_workflow_runs_for_nobody_elses_push_and_gives_nothing_away(files: dict[str, Path]) -> None:
    document = read(files["instructor"])
    assert set(document[True] if True in document else document["on"]) == {"schedule", "repository_dispatch", "workflow_dispatch"}
    assert not [step for step in steps(document) if "artifact" in step.get("uses", "")]
    assert "self-hosted" in document["jobs"]["grade"]["runs-on"]
