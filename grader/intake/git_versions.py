"""Take the versions of notebooks out of a repository's history, unread."""

from __future__ import annotations

import io
import tarfile
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import IO

from grader.intake.git_command import git_command
from grader.intake.git_limits import MB, GitLimits

_EACH, _ALL = 20 * MB, 200 * MB


def write_versions(repository: Path, objects: Sequence[str], archive: Path, *, limits: GitLimits) -> tuple[str, ...]:
    """Write Git objects to the new tar file `archive`, each under its name; return notes on what was left out.

    An object of more than 20 MB is left out, and what goes beyond 200 MB in all. Raises MachineError where Git is not there.
    """
    with tempfile.TemporaryFile() as names:
        names.write("".join(f"{name}\n" for name in objects).encode("ascii"))
        names.seek(0)
        arguments = [f"--git-dir={repository}", "cat-file", "--batch"]
        with git_command(arguments, folder=repository, limits=limits, stdin=names) as run, tarfile.open(archive, "x") as tar:
            left_out = _copy(run.stdout, objects, tar)
    if run.code:
        return ("The history is too large to count all changes of its notebooks.",)
    return (f"{left_out} versions of notebooks are too large to be counted.",) if left_out else ()


def _copy(stream: IO[bytes], objects: Sequence[str], tar: tarfile.TarFile) -> int:
    """Copy what Git hands out; return how many objects were passed over."""
    left_out, total = 0, 0
    for name in objects:
        header = stream.readline(200).split()
        if len(header) != 3 or not header[2].isdigit():
            left_out += 1  # an object that the repository lacks has a header and nothing else
            continue
        size = int(header[2])
        total += size if size <= _EACH else 0
        if size > _EACH or total > _ALL or header[1] != b"blob":
            left_out += 1
            _skip(stream, size)
        else:
            body = stream.read(size)
            member = tarfile.TarInfo(name)
            member.size = len(body)  # less where Git ended; its exit status says so
            tar.addfile(member, io.BytesIO(body))
        stream.read(1)  # the newline after each object
    return left_out


def _skip(stream: IO[bytes], size: int) -> None:
    while size > 0 and (block := stream.read(min(size, MB))):
        size -= len(block)
