"""Say of a group's own repository whether what the grader will fetch is what the group means to hand in."""

from __future__ import annotations

import shlex
from collections.abc import Collection, Iterator, Sequence
from pathlib import PurePosixPath

from grader.core.checklist import Item, Verdict
from grader.core.said import say
from grader.core.show import show
from grader.intake.git import Fetched
from grader.intake.working_copy import WorkingCopy

TOPIC = say("Your repository")
MODEL_ENDINGS = (".h5", ".hdf5", ".keras")
_REFUSED, _LARGE = 100 * 1024 * 1024, 50 * 1024 * 1024  # bytes: GitHub's limits
_NAMED = 4
_SMALLER = say("make the network smaller, save it without its optimizer, or ask your course")


def repository_items(
    copy: WorkingCopy, fetched: Fetched, named: Collection[str], *, commit_only: bool = False
) -> tuple[Item, ...]:
    """Return the items about the commit, what is left out of it, the size of its files, and what is not pushed.

    `named` are the names of files that the notebook saves or loads: one of those that is not committed was forgotten.
    With `commit_only` nothing is said of branches and of what is pushed.
    """
    return (
        _commit(copy, fetched, commit_only=commit_only),
        *_committed(copy, fetched, named),
        *_sizes(fetched),
        *(_note(note) for note in fetched.notes),
        *(() if commit_only else _pushed(copy)),
    )


def _commit(copy: WorkingCopy, fetched: Fetched, *, commit_only: bool) -> Item:
    title = say("Commit to grade")
    where = say("on {branch}", branch=show(copy.branch, 60)) if copy.branch else say("on no branch")
    text = say(
        "{commit} of {when}, {where}, {count} files",
        commit=fetched.commit[:10], when=fetched.committed_at, where=where, count=len(fetched.files),
    )  # fmt: skip
    if fetched.commit != copy.head:
        why = say(
            "{what}; it is dated later than the newest, {newest}, so it would be graded instead",
            what=text, newest=copy.head[:10],
        )  # fmt: skip
        return Item(TOPIC, title, Verdict.NEEDS_WORK, why, say("set the clock right and commit once more"))
    if commit_only:
        return Item(TOPIC, title, Verdict.OK, text)
    if not copy.branch:
        advice = say("check out the branch that you push, and merge this commit")
        return Item(TOPIC, title, Verdict.NEEDS_WORK, text, advice)
    if copy.default_branch and copy.branch != copy.default_branch:
        default = show(copy.default_branch, 60)
        why = say("{what}; the grader takes the branch {branch}", what=text, branch=default)
        return Item(TOPIC, title, Verdict.NEEDS_WORK, why, say("merge your work into {branch} and push it", branch=default))
    return Item(TOPIC, title, Verdict.OK, text)


def _committed(copy: WorkingCopy, fetched: Fetched, named: Collection[str]) -> Iterator[Item]:
    work = [path for path in copy.changed if _role(path)]
    rest = [path for path in copy.changed if not _role(path)]
    roles = {_role(file.path) for file in fetched.files}
    items = []
    if work:
        items.append(_left_out(copy, _changed(work), work))
    for path in copy.untracked:
        forgotten = _role(path) not in roles or PurePosixPath(path).name in named
        text = say("{path} is not in the commit", path=show(path, 120))
        items.append(_left_out(copy, text, [path], needed=forgotten))
    for path, rule in copy.ignored:
        if _role(path) not in roles or PurePosixPath(path).name in named:
            text = say("{path} is not in the commit: ignored by {rule}", path=show(path, 120), rule=show(rule, 120))
            items.append(_left_out(copy, text, [path], force=True))
    if rest:
        advice = say("commit it if the notebook needs it")
        items.append(Item(TOPIC, say("Everything is committed"), Verdict.NOTE, _changed(rest), advice))
    fine = say("the notebook and model here are the commit's")
    yield from items or [Item(TOPIC, say("Everything is committed"), Verdict.OK, fine)]


def _changed(paths: Sequence[str]) -> str:
    return say("changed since the commit: {paths}", paths=_names(paths))


