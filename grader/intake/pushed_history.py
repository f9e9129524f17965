"""Read what led to commits that were pushed once and are no longer on the branch."""

from __future__ import annotations

import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path

from grader.intake.git_command import git_command
from grader.intake.git_limits import GitLimits
from grader.intake.push import Push

_MOST_HEADS = 10_000


def pushed_history(repository: Path, pushes: Sequence[Push], folder: Path, limits: GitLimits) -> Mapping[str, tuple[str, ...]]:
    """Return the parents of each commit that the pushes brought into a repository on this machine, by commit.

    Where a branch was rewritten, this tells which of its commits had been there before. What Git has cleared away since, or
    does not let this user read, is not known and left out. `folder` is any folder to stand in.
    """
    heads = list(dict.fromkeys(head for push in pushes for head in push.heads))[-_MOST_HEADS:]
    if not heads:
        return {}
    arguments = (f"--git-dir={repository}", "log", "--ignore-missing", "--stdin", "--format=%H %P")
    with tempfile.TemporaryFile() as names:
        names.write("".join(f"{head}\n" for head in heads).encode())
        names.seek(0)
        with git_command([*arguments, f"--max-count={limits.commits}"], folder=folder, limits=limits, stdin=names) as run:
            output = run.stdout.read(limits.commits * 500)
            run.cut()
    lines = (line.split() for line in output.decode("ascii", "replace").splitlines())
    return {commit: tuple(parents) for commit, *parents in lines}
