from __future__ import annotations

from pathlib import Path

import pytest

from grader.core.environment import Environment
from grader.core.errors import InputError
from grader.intake.environments import read_environments
from grader.intake.located_yaml import read_yaml


def read(folder: Path, text: str) -> tuple[Environment, ...]:
    (folder / "packages.txt").write_text("numpy\n", encoding="utf-8")
    (folder / "course.yaml").write_text(text, encoding="utf-8")
    entries = read_yaml(folder / "course.yaml").fields(optional=("environment", "environments"))
    return read_environments(entries.get("environment"), entries.get("environments"))


def test_one_environment_is_a_requirements_file(tmp_path: Path) -> None:
    assert read(tmp_path, "environment: packages.txt") == (Environment("course", tmp_path / "packages.txt"),)


def test_one_environment_may_have_variables(tmp_path: Path) -> None:
    (only,) = read(tmp_path, "environment: {requirements: packages.txt, variables: {KERAS_BACKEND: jax}}")
    assert only == Environment("course", tmp_path / "packages.txt", (("KERAS_BACKEND", "jax"),))


def test_several_have_names_and_variables_in_the_order_of_the_file(tmp_path: Path) -> None:
    text = "environments: {new: packages.txt, old: {requirements: packages.txt, variables: {TF_USE_LEGACY_KERAS: 1}}}"
    new, old = read(tmp_path, text)
    assert (new.name, old.name) == ("new", "old")
    assert old.variables == (("TF_USE_LEGACY_KERAS", "1"),)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("environment: absent.txt", "there is no file"),
        ("environment: packages.txt\nenvironments: {a: packages.txt}", "both"),
        ("environments: {Old One: packages.txt}", "no name for an environment"),
        ("environments: {a: {variables: {X: 1}}}", "requirements"),
        ("environment: {variables: {X: 1}}", "requirements"),
        ("environments: {a: {requirements: packages.txt, variables: {ld-preload: x}}}", "no name of a variable"),
    ],
)
def test_what_is_wrong_is_told_with_its_line(tmp_path: Path, text: str, words: str) -> None:
    with pytest.raises(InputError, match=words) as caught:
        read(tmp_path, text)
    assert caught.value.line
