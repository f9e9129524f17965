"""A real Git repository made of bytes and dates, the same to the last commit each time."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Mapping, Sequence
from datetime import datetime
from email.utils import parseaddr
from pathlib import Path

from grader.core.errors import InputError, MachineError
from grader.intake.expected_sample import SampleCommit

_SETTINGS = ("core.hooksPath=/dev/null", "core.autocrlf=false", "core.quotePath=false", "commit.gpgSign=false", "gc.auto=0")


def sample_repository(into: Path, files: Mapping[str, bytes], commits: Sequence[SampleCommit], deadline: datetime) -> None:
    """Make the repository `into` (branch main) with the commits in order; without commits it stays empty.

    Neither the user's Git settings nor the clock have a part in it, so the same arguments make the same commits.
    Raises InputError where `into` exists or a commit names a file that is not there, MachineError where Git fails.
    """
    if into.exists():
        raise InputError("there is something already where the sample repository would be", file=into, hint="name a new folder")
    into.mkdir(parents=True)
    _git(into, "init", "--quiet", "--template=", "--initial-branch=main")
    left = dict(files)
    for commit in commits:
        _write(into, {path: _take(left, path, into) for path in (tuple(left) if commit.files is None else commit.files)})
        _git(into, "add", "--all", "--force")
        _git(
            into,
            "commit",
            "--quiet",
            "--allow-empty",
            "--cleanup=verbatim",
            f"--message={commit.message}",
            **_who(commit, deadline),
        )


def _take(left: dict[str, bytes], path: str, into: Path) -> bytes:
    if path not in left:
        raise InputError(f"a commit of the sample {into.name} takes {path}, which is not among its files or is committed already")
    return left.pop(path)


def _write(into: Path, files: Mapping[str, bytes]) -> None:
    for path, content in files.items():
        target = into / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(content)


def _who(commit: SampleCommit, deadline: datetime) -> dict[str, str]:
    name, address = parseaddr(commit.author)
    date = f"{int((deadline + commit.at).timestamp())} +0000"
    return {
        f"GIT_{role}_{key}": value
        for role in ("AUTHOR", "COMMITTER")
        for key, value in (("NAME", name), ("EMAIL", address), ("DATE", date))
    }


def _git(into: Path, *arguments: str, **extra: str) -> None:
    settings = (word for setting in _SETTINGS for word in ("-c", setting))
    environment = {
        "PATH": os.environ.get("PATH", os.defpath),
        "HOME": os.devnull,
        "LC_ALL": "C.UTF-8",
        "GIT_CONFIG_NOSYSTEM": "1",
        "GIT_CONFIG_GLOBAL": os.devnull,
        "GIT_TERMINAL_PROMPT": "0",
        "GIT_CEILING_DIRECTORIES": str(into.resolve().parent),
        **extra,
    }
    try:
        command = ["git", *settings, *arguments]
        subprocess.run(command, cwd=into, env=environment, check=True, capture_output=True, encoding="utf-8", errors="replace")
    except FileNotFoundError as error:
        raise MachineError("the program git was not found: install Git") from error
    except subprocess.CalledProcessError as error:
        raise MachineError(f"git {arguments[0]} failed: {error.stderr.strip()[-300:]}") from error
