"""Ask a repository where its default branch ends, without fetching anything."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from grader.core.errors import MachineError, SubmissionError
from grader.core.show import show
from grader.intake.git_address import GitAddress
from grader.intake.git_command import git_command
from grader.intake.git_failure import git_failure
from grader.intake.git_limits import GitLimits
from grader.intake.sending_side import sending_side

_AT_MOST_BYTES = 4_000_000
_USUAL = ("main", "master")
_HEADS = "refs/heads/"


@dataclass(frozen=True)
class Tip:
    """The commit at which a repository's default branch ends; `branch` is '' where the repository itself says which one it is."""

    commit: str
    branch: str


def default_tip(source: GitAddress, *, folder: Path, limits: GitLimits) -> Tip:
    """Return where the default branch ends; `folder` is any folder to stand in.

    A bare repository's HEAD may name a branch that nobody ever pushed (made as master, pushed as main). Then its only branch
    is taken, else main, else master.
    Raises SubmissionError (MISSING) where there is no branch at all, MachineError where it cannot be told which one counts, and
    what `git_failure` tells.
    """
    tips = _tips(source, folder, limits)
    if "HEAD" in tips:
        return Tip(tips["HEAD"], "")
    branches = {name.removeprefix(_HEADS): commit for name, commit in tips.items() if name.startswith(_HEADS)}
    if not branches:
        raise SubmissionError("The repository is empty: its default branch has no commit yet.", "MISSING")
    usual = list(branches) if len(branches) == 1 else [name for name in _USUAL if name in branches]
    if not usual:
        raise MachineError(
            f"HEAD of the repository names a branch that does not exist, and it cannot be told which one of its branches counts "
            f"({show(', '.join(branches), 200)}): set the repository's default branch (git symbolic-ref HEAD refs/heads/NAME)"
        )
    return Tip(branches[usual[0]], usual[0])


def _tips(source: GitAddress, folder: Path, limits: GitLimits) -> Mapping[str, str]:
    """Return the commits of HEAD and of the branches, by full name."""
    arguments = ["ls-remote", "-q", *sending_side(source), "--", source.text, "HEAD", f"{_HEADS}*"]
    with git_command(arguments, folder=folder, limits=limits, protocol=source.protocol) as run:
        answer = run.stdout.read(_AT_MOST_BYTES)
        while run.stdout.read(65536):  # waits for the end, so that the exit status is Git's own
            pass
    if run.code:
        raise git_failure(run.code, run.stderr, protocol=source.protocol, asked_only=True)
    lines = (line.split("\t", 1) for line in answer.decode("utf-8", "surrogateescape").split("\n"))
    return {name: commit for commit, name in (line for line in lines if len(line) == 2)}
