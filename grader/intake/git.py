"""Fetch a repository that nobody trusts, and take out the one commit that counts."""

from __future__ import annotations

import shutil
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path

from grader.core.errors import InputError, MachineError, SubmissionError
from grader.core.show import show
from grader.intake.default_tip import default_tip
from grader.intake.git_address import GitAddress, read_git_address
from grader.intake.git_archive import TreeFile, write_tree_archive
from grader.intake.git_authors import Authors, git_authors, objects_of
from grader.intake.git_command import git_command
from grader.intake.git_failure import git_failure
from grader.intake.git_history import choose_commit
from grader.intake.git_limits import GitLimits
from grader.intake.git_tree import list_tree
from grader.intake.git_versions import write_versions
from grader.intake.push import Push
from grader.intake.pushed_history import pushed_history
from grader.intake.reflog import read_reflog
from grader.intake.sending_side import sending_side

_ALLOW = ("https", "ssh", "file")
_CLONE = ("clone", "-q", "--bare", "--no-local", "--no-tags", "--single-branch", "--template=", "--no-recurse-submodules")


@dataclass(frozen=True)
class Fetched:
    """The graded commit: `tree` is a tar file of its regular files, `files` lists them with their hashes.

    `committed_at` (ISO 8601 with zone) and `authors` (name, commits) are the students' claims, fit to show. `history` says who
    changed what up to the commit, and `versions` is a tar file of the notebooks that it names, None where there are none.
    `pushed_at` is the server's word of when the commit came, where it is known. `next_at` is when the first commit came that
    was too late to count, '' for none.
    """

    commit: str
    committed_at: str
    minutes_late: int
    tree: Path
    files: tuple[TreeFile, ...]
    notes: tuple[str, ...]
    authors: tuple[tuple[str, int], ...]
    history: Authors = field(default_factory=Authors)
    versions: Path | None = None
    pushed_at: str | None = None
    next_at: str = ""


def fetch(
    address: str,
    into: Path,
    *,
    deadline: datetime,
    limits: GitLimits | None = None,
    allow: Collection[str] = _ALLOW,
    pushes: Sequence[Push] = (),
) -> Fetched:
    """Clone `address` below the existing folder `into`, choose the commit, and leave only `tree.tar` there, and `notebooks.tar`.

    The whole history is fetched, nothing is checked out, and the clone is deleted before this returns.
    `deadline` needs a time zone. `pushes` are what a server recorded; of a bare repository on this machine its own record
    is read as well. Raises InputError for an address that is not one, SubmissionError for a repository
    that is missing, private, too large or malformed, MachineError where this machine or the network failed.
    """
    if deadline.tzinfo is None:
        raise InputError(f"the deadline {deadline.isoformat()} has no time zone", hint="write it like 2027-01-08T23:59+08:00")
    source, bounds, clone = read_git_address(address, allow=allow), limits or GitLimits(), into / "clone.git"
    try:
        branch = _clone_default(source, clone, bounds)
        recorded = read_reflog(Path(source.text), branch) if source.protocol == "file" else ()
        before = pushed_history(Path(source.text), recorded, into, bounds) if recorded else {}
        chosen = choose_commit(clone, deadline=deadline, limits=bounds, pushes=(*pushes, *recorded), before=before)
        entries, left_out = list_tree(clone, chosen.sha, limits=bounds)
        files, pointers = write_tree_archive(clone, entries, into / "tree.tar", limits=bounds)
        history, versions = _history(clone, chosen.sha, into / "notebooks.tar", bounds)
    finally:
        shutil.rmtree(clone, ignore_errors=True)
    instead = (f"HEAD of the repository names a branch that does not exist: '{show(branch, 80)}' was taken.",) if branch else ()
    notes = (*instead, *chosen.notes, *left_out, *pointers)
    return Fetched(
        chosen.sha, chosen.committed_at, chosen.minutes_late, into / "tree.tar", files, notes, chosen.authors, history, versions,
        pushed_at=chosen.pushed_at, next_at=chosen.next_at,
    )  # fmt: skip


def _history(clone: Path, commit: str, archive: Path, limits: GitLimits) -> tuple[Authors, Path | None]:
    history = git_authors(clone, commit, limits=limits)
    objects = objects_of(history.changes)
    if not objects:
        return history, None
    notes = write_versions(clone, objects, archive, limits=limits)
    return replace(history, notes=(*history.notes, *notes)), archive


def head(address: str, *, folder: Path, limits: GitLimits | None = None, allow: Collection[str] = _ALLOW) -> str:
    """Return the commit that the repository's default branch points to now, without fetching anything.

    `folder` is any empty folder to stand in. Raises the same errors as `fetch`.
    """
    source = read_git_address(address, allow=allow)
    _expect_folder(source)
    return default_tip(source, folder=folder, limits=limits or GitLimits()).commit


def _clone_default(source: GitAddress, clone: Path, limits: GitLimits) -> str:
    """Clone the default branch; return the branch that was taken in its place where HEAD names one that is not there, else ''."""
    _expect_folder(source)
    _clone(source, clone, limits, ())
    with git_command([f"--git-dir={clone}", "rev-parse", "-q", "--verify", "HEAD"], folder=clone, limits=limits) as run:
        run.stdout.read()
    if not run.code:
        return ""
    branch = default_tip(source, folder=clone.parent, limits=limits).branch
    shutil.rmtree(clone)
    _clone(source, clone, limits, [f"--branch={branch}"] if branch else ())
    return branch


def _clone(source: GitAddress, clone: Path, limits: GitLimits, options: Sequence[str]) -> None:
    arguments = [*_CLONE, *sending_side(source), *options, "--", source.text, str(clone)]
    with git_command(arguments, folder=clone.parent, limits=limits, protocol=source.protocol) as run:
        while run.stdout.read(65536):
            pass
    if run.code:
        raise git_failure(run.code, run.stderr, protocol=source.protocol)


def _expect_folder(source: GitAddress) -> None:
    # Git also takes the path of a file, as a bundle; a repository of this course is a folder.
    if source.protocol != "file":
        return
    folder = Path(source.text)
    if not (_looks(folder) and folder.is_dir()):
        raise SubmissionError("There is no Git repository at the address that the course has for your group.", "MISSING")
    for name in ("HEAD", ".git/HEAD"):  # of a folder that may not be read Git only says that it is no repository
        _looks(folder / name)


def _looks(path: Path) -> bool:
    """Say whether the path is there; raise MachineError where this user may not look, which is no fault of the group."""
    try:
        path.stat()
    except PermissionError as error:
        raise MachineError(
            f"this user may not read the repository ({show(str(path), 200)}): grant it, or grade as another"
        ) from error
    except OSError:
        return False
    return True
