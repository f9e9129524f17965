"""Write a commit's files into a tar archive without checking anything out."""

from __future__ import annotations

import hashlib
import tarfile
import tempfile
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from grader.core.errors import MachineError, SubmissionError
from grader.core.show import show
from grader.intake.git_command import git_command
from grader.intake.git_failure import git_failure
from grader.intake.git_limits import GitLimits
from grader.intake.git_tree import TreeEntry

_LFS = b"version https://git-lfs.github.com/spec/"


@dataclass(frozen=True)
class TreeFile:
    """A file of the graded commit, with its size in bytes and the SHA-256 of its content."""

    path: str
    bytes: int
    sha256: str


class _Hashing:
    """A reader that hashes what passes through it and keeps the first bytes."""

    def __init__(self, stream: IO[bytes]) -> None:
        self._stream = stream
        self.digest = hashlib.sha256()
        self.head = b""

    def read(self, size: int) -> bytes:
        block = self._stream.read(size)
        self.digest.update(block)
        self.head = self.head or block[: len(_LFS)]
        return block


def write_tree_archive(
    repository: Path, entries: Iterable[TreeEntry], archive: Path, *, limits: GitLimits
) -> tuple[tuple[TreeFile, ...], tuple[str, ...]]:
    """Write `entries` to the new file `archive`, and return their hashes and a note for each Git LFS pointer.

    The archive's bytes depend on paths, modes and contents only: no times, owners or links. Raises SubmissionError
    where an object is missing, MachineError where Git fails.
    """
    wanted = list(entries)
    with tempfile.TemporaryFile() as names:
        names.write("".join(f"{entry.object}\n" for entry in wanted).encode("ascii"))
        names.seek(0)
        arguments = [f"--git-dir={repository}", "cat-file", "--batch"]
        with git_command(arguments, folder=repository, limits=limits, stdin=names) as run, archive.open("xb") as out:
            try:
                files, notes = _copy(run.stdout, wanted, out)
            except (OSError, tarfile.TarError) as error:
                raise MachineError(f"a commit's files could not be written to {archive}: {error}") from error
    if run.code:
        raise git_failure(run.code, run.stderr, protocol="none")
    return files, notes


def _copy(stream: IO[bytes], entries: list[TreeEntry], out: IO[bytes]) -> tuple[tuple[TreeFile, ...], tuple[str, ...]]:
    files, notes = [], []
    with tarfile.open(fileobj=out, mode="w", format=tarfile.PAX_FORMAT) as tar:
        for entry in entries:
            _expect_header(stream, entry)
            content = _Hashing(stream)
            tar.addfile(_member(entry), content)  # type: ignore[arg-type]  # only read() is used
            stream.read(1)  # the newline after each object
            files.append(TreeFile(entry.path, entry.bytes, content.digest.hexdigest()))
            if content.head == _LFS:
                notes.append(f"'{show(entry.path, 120)}' is a Git LFS pointer, not the file itself: commit the file without LFS.")
    return tuple(files), tuple(notes)


def _expect_header(stream: IO[bytes], entry: TreeEntry) -> None:
    header = stream.readline(200).decode("ascii", "replace").split()
    if header[1:] == ["missing"]:
        raise SubmissionError(f"The commit lacks the content of '{show(entry.path, 120)}': push it again from a full clone.")
    if header != [entry.object, "blob", str(entry.bytes)]:
        raise MachineError("Git ended, or answered out of turn, while a commit's files were read")


def _member(entry: TreeEntry) -> tarfile.TarInfo:
    member = tarfile.TarInfo(entry.path)
    member.size, member.mode, member.mtime = entry.bytes, entry.mode, 0
    return member
