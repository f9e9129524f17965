"""What `--help` says fits a terminal, costs nothing, and is what README.md says."""

from __future__ import annotations

import re
import resource
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import typer

from grader.cli.app import app

README = (Path(__file__).parents[2] / "README.md").read_text(encoding="utf-8")
COMMANDS: dict[str, Any] = typer.main.get_command(app).commands  # type: ignore[attr-defined]  # a group: it has several
BELOW = [f"{name} {below}" for name, command in COMMANDS.items() for below in getattr(command, "commands", {})]
REFERENCE = README.partition("\n## Commands\n")[2].partition("\n## ")[0]
HEAVY = ("tensorflow", "keras", "pandas", "sklearn", "scipy", "matplotlib", "numpy", "ruamel", "git")


def _options(command: Any) -> set[str]:
    own = {name for parameter in command.params for name in (*parameter.opts, *parameter.secondary_opts) if name.startswith("-")}
    return own.union(*(_options(below) for below in getattr(command, "commands", {}).values()))


def _section(name: str) -> str:
    return REFERENCE.partition(f"\n### {name}\n")[2].partition("\n### ")[0]


@pytest.mark.parametrize("command", ["", *COMMANDS, *BELOW])
def test_help_fits_eighty_columns_and_costs_little(grader_process: Any, command: str) -> None:
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    ended = grader_process(*command.split(), "--help", COLUMNS="80", TERM="dumb")
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    assert (ended.status, ended.err) == (0, "")
    assert f"Usage: grader {command}".strip() in ended.out.replace("python -m grader", "grader")
    assert [line for line in ended.out.splitlines() if len(line) > 80] == []
    assert after.ru_utime - before.ru_utime < 3  # seconds of CPU: TensorFlow alone would take more


def test_help_names_every_command(grader_process: Any) -> None:
    listed = grader_process("--help", COLUMNS="80", TERM="dumb").out
    assert [name for name in COMMANDS if not re.search(rf"^\W*{name} ", listed, re.MULTILINE)] == []


@pytest.mark.parametrize("command", ["", *COMMANDS])
def test_help_imports_nothing_heavy(command: str) -> None:
    arguments = ["grader", *command.split(), "--help"]
    code = f"""
import sys
sys.argv = {arguments!r}
from grader.cli.app import main
try:
    main()
finally:
    print("LOADED", *sorted({{name.split(".")[0] for name in sys.modules}} & set({HEAVY!r})))
"""
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.splitlines()[-1] == "LOADED"


def test_nothing_at_all_is_answered_with_the_help(grader_process: Any) -> None:
    assert "grade-all" in "".join((ended := grader_process()).out + ended.err)


def test_the_readme_has_a_section_for_each_command_and_for_no_other() -> None:
    named = re.findall(r"^### ([a-z-]+)$", REFERENCE, re.MULTILINE)
    assert sorted(named) == sorted(COMMANDS)


@pytest.mark.parametrize("command", COMMANDS)
def test_the_readme_names_every_option_of_a_command_and_no_other(command: str) -> None:
    section = _section(command)
    real = _options(COMMANDS[command])
    named = set(re.findall(r"(?<![\w-])--?[a-zA-Z][\w-]*", " ".join(re.findall(r"`([^`\n]+)`", section))))
    assert {option for option in real if option.startswith("--") and option != "--help"} - named == set()
    assert named - real - {"-h", "--help"} == set()


@pytest.mark.parametrize("command", COMMANDS)
def test_the_readme_gives_the_usage_that_the_command_gives(grader_process: Any, command: str) -> None:
    usage = re.search(r"Usage: (?:python -m )?(grader .*?)\s*$", grader_process(command, "--help", TERM="dumb").out, re.MULTILINE)
    assert usage
    plain = re.sub(r"[{}]", "", usage[1]).replace("[[", "[").replace("]]", "]")  # typer's own brackets around an argument's name
    assert f"    {plain}\n" in _section(command)


def test_every_command_in_the_readme_exists_with_its_options() -> None:
    lines = re.findall(r"(?:^ {4,}|`)(?:\.venv/bin/)?grader +([a-z][^`#\n]*)", README, re.MULTILINE)
    assert len(lines) > 15
    for line in lines:
        name, *rest = line.split()
        assert name in COMMANDS, line
        unknown = (
            {word.partition("=")[0] for word in rest if re.match(r"--?[a-zA-Z]", word)}
            - _options(COMMANDS[name])
            - {"--help", "-h"}
        )
        assert unknown == set(), line
