"""List the files of one commit that may be taken out of it."""

from __future__ import annotations

import unicodedata
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from grader.core.errors import SubmissionError
from grader.core.show import show
from grader.intake.git_command import git_command
from grader.intake.git_failure import git_failure
from grader.intake.git_limits import GitLimits

_MODES = {"100644": 0o644, "100755": 0o755}
_SKIPPED_MODES = {"120000": "symbolic link", "160000": "submodule"}
_PART_BYTES = 200
_PATH_BYTES = 1000
_ENTRY_BYTES = _PATH_BYTES + 200
_NOTES_EACH = 3


@dataclass(frozen=True)
class TreeEntry:
    """A regular file of the commit: its Git object, size in bytes, and mode 0o644 or 0o755."""

    path: str
    object: str
    bytes: int
    mode: int


def list_tree(repository: Path, commit: str, *, limits: GitLimits) -> tuple[tuple[TreeEntry, ...], tuple[str, ...]]:
    """Return the commit's regular files sorted by path, and sentences on what was left out.

    Links, submodules and names that are unsafe, too long or clash are left out and said so.
    Raises SubmissionError where there are too many files or too many bytes.
    """
    arguments = [f"--git-dir={repository}", "ls-tree", "-r", "-l", "-z", "--full-tree", commit]
    skipped: Counter[str] = Counter()
    notes: list[str] = []
    with git_command(arguments, folder=repository, limits=limits) as run:
        entries = []
        for mode, entry in _bounded(run.stdout, limits):
            if reason := _SKIPPED_MODES.get(mode) or _unsafe(mode, entry.path):
                _note(reason, entry.path, skipped, notes)
            else:
                entries.append(entry)
    if run.code:
        raise _broken_tree(run.code) or git_failure(run.code, run.stderr, protocol="none")
    kept = list(_without_clashes(sorted(entries, key=lambda entry: entry.path), skipped, notes))
    return tuple(kept), (*notes, *_rest(skipped))


def _bounded(stream: IO[bytes], limits: GitLimits) -> Iterator[tuple[str, TreeEntry]]:
    total = 0
    for count, record in enumerate(_records(stream)):
        if count >= limits.files:
            raise SubmissionError(f"The commit has more than {limits.files} files: keep data out of the repository.")
        mode, entry = _parse(record)
        total += entry.bytes
        if entry.bytes > limits.file_bytes or total > limits.total_bytes:
            most = f"one file of {_megabytes(limits.file_bytes)}, {_megabytes(limits.total_bytes)} in all"
            raise SubmissionError(f"The commit's files are too large ('{show(entry.path, 80)}'; allowed: {most}).")
        yield mode, entry


def _records(stream: IO[bytes]) -> Iterator[bytes]:
    rest = b""
    while block := stream.read(65536):
        *whole, rest = (rest + block).split(b"\0")
        yield from whole
        if len(rest) > 16 * _ENTRY_BYTES:
            raise SubmissionError("The commit holds a file whose path is far too long.")


def _parse(record: bytes) -> tuple[str, TreeEntry]:
    facts, _, path = record.partition(b"\t")
    mode, _, name, size = facts.decode("ascii").split()
    # Surrogates stand for bytes that are not UTF-8; such a name is left out below.
    return mode, TreeEntry(path.decode("utf-8", "surrogateescape"), name, 0 if size == "-" else int(size), _MODES.get(mode, 0))


def _unsafe(mode: str, path: str) -> str:
    parts = path.split("/")
    raw = path.encode("utf-8", "surrogateescape")
    tests = {
        "entry of an unknown kind": mode not in _MODES,
        "name that is not UTF-8": any(0xD800 <= ord(c) <= 0xDFFF for c in path),
        "name with control characters": any(unicodedata.category(c) in {"Cc", "Zl", "Zp"} for c in path),
        "name that leads elsewhere": any(_leads_elsewhere(part) for part in parts),
        "name that is too long": len(raw) > _PATH_BYTES or any(len(p.encode("utf-8", "replace")) > _PART_BYTES for p in parts),
    }
    return next((reason for reason, true in tests.items() if true), "")


def _leads_elsewhere(part: str) -> bool:
    # Zero-width characters are ignored by some file systems, so that '.g<zero width>it' would be '.git' there.
    plain = "".join(c for c in unicodedata.normalize("NFC", part) if unicodedata.category(c) != "Cf").casefold()
    return plain in {"", ".", "..", ".git", "git~1"}


def _without_clashes(entries: list[TreeEntry], skipped: Counter[str], notes: list[str]) -> Iterator[TreeEntry]:
    seen: set[str] = set()
    for entry in entries:
        key = unicodedata.normalize("NFC", unicodedata.normalize("NFC", entry.path).casefold())
        if key in seen:
            _note("name that differs from another only by case or accents", entry.path, skipped, notes)
        else:
            seen.add(key)
            yield entry


def _note(reason: str, path: str, skipped: Counter[str], notes: list[str]) -> None:
    skipped[reason] += 1
    if skipped[reason] <= _NOTES_EACH:
        notes.append(f"Left out: '{show(path, 120)}' ({reason}).")


def _rest(skipped: Counter[str]) -> tuple[str, ...]:
    return tuple(f"Left out: {n - _NOTES_EACH} more ({reason})." for reason, n in skipped.items() if n > _NOTES_EACH)


def _broken_tree(code: int) -> SubmissionError | None:
    if code in {124, 134, 137, 139} or code < 0:  # out of time, or killed by a limit or by its own depth
        return SubmissionError("The commit's folders are nested too deeply or hold too much to be listed.")
    return None


def _megabytes(count: int) -> str:
    return f"{count // 1_000_000} MB"
