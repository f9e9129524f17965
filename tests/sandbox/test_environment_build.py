from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from grader.core.environment import Environment
from grader.core.errors import InputError, MachineError
from grader.sandbox.environment_build import build_environment, find_environment


def requirements(folder: Path, text: str) -> Environment:
    (folder / "packages.txt").write_text(text, encoding="utf-8")
    return Environment("plain", folder / "packages.txt")


@pytest.mark.slow
def test_an_environment_is_built_once_apart_from_ours_and_found_again(tmp_path: Path) -> None:
    environment = requirements(tmp_path, "idna\n")
    built = build_environment(environment, tmp_path / "environments")
    assert {"idna", "nbclient", "ipykernel"} <= built.modules
    assert "tensorflow" not in built.modules
    compiled = list(Path(built.prefix).rglob("idna/__pycache__/*.pyc"))
    assert compiled
    said: list[str] = []
    assert build_environment(environment, tmp_path / "environments", said.append) == built
    assert said == []
    assert find_environment(environment, tmp_path / "environments") == built
    version = subprocess.run(
        [built.python, "-c", "import idna; print(idna.__file__)"], capture_output=True, text=True, check=True
    )
    assert version.stdout.startswith(built.prefix)


def test_one_that_was_never_built_says_how(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="grader env build"):
        find_environment(requirements(tmp_path, "idna\n"), tmp_path)


def test_requirements_that_cannot_be_met_are_told_in_the_installers_words(tmp_path: Path) -> None:
    with pytest.raises(MachineError, match=r"no-such-package-anywhere|No solution|not found"):
        build_environment(requirements(tmp_path, "no-such-package-anywhere==99\n"), tmp_path / "environments")
