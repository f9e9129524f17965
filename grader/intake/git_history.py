"""Choose the commit that counts from a repository's history."""

from __future__ import annotations

import math
from collections import Counter
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from grader.core.errors import SubmissionError
from grader.core.show import show
from grader.intake.git_command import git_command
from grader.intake.git_failure import git_failure
from grader.intake.git_limits import GitLimits

_FORMAT = "%H%x09%ct%x09%cI%x09%P%x09%an"
_LINE_BYTES = 20_000
_AUTHORS = 100


@dataclass(frozen=True)
class ChosenCommit:
    """The commit that is graded; `committed_at` is the student's claim, `authors` counts commits up to it, most first."""

    sha: str
    committed_at: str
    minutes_late: int
    authors: tuple[tuple[str, int], ...]
    notes: tuple[str, ...]


@dataclass(frozen=True)
class _Commit:
    sha: str
    time: int
    stamp: str
    parents: tuple[str, ...]
    author: str


def choose_commit(repository: Path, *, deadline: datetime, limits: GitLimits) -> ChosenCommit:
    """Return the newest commit of the default branch that is dated at or before `deadline`, else its tip, which is late.

    `deadline` has a time zone. Of several with the same date the one nearest the tip is taken.
    Raises SubmissionError (MISSING) where the branch has no commit.
    """
    commits = _history(repository, limits)
    limit = deadline.timestamp()
    in_time = [commit for commit in commits if commit.time <= limit]
    chosen = max(in_time, key=lambda commit: commit.time) if in_time else commits[0]  # max takes the first of equals
    names = Counter(show(commit.author, 80) for commit in commits)
    return ChosenCommit(
        sha=chosen.sha,
        committed_at=_stamp(chosen),
        minutes_late=max(0, math.ceil((chosen.time - limit) / 60)),
        authors=tuple(sorted(names.items(), key=lambda pair: (-pair[1], pair[0]))[:_AUTHORS]),
        notes=_notes(chosen, commits, len(commits) - len(in_time)),
    )


def _history(repository: Path, limits: GitLimits) -> list[_Commit]:
    arguments = (f"--git-dir={repository}", "log", "--topo-order", "-z", "--encoding=UTF-8", f"--format={_FORMAT}")
    cap = limits.commits * 500 + _LINE_BYTES
    with git_command([*arguments, f"--max-count={limits.commits + 1}", "HEAD", "--"], folder=repository, limits=limits) as run:
        output = run.stdout.read(cap + 1)
        if len(output) > cap:
            run.cut()
    records = [record for record in output.split(b"\0") if record]
    if len(output) > cap or len(records) > limits.commits:
        raise SubmissionError(f"The history has more than {limits.commits} commits, or its entries are too long.")
    if run.code:
        raise _no_history(run.stderr) or git_failure(run.code, run.stderr, protocol="none")
    return [_parse(record) for record in records]


def _no_history(stderr: str) -> SubmissionError | None:
    if "bad revision 'HEAD'" in stderr or "does not have any commits" in stderr or "unknown revision" in stderr:
        return SubmissionError("The repository is empty: its default branch has no commit yet.", "MISSING")
    return None


def _parse(record: bytes) -> _Commit:
    sha, time, stamp, parents, author = record.decode("utf-8", "replace").split("\t", 4)
    return _Commit(sha, int(time or 0), stamp, tuple(parents.split()), author)


def _stamp(commit: _Commit) -> str:
    try:
        return datetime.fromisoformat(commit.stamp).isoformat()
    except ValueError:  # a zone or a year no clock has; Git keeps whatever was written
        pass
    try:
        return datetime.fromtimestamp(commit.time, UTC).isoformat()
    except (ValueError, OverflowError, OSError) as error:
        raise SubmissionError("The commit's date is not a date: commit again with a clock that is right.") from error


def _notes(chosen: _Commit, commits: list[_Commit], after: int) -> tuple[str, ...]:
    times = {commit.sha: commit.time for commit in commits}
    notes = []
    if any(times.get(parent, chosen.time) > chosen.time for parent in chosen.parents):
        notes.append("The commit is dated before its parent: a clock was wrong, or a date was set by hand.")
    if after and after < len(commits):
        notes.append(f"{after} of the branch's {len(commits)} commits are dated after the deadline and were not looked at.")
    return tuple(notes)
