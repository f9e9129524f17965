"""The GitLab template, run as a job on this machine."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest

from grader.intake.starter import Starter, write_starter

ROOT = Path(__file__).parents[2]


@pytest.mark.slow
def test_the_template_checks_a_repository_and_leaves_its_reports(tmp_path: Path, gitlab_ci_local: Path) -> None:
    work = tmp_path / "work"
    write_starter(work, Starter(data="digits28"))
    template = (ROOT / ".ci" / "gitlab-self-check.yml").read_text(encoding="utf-8")
    (work / ".gitlab-ci.yml").write_text(template, encoding="utf-8")
    git = ["git", "-C", str(work), "-c", "user.name=Ana", "-c", "user.email=ana@example.org"]
    for command in (["init", "-q", "-b", "main"], ["add", "-A"], ["commit", "-qm", "Start"]):
        subprocess.run([*git, *command], check=True)
    subprocess.run([*git, "remote", "add", "origin", "git@gitlab.example.org:groups/alpha.git"], check=True)
    programs = tmp_path / "bin"
    programs.mkdir()
    # rsync would only copy the folder that the job already runs in; not every machine has it.
    for name, line in (("grader", f'exec {sys.executable} -m grader "$@"'), ("rsync", "exit 0")):
        (programs / name).write_text(f"#!/bin/sh\n{line}\n")
        (programs / name).chmod(0o755)
    variables = {**os.environ, "PATH": f"{programs}:{os.environ['PATH']}", "PYTHONPATH": str(ROOT), "HOME": str(tmp_path)}
    command = [gitlab_ci_local, "--force-shell-executor", "--variable", "GRADER_OPTIONS=--quick --data digits28", "self-check"]
    done = subprocess.run(command, cwd=work, env=variables, capture_output=True, text=True, check=False, timeout=300)
    assert done.returncode == 1, done.stdout + done.stderr  # nothing is filled in
    assert "missing: training, prediction, specification, model" in " ".join(done.stdout.replace("self-check >", "").split())
    (suite,) = ET.parse(work / "self-check.xml").getroot()  # noqa: S314 - our own
    assert int(suite.get("failures", "0")) == 2
    assert (work / "self-check.md").read_text(encoding="utf-8").startswith("# Self-check of ")
    assert json.loads((work / "self-check.json").read_text(encoding="utf-8"))["message"] == "2 to do"
    quality = json.loads((work / "gl-code-quality-report.json").read_text(encoding="utf-8"))
    assert {one["check_name"] for one in quality} >= {"Model"}
