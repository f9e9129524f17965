"""Choose the commit that counts from a repository's history."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from itertools import groupby
from pathlib import Path

from grader.core.errors import SubmissionError
from grader.core.show import show
from grader.intake.git_command import git_command
from grader.intake.git_failure import git_failure
from grader.intake.git_limits import GitLimits
from grader.intake.push import Push

_FORMAT = "%H%x09%ct%x09%cI%x09%P%x09%an"
_LINE_BYTES = 20_000
_AUTHORS = 100
_CLOCK_SECONDS = 300  # so far two honest clocks may differ


@dataclass(frozen=True)
class ChosenCommit:
    """The commit that is graded; `committed_at` is the student's claim, `authors` counts commits up to it, most first.

    `pushed_at` is when a server had it first, None where no server says so. `next_at` is when the first commit came that was
    too late to count, '' for none.
    """

    sha: str
    committed_at: str
    minutes_late: int
    authors: tuple[tuple[str, int], ...]
    notes: tuple[str, ...]
    pushed_at: str | None = None
    next_at: str = ""


@dataclass(frozen=True)
class _Commit:
    sha: str
    time: int
    stamp: str
    parents: tuple[str, ...]
    author: str
    received: int | None = None

    @property
    def moment(self) -> int:
        """When it came: by the server's clock where that is known, else by its own."""
        return self.time if self.received is None else self.received


def choose_commit(
    repository: Path,
    *,
    deadline: datetime,
    limits: GitLimits,
    pushes: Sequence[Push] = (),
    before: Mapping[str, tuple[str, ...]] | None = None,
) -> ChosenCommit:
    """Return the last commit of the default branch that came at or before `deadline`, else its tip, which is late.

    A commit came when a server first had it, by `pushes`; where no server says so, at its own date. Last is what nothing else
    that came in time was built on, whatever the clocks of partners say of it. Where the branch has several such ends, of lines
    that were merged after the deadline, the one on its own line (first parents) is taken, else the newest, and of those of the
    same time the one nearest the tip. `before` are the parents of commits that are no longer on the branch, by commit.
    `deadline` has a time zone. Raises SubmissionError (MISSING) where the branch has no commit.
    """
    commits = _received(_history(repository, limits), pushes, before or {})
    limit = deadline.timestamp()
    in_time = [commit for commit in commits if commit.moment <= limit]
    ends = _ends(commits, limit)
    main = _first_parents(commits) if len(ends) > 1 else frozenset()
    chosen = max(
        ends, key=lambda commit: (commit.sha in main, commit.moment), default=commits[0]
    )  # max takes the first of equals
    following = min((commit.moment for commit in commits if commit.moment > limit), default=None)
    names = Counter(show(commit.author, 80) for commit in commits)
    return ChosenCommit(
        sha=chosen.sha,
        committed_at=_stamp(chosen),
        minutes_late=max(0, math.ceil((chosen.moment - limit) / 60)),
        authors=tuple(sorted(names.items(), key=lambda pair: (-pair[1], pair[0]))[:_AUTHORS]),
        notes=(*_notes(chosen, commits, len(commits) - len(in_time)), *_other_lines(chosen, ends)),
        pushed_at=None if chosen.received is None else _iso(chosen.received),
        next_at=_readable(following),
    )


def _ends(commits: Sequence[_Commit], limit: float) -> list[_Commit]:
    """Return the commits that came in time and that no other such one was built on; children stand before their parents."""
    built_on: set[str] = set()
    ends = []
    for commit in commits:
        covered, in_time = commit.sha in built_on, commit.moment <= limit
        if in_time and not covered:
            ends.append(commit)
        if in_time or covered:
            built_on.update(commit.parents)
    return ends


def _first_parents(commits: Sequence[_Commit]) -> frozenset[str]:
    """Return the branch's own line: its tip and the first parents from there on, without what was merged into it."""
    parents = {commit.sha: commit.parents for commit in commits}
    line, at = set(), commits[0].sha
    while at in parents:
        line.add(at)
        at = next(iter(parents[at]), "")
    return frozenset(line)


def _other_lines(chosen: _Commit, ends: Sequence[_Commit]) -> tuple[str, ...]:
    others = [end.sha[:10] for end in ends if end is not chosen]
    if not others:
        return ()
    named = ", ".join(others[:3]) + (f" and {len(others) - 3} more" if len(others) > 3 else "")
    return (f"Another line of the history, merged late, ends in time as well and is not part of what counts: {named}.",)


def _received(commits: list[_Commit], pushes: Sequence[Push], before: Mapping[str, tuple[str, ...]]) -> list[_Commit]:
    """Give each commit the time of the first push that brought it, or something that was built on it.

    A list may begin late. What was there before a push, and no push listed up to then brought, came at a time that is not known.
    """
    parents = {**before, **{commit.sha: commit.parents for commit in commits}}
    first: dict[str, int | None] = {}
    for time, together in groupby(sorted(pushes, key=lambda push: push.time), key=lambda push: push.time):
        group = tuple(together)  # of one second, in whatever order they are listed
        heads = [head for push in group for head in push.heads]
        _spread(None, {push.before for push in group}.difference(heads), parents, first)
        _spread(time, heads, parents, first)
    return [replace(commit, received=first.get(commit.sha)) for commit in commits] if first else commits


def _spread(time: int | None, heads: Iterable[str], parents: Mapping[str, tuple[str, ...]], first: dict[str, int | None]) -> None:
    """Note the time in `first` of the heads and of all that led to them, where nothing is noted yet."""
    waiting = list(heads)
    while waiting:
        sha = waiting.pop()
        if sha in parents and sha not in first:
            first[sha] = time
            waiting.extend(parents[sha])


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
    return _iso(commit.time)


def _iso(time: int) -> str:
    try:
        return datetime.fromtimestamp(time, UTC).isoformat()
    except (ValueError, OverflowError, OSError) as error:
        raise SubmissionError("The commit's date is not a date: commit again with a clock that is right.") from error


def _readable(time: int | None) -> str:
    try:
        return "" if time is None else _iso(time)
    except SubmissionError:  # a date no clock has, of a commit that does not count
        return ""


def _notes(chosen: _Commit, commits: list[_Commit], after: int) -> tuple[str, ...]:
    times = {commit.sha: commit.time for commit in commits}
    notes = []
    if any(times.get(parent, chosen.time) > chosen.time for parent in chosen.parents):
        notes.append("The commit is dated before its parent: a clock was wrong, or a date was set by hand.")
    backward = sum(any(times.get(parent, one.time) > one.time for parent in one.parents) for one in commits if one is not chosen)
    if backward:
        many = "1 other commit of the branch is" if backward == 1 else f"{backward} other commits of the branch are"
        notes.append(f"{many} dated before what came before.")
    if chosen.received is not None and chosen.time > chosen.received + _CLOCK_SECONDS:
        notes.append("The commit is dated after the server received it: its own clock was wrong.")
    came = "came" if any(commit.received is not None for commit in commits) else "are dated"
    if after and after < len(commits):
        notes.append(f"{after} of the branch's {len(commits)} commits {came} after the deadline and were not looked at.")
    return tuple(notes)