def _left_out(copy: WorkingCopy, text: str, paths: Sequence[str], *, needed: bool = True, force: bool = False) -> Item:
    title = say("Everything is committed")
    huge = next((path for path in paths if _bytes(copy, path) > _REFUSED), None)
    if huge is not None:
        size = f"{_bytes(copy, huge) / 1e6:,.0f} MB"
        text = say(
            "{what}; {path} has {size}, and GitHub refuses files over 100 MB", what=text, path=show(huge, 120), size=size
        )  # fmt: skip
        return Item(TOPIC, title, Verdict.NEEDS_WORK, text, _SMALLER)
    names = " ".join(shlex.quote(show(path, 120)) for path in paths[:_NAMED])
    command = f"git add {'-f ' if force else ''}{names} && git commit"
    if not needed:
        return Item(TOPIC, title, Verdict.NOTE, text, say("if it is part of your work: {command}", command=command))
    return Item(TOPIC, title, Verdict.NEEDS_WORK, text, command)


def _bytes(copy: WorkingCopy, path: str) -> int:
    """Return how large a file of the work tree is, 0 where it is gone."""
    try:
        return (copy.top / path).lstat().st_size
    except OSError:
        return 0


def _sizes(fetched: Fetched) -> Iterator[Item]:
    title = say("Size of files")
    large = sorted((file for file in fetched.files if file.bytes > _LARGE), key=lambda file: -file.bytes)
    for file in large:
        refused = file.bytes > _REFUSED
        limit = say("GitHub refuses files over 100 MB") if refused else say("GitHub warns over 50 MB and refuses over 100 MB")
        text = say("{path} has {size}; {limit}", path=show(file.path, 120), size=f"{file.bytes / 1e6:,.0f} MB", limit=limit)
        advice = say("keep data out of the repository; {smaller}", smaller=_SMALLER)
        yield Item(TOPIC, title, Verdict.NEEDS_WORK if refused else Verdict.NOTE, text, advice)
    if not large and fetched.files:
        largest = max(fetched.files, key=lambda file: file.bytes)
        size = f"{largest.bytes / 1e6:.1f} MB" if largest.bytes >= 1e5 else f"{largest.bytes / 1e3:.1f} kB"
        text = say("the largest is {path} with {size}", path=show(largest.path, 120), size=size)
        yield Item(TOPIC, title, Verdict.OK, text)


def _note(note: str) -> Item:
    """Say what fetching noticed; a pointer of Git LFS is a file that the grader does not get."""
    pointer = "Git LFS pointer" in note
    advice = say("git lfs uninstall, take the line out of .gitattributes, and git add the file again") if pointer else ""
    return Item(TOPIC, say("Files the grader gets"), Verdict.NEEDS_WORK if pointer else Verdict.NOTE, show(note, 300), advice)


def _pushed(copy: WorkingCopy) -> Iterator[Item]:
    title = say("Pushed")
    if not copy.remotes:
        advice = say("push it to where your course fetches from")
        yield Item(TOPIC, title, Verdict.NOTE, say("this repository has no remote"), advice)
    elif not copy.upstream:
        follows = say("the branch {branch} follows none of the remote, so this cannot be known", branch=show(copy.branch, 60))
        text = follows if copy.branch else say("no branch is checked out, so this cannot be known")
        yield Item(TOPIC, title, Verdict.NOTE, text, f"git push -u {shlex.quote(show(copy.remotes[0], 60))} HEAD")
    elif copy.ahead:
        upstream = show(copy.upstream, 80)
        one = say("1 commit is not in {upstream} yet", upstream=upstream)
        text = one if copy.ahead == 1 else say("{count} commits are not in {upstream} yet", count=copy.ahead, upstream=upstream)
        yield Item(TOPIC, title, Verdict.NEEDS_WORK, text, _push(copy))
    else:
        yield Item(TOPIC, title, Verdict.OK, say("{upstream} has this commit", upstream=show(copy.upstream, 80)))
    if copy.behind:
        text = say(
            "{upstream} has {count} newer that are not here; the grader takes those",
            upstream=show(copy.upstream, 80), count=copy.behind,
        )  # fmt: skip
        yield Item(TOPIC, title, Verdict.NOTE, text, say("git pull, then check again"))


def _push(copy: WorkingCopy) -> str:
    return say("git pull, then git push") if copy.behind else "git push"


def _role(path: str) -> str:
    ending = PurePosixPath(path).suffix.lower()
    return "model" if ending in MODEL_ENDINGS else "notebook" if ending == ".ipynb" else ""


def _names(paths: Sequence[str]) -> tuple[str, ...]:
    more = (say("{count} more", count=len(paths) - _NAMED),) if len(paths) > _NAMED else ()
    return (*(show(path, 120) for path in paths[:_NAMED]), *more)
