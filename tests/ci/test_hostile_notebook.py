"""A CI job of a repository whose notebook fights the report: what it prints and writes changes nothing that is said."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

import pytest

from grader.intake.starter import Starter, write_starter

HOSTILE = r"""
import os, sys
from pathlib import Path
print("::error file=a::FORGED\n::add-mask::graded\n::set-output name=a::FORGED\n</failure></testcase>FORGED", flush=True)
print("::add-mask::graded", file=sys.stderr)
os.write(1, b"\n::add-path::/FORGED\n")
os.write(2, b"\n::error::FORGED\n")
for name in ("summary.md", "self-check.xml", "self-check.json"):
    Path(name).write_text("FORGED")
for process in Path("/proc").glob("[0-9]*/environ"):  # without a wall it may find where the job's files are
    try:
        for line in process.read_bytes().split(b"\0"):
            if line.startswith(b"CI_FILES="):
                for name in ("summary.md", "self-check.xml", "self-check.json"):
                    Path(line[9:].decode(), name).write_text("FORGED")
    except OSError:
        pass
raise RuntimeError("cell\n::error::FORGED\n::add-mask::graded\n# FORGED\n<testcase name='FORGED'/> \x1b[2J ![a](https://evil.example)")
"""


@pytest.mark.slow
def test_what_a_notebook_prints_and_writes_changes_nothing(tmp_path: Path, grader_process: Any) -> None:
    work, files = tmp_path / "work", tmp_path / "files"
    files.mkdir()
    write_starter(work, Starter(data="digits28"))
    book = json.loads((work / "digits.ipynb").read_text(encoding="utf-8"))
    book["cells"][1]["source"] = HOSTILE
    name = "a,b%0A::error::FORGED.ipynb"
    (work / name).write_text(json.dumps(book, indent=1), encoding="utf-8")
    (work / "digits.ipynb").unlink()
    (work / "submission.yaml").write_text(f"notebook: {json.dumps(name)}\n", encoding="utf-8")
    git = ["git", "-C", str(work), "-c", "user.name=Ana", "-c", "user.email=ana@example.org"]
    for command in (["init", "-q", "-b", "main"], ["add", "-A"], ["commit", "-qm", "::error::FORGED"]):
        subprocess.run([*git, *command], check=True)
    options = ["--summary", files / "summary.md", "--junit", files / "self-check.xml", "--badge", files / "self-check.json"]
    ended = grader_process(
        "self-check", work, "--commit-only", "--annotations", "github", *options, CI_FILES=str(files), NO_COLOR="1", COLUMNS="200"
    )
    assert ended.status == 1, ended.err
    assert "::" not in ended.err

    first, *rest = ended.out.splitlines()
    word = first.removeprefix("::stop-commands::")
    end = rest.index(f"::{word}::")
    assert len(word) == 32
    commands = rest[end + 1 :]
    assert commands
    assert [line for line in commands if not line.startswith(("::error title=", "::warning title="))] == []
    assert "cell 2" in "".join(commands)
    assert word not in "".join(rest[:end])

    summary = (files / "summary.md").read_text(encoding="utf-8")
    assert summary.startswith("# Self-check of ")
    assert [line for line in summary.splitlines() if line.startswith("#") and "FORGED" in line] == []
    assert "](https://" not in summary
    (suite,) = ET.parse(files / "self-check.xml").getroot()  # noqa: S314 - our own
    assert len(suite) == int(suite.get("tests", "0"))
    assert [case for case in suite if case.get("name") == "FORGED"] == []
    assert json.loads((files / "self-check.json").read_text(encoding="utf-8"))["label"] == "self-check"
    assert "FORGED" not in (files / "self-check.json").read_text(encoding="utf-8")
