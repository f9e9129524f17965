"""Read `grader.toml`: what a course publishes for its groups' own checks."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from grader.core.errors import InputError
from grader.core.show import show
from grader.intake.did_you_mean import did_you_mean
from grader.intake.moment import EXAMPLE, read_moment

NAME = "grader.toml"
_TEXTS = ("rubric", "data", "time")
_MOST_BYTES = 64 * 1024


@dataclass(frozen=True)
class Published:
    """What the file says, '', () or None where it says nothing; `rubric` is a name, an address, or a path from `folder`."""

    rubric: str = ""
    data: str = ""
    time: str = ""
    packages: tuple[str, ...] = ()
    deadline: datetime | None = None
    folder: Path = Path()


def find_published(folder: Path) -> Published:
    """Read the nearest `grader.toml` from `folder` up to the top of its repository; an empty one where there is none.

    Raises InputError where the file is no TOML, or holds a key or a value that means nothing.
    """
    for place in (folder, *folder.parents):
        if (place / NAME).is_file():
            return _read(place / NAME)
        if (place / ".git").exists():
            break
    return Published(folder=folder)


def _read(path: Path) -> Published:
    body = path.read_bytes()
    if len(body) > _MOST_BYTES:
        raise InputError(f"the file is larger than {_MOST_BYTES // 1024} kB", file=path)
    try:
        content = tomllib.loads(body.decode("utf-8"))
    except ValueError as error:
        raise InputError(
            f"this is no TOML: {show(error)}", file=path, hint='a line is such as: rubric = "ncku-deep-learning"'
        ) from None
    known = (*_TEXTS, "packages", "deadline")
    for key in content:
        if key not in known:
            raise InputError(f"the key {show(key, 60)!r} is not known", file=path, hint=did_you_mean(key, known, kind="keys"))
    packages, deadline = _packages(content.get("packages", []), path), _moment(content.get("deadline"), path)
    return Published(**_texts(content, path), packages=packages, deadline=deadline, folder=path.parent)


def _texts(content: Mapping[str, Any], path: Path) -> dict[str, str]:
    for key in _TEXTS:
        if not isinstance(content.get(key, ""), str):
            raise InputError(f"{key} must be a text", file=path, hint=f'write it in quotes: {key} = "…"')
    return {key: content[key] for key in _TEXTS if key in content}


def _packages(value: object, path: Path) -> tuple[str, ...]:
    if not isinstance(value, list) or not all(isinstance(one, str) for one in value):
        raise InputError("packages must be a list of names", file=path, hint='such as packages = ["seaborn", "torch"]')
    return tuple(value)


def _moment(value: object, path: Path) -> datetime | None:
    """Return a date and time with its zone, written as TOML's own or as a text."""
    if value is None:
        return None
    try:
        return read_moment(value.isoformat() if isinstance(value, datetime) else str(value))
    except ValueError as error:
        raise InputError(f"the deadline {error.args[0]}", file=path, hint=f"write it as deadline = {EXAMPLE}") from None
