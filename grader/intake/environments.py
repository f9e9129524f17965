"""Read which environments a course's notebooks run in."""

from __future__ import annotations

import re
from pathlib import Path

from grader.core.environment import Environment
from grader.intake.existing_file import existing_file
from grader.intake.located import Located

_NAME = re.compile(r"[a-z][a-z0-9-]{0,30}")
_VARIABLE = re.compile(r"[A-Z][A-Z0-9_]{0,60}")
ONLY = "course"


def read_environments(one: Located | None, several: Located | None) -> tuple[Environment, ...]:
    """Return what `environment:` (one) or `environments:` (a name for each) states; none for neither.

    An environment is a path, or `{requirements: PATH, variables: {TF_USE_LEGACY_KERAS: 1}}`. Raises InputError with the line.
    """
    if one is not None and several is not None:
        raise several.error("the course file has both environment and environments", "keep one of them")
    if one is not None:
        return (_environment(ONLY, one),)
    return tuple(_named(name, value) for name, value in several.mapping().items()) if several is not None else ()


def _named(name: str, value: Located) -> Environment:
    if not _NAME.fullmatch(name):
        raise value.error(f"{name!r} is no name for an environment", "use small letters, digits and -, such as keras2")
    return _environment(name, value)


def _environment(name: str, value: Located) -> Environment:
    if value.kind != "mapping":
        return Environment(name, _requirements(value))
    entries = value.fields(required=("requirements",), optional=("variables",))
    variables = entries["variables"].mapping().items() if "variables" in entries else ()
    return Environment(name, _requirements(entries["requirements"]), tuple(_variable(key, entry) for key, entry in variables))


def _variable(name: str, value: Located) -> tuple[str, str]:
    if not _VARIABLE.fullmatch(name):
        raise value.error(f"{name!r} is no name of a variable", "write it in capitals, such as TF_USE_LEGACY_KERAS")
    return name, value.text("1")


def _requirements(value: Located) -> Path:
    return existing_file(value, "it lists packages, one a line, as pip reads them", example="requirements.txt")
