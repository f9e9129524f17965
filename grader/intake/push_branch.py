"""Put a few files on a branch of a group's repository, beside its work and never over it."""

from __future__ import annotations

import tempfile
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from grader.core.errors import GraderError, MachineError, SubmissionError
from grader.core.show import show
from grader.intake.git import head
from grader.intake.git_address import GitAddress, read_git_address
from grader.intake.git_command import git_command
from grader.intake.git_failure import git_failure
from grader.intake.git_limits import GitLimits
from grader.intake.local_repository import check_local_repository

_WHO: Final = ("-c", "user.name=grader", "-c", "user.email=grader@localhost")
# In a folder of this machine the receiving side is ours too: no hook of the repository, and nothing checked out there.
_RECEIVE: Final = (
    "git -c core.hooksPath=/dev/null -c core.fsmonitor=false -c core.alternateRefsCommand=true -c core.attributesFile=/dev/null "
    "-c receive.denyCurrentBranch=refuse -c receive.autogc=false -c gc.auto=0 -c maintenance.auto=false receive-pack"
)
_REFUSED: Final = (
    "[rejected]",
    "[remote rejected]",
    "pre-receive hook declined",
    "protected branch",
    "denied to",
    "read only",
    "not allowed to",
)
_NO_RIGHT: Final = (
    "The course may read this repository but not write to it: give its SSH key the right to write, and write the ssh address "
    "into the roster."
)


@dataclass(frozen=True)
class _Work:
    """A bare repository of our own, and where it pushes to."""

    folder: Path
    source: GitAddress
    limits: GitLimits

    def git(self, *arguments: str, stdin: bytes = b"", remote: bool = False) -> str:
        """Run a Git command and return what it says; raise what its failure means. `remote` lets it speak to the other side."""
        with tempfile.TemporaryFile() as given:
            given.write(stdin)
            given.seek(0)
            command = [f"--git-dir={self.folder / 'work.git'}", *_WHO, *arguments]
            protocol = self.source.protocol if remote else "none"
            with git_command(command, folder=self.folder, limits=self.limits, protocol=protocol, stdin=given) as run:
                said = run.stdout.read(100_000).decode("utf-8", "replace").strip()
                run.stdout.read(1)  # waits for the end, so that the exit status is Git's own
        if run.code:
            raise _failure(run.code, f"{run.stderr}\n{said}", self.source.protocol, writing=arguments[0] == "push")
        return said


def push_branch(
    address: str,
    files: Mapping[str, bytes],
    *,
    branch: str,
    message: str,
    limits: GitLimits | None = None,
    allow: Collection[str] = ("https", "ssh", "file"),
) -> bool:
    """Commit `files` (names without folders) on top of the branch, push it, and return whether there was anything to push.

    The branch has nothing but these files, and its history stays: a push that would lose a commit is refused. No other branch
    is touched. A repository without any commit is left alone, since its first branch would become the default one.

    Raises InputError for an address that is none, SubmissionError where the repository is missing, empty or refuses the
    branch, MachineError where this machine or the network failed.
    """
    source, bounds = read_git_address(address, allow=allow), limits or GitLimits()
    with tempfile.TemporaryDirectory(prefix="grader-push-") as folder:
        work = _Work(Path(folder), source, bounds)
        head(address, folder=work.folder, limits=bounds, allow=allow)
        if source.protocol == "file":
            check_local_repository(Path(source.text), limits=bounds)
        work.git("init", "-q", "--bare", "--template=", str(work.folder / "work.git"))
        tip = _tip(work, branch)
        tree = _tree(work, files)
        if tip and work.git("rev-parse", f"{tip}^{{tree}}") == tree:
            return False
        commit = work.git("commit-tree", tree, *(["-p", tip] if tip else []), "-m", message)
        receive = [f"--receive-pack={_RECEIVE}"] if source.protocol == "file" else []
        push = ["push", "-q", "--no-verify", "--no-signed", "--recurse-submodules=no", *receive]
        work.git(*push, "--", source.text, f"{commit}:refs/heads/{branch}", remote=True)
        return True


def _tip(work: _Work, branch: str) -> str:
    """Return the commit at which the branch ends there, fetched without its history; '' where there is no such branch."""
    name = f"refs/heads/{branch}"
    said = work.git("ls-remote", "-q", "--", work.source.text, name, remote=True)
    if not said:
        return ""
    fetch = ["fetch", "-q", "--depth=1", "--no-tags", "--no-write-fetch-head", "--no-recurse-submodules"]
    work.git(*fetch, "--", work.source.text, f"+{name}:{name}", remote=True)
    return work.git("rev-parse", "--verify", f"{name}^{{commit}}")


def _tree(work: _Work, files: Mapping[str, bytes]) -> str:
    blobs = [(name, work.git("hash-object", "-w", "--stdin", stdin=data)) for name, data in files.items()]
    return work.git("mktree", "-z", stdin=b"".join(f"100644 blob {sha}\t{name}\0".encode() for name, sha in blobs))


def _failure(code: int | None, stderr: str, protocol: str, *, writing: bool) -> GraderError:
    if any(word in stderr.lower() for word in _REFUSED):
        return SubmissionError(f"The repository refuses the branch: {_reason(stderr.splitlines())}")
    found = git_failure(code, stderr, protocol=protocol)
    if writing and isinstance(found, SubmissionError) and "private" in str(found):
        return SubmissionError(_NO_RIGHT)  # it was read a moment ago
    kind = SubmissionError if isinstance(found, SubmissionError) else MachineError
    return kind(str(found).replace("could not be fetched", "could not be reached"))


def _reason(lines: Sequence[str]) -> str:
    telling = [line.strip() for line in lines if any(word in line.lower() for word in _REFUSED)]
    return show(telling[0], 200)
