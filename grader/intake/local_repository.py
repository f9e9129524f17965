"""Look at a repository in a folder of this machine before Git works in it with our rights."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Final

from grader.core.errors import SubmissionError
from grader.core.show import show
from grader.intake.git_command import git_command
from grader.intake.git_failure import git_failure
from grader.intake.git_limits import GitLimits

# Git reads the configuration of the repository that it writes to, and some of it names programs to run. Not those that do are
# listed here, of which each version of Git has more, but the few that certainly do not.
_HARMLESS: Final = re.compile(
    r"core\.(repositoryformatversion|filemode|bare|logallrefupdates|ignorecase|precomposeunicode|symlinks|autocrlf|eol|sharedrepository)"
    r"|(remote|branch)\..*\.(url|fetch|pushurl|remote|merge|rebase|mirror|tagopt)|user\.(name|email)|init\.defaultbranch"
    r"|submodule\.(.*\.)?(url|active)|lfs\.(.*\.)?(repositoryformatversion|access|locksverify)"
    r"|receive\.deny(currentbranch|nonfastforwards|deletes)|pull\.rebase|push\.default|http\.receivepack|extensions\.objectformat"
)


def check_local_repository(folder: Path, *, limits: GitLimits) -> None:
    """Raise SubmissionError where Git could run a program that the repository's own configuration names.

    A bare repository or one with a `.git` folder; hooks are no matter of it.
    """
    inner = folder / ".git"
    if inner.is_symlink() or inner.is_file():
        raise SubmissionError("Its .git leads elsewhere: nothing is written to such a folder of this machine.")
    place = (inner if inner.is_dir() else folder) / "config"
    arguments = ["config", "--file", str(place), "--name-only", "--null", "--list"]
    with git_command(arguments, folder=folder, limits=limits) as run:
        names = run.stdout.read(1_000_000).decode("utf-8", "replace").split("\0")
        run.stdout.read(1)
    if run.code:
        raise git_failure(run.code, run.stderr, protocol="file")
    strange = next((name for name in names if name and not _HARMLESS.fullmatch(name.lower())), None)
    if strange is not None:
        raise SubmissionError(
            f"Its Git configuration holds '{show(strange, 80)}', which could run a program of its owner's: "
            "nothing is written to such a folder of this machine. Remove the setting, or push by hand."
        )
