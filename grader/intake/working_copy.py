"""Read what only Git knows of a folder that people work in: what is not committed, not tracked, ignored, not pushed."""

from __future__ import annotations

import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import BinaryIO

from grader.intake.git_command import git_command
from grader.intake.git_failure import git_failure
from grader.intake.git_limits import GitLimits

_KINDS = ("ipynb", "h5", "hdf5", "keras")
_WANTED = tuple(f":(glob,icase)**/*.{kind}" for kind in _KINDS)
_NOT_THEIRS = frozenset({"site-packages", ".ipynb_checkpoints"})
_NO_WORK_TREE = ("not a git repository", "must be run in a work tree", "cannot use bare repository")


@dataclass(frozen=True)
class WorkingCopy:
    """A work tree at `top`; paths are relative to it and as Git gives them, so not fit to show.

    `head` is '' before the first commit, `branch` is '' where none is checked out. `changed` are tracked files whose content
    is not that of the commit; `untracked` and `ignored` are notebooks and models only, an ignored one with the rule that
    ignores it. `ahead` and `behind` count commits against `upstream` as last fetched; it is '' where there is none.
    """

    top: Path
    head: str = ""
    branch: str = ""
    changed: tuple[str, ...] = ()
    untracked: tuple[str, ...] = ()
    ignored: tuple[tuple[str, str], ...] = ()
    remotes: tuple[str, ...] = ()
    upstream: str = ""
    ahead: int = 0
    behind: int = 0
    default_branch: str = ""


def read_working_copy(folder: Path) -> WorkingCopy | None:
    """Return what Git knows of the work tree that `folder` lies in, None where it lies in none. Nothing is written.

    No hook, no program of the repository's own configuration that watches files, and no network is used. Raises MachineError
    where Git fails.
    """
    code, top, stderr = _git(folder, "rev-parse", "--show-toplevel")
    if code:
        if any(words in stderr for words in _NO_WORK_TREE):
            return None
        raise git_failure(code, stderr, protocol="none")
    root = Path(top.removesuffix("\n"))
    _, counts, _ = _git(root, "rev-list", "--left-right", "--count", "@{upstream}...HEAD", "--")
    behind, ahead = (int(number) for number in counts.split()) if counts.strip() else (0, 0)
    return WorkingCopy(
        top=root,
        head=_line(root, "rev-parse", "--verify", "-q", "HEAD^{commit}"),
        branch=_line(root, "symbolic-ref", "-q", "--short", "HEAD"),
        changed=_changed(root),
        untracked=_files(root, "--others", "--exclude-standard"),
        ignored=_rules(root, _files(root, "--others", "--ignored", "--exclude-standard")),
        remotes=tuple(_line(root, "remote").splitlines()),
        upstream=_line(root, "rev-parse", "--abbrev-ref", "--symbolic-full-name", "@{upstream}") if counts.strip() else "",
        ahead=ahead,
        behind=behind,
        default_branch=_line(root, "symbolic-ref", "-q", "--short", "refs/remotes/origin/HEAD").removeprefix("origin/"),
    )


def _changed(root: Path) -> tuple[str, ...]:
    options = ("--porcelain=v1", "-z", "--untracked-files=no", "--no-renames", "--ignore-submodules=all")
    return tuple(record[3:] for record in _records(root, "status", *options))


def _files(root: Path, *which: str) -> tuple[str, ...]:
    """List notebooks and models, without those of a virtual environment and Jupyter's own copies."""
    found = _records(root, "ls-files", "-z", *which, "--", *_WANTED)
    return tuple(path for path in found if _NOT_THEIRS.isdisjoint(PurePosixPath(path).parts))


def _rules(root: Path, paths: Sequence[str]) -> tuple[tuple[str, str], ...]:
    """Return each ignored path with the rule that ignores it: '.gitignore:3: *.h5'."""
    if not paths:
        return ()
    with tempfile.TemporaryFile() as names:
        names.write(b"".join(path.encode("utf-8", "surrogateescape") + b"\0" for path in paths))
        names.seek(0)
        fields = _records(root, "check-ignore", "-v", "-z", "--stdin", stdin=names)
    places = zip(fields[::4], fields[1::4], fields[2::4], fields[3::4], strict=False)
    return tuple((path, f"{source}:{line}: {pattern}") for source, line, pattern, path in places)


def _records(root: Path, *arguments: str, stdin: BinaryIO | None = None) -> list[str]:
    code, output, stderr = _git(root, *arguments, stdin=stdin)
    if code not in {0, 1}:  # 1 is check-ignore's own word for 'none of them'
        raise git_failure(code, stderr, protocol="none")
    return [record for record in output.split("\0") if record]


def _line(root: Path, *arguments: str) -> str:
    """Return a command's answer, '' where it has none: no commit, no branch and no remote are ordinary."""
    code, output, _ = _git(root, *arguments)
    return "" if code else output.strip()


def _git(folder: Path, *arguments: str, stdin: BinaryIO | None = None) -> tuple[int | None, str, str]:
    # Without optional locks `git status` does not write the index back.
    with git_command(("--no-optional-locks", *arguments), folder=folder, limits=GitLimits(), stdin=stdin) as run:
        output = run.stdout.read()
    return run.code, output.decode("utf-8", "surrogateescape"), run.stderr
