"""Say of a group's own repository whether what the grader will fetch is what the group means to hand in."""

from __future__ import annotations

import shlex
from collections.abc import Collection, Iterator, Sequence
from pathlib import PurePosixPath

from grader.core.checklist import Item, Verdict
from grader.core.show import show
from grader.intake.git import Fetched
from grader.intake.working_copy import WorkingCopy

TOPIC = "Your repository"
_MODELS = (".h5", ".hdf5", ".keras")
_REFUSED, _LARGE = 100 * 1024 * 1024, 50 * 1024 * 1024  # bytes: GitHub's limits
_NAMED = 4
_SMALLER = "make the network smaller, save it without its optimizer, or ask your course"


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
    where = f"on {show(copy.branch, 60)}" if copy.branch else "on no branch"
    text = f"{fetched.commit[:10]} of {fetched.committed_at}, {where}, {len(fetched.files)} files"
    if fetched.commit != copy.head:
        why = f"{text}; it is dated later than the newest, {copy.head[:10]}, so it would be graded instead"
        return Item(TOPIC, "Commit to grade", Verdict.NEEDS_WORK, why, "set the clock right and commit once more")
    if commit_only:
        return Item(TOPIC, "Commit to grade", Verdict.OK, text)
    if not copy.branch:
        return Item(
            TOPIC, "Commit to grade", Verdict.NEEDS_WORK, text, "check out the branch that you push, and merge this commit"
        )
    if copy.default_branch and copy.branch != copy.default_branch:
        default = show(copy.default_branch, 60)
        return Item(
            TOPIC, "Commit to grade", Verdict.NEEDS_WORK, f"{text}; the grader takes the branch {default}",
            f"merge your work into {default} and push it",
        )  # fmt: skip
    return Item(TOPIC, "Commit to grade", Verdict.OK, text)


def _committed(copy: WorkingCopy, fetched: Fetched, named: Collection[str]) -> Iterator[Item]:
    work = [path for path in copy.changed if _role(path)]
    rest = [path for path in copy.changed if not _role(path)]
    roles = {_role(file.path) for file in fetched.files}
    items = []
    if work:
        items.append(_left_out(copy, f"changed since the commit: {_names(work)}", work))
    for path in copy.untracked:
        forgotten = _role(path) not in roles or PurePosixPath(path).name in named
        items.append(_left_out(copy, f"{show(path, 120)} is not in the commit", [path], needed=forgotten))
    for path, rule in copy.ignored:
        if _role(path) not in roles or PurePosixPath(path).name in named:
            text = f"{show(path, 120)} is not in the commit: ignored by {show(rule, 120)}"
            items.append(_left_out(copy, text, [path], force=True))
    if rest:
        text = f"changed since the commit: {_names(rest)}"
        items.append(Item(TOPIC, "Everything is committed", Verdict.NOTE, text, "commit it if the notebook needs it"))
    yield from items or [Item(TOPIC, "Everything is committed", Verdict.OK, "the notebook and model here are the commit's")]


def _left_out(copy: WorkingCopy, text: str, paths: Sequence[str], *, needed: bool = True, force: bool = False) -> Item:
    huge = next((path for path in paths if _bytes(copy, path) > _REFUSED), None)
    if huge is not None:
        text += f"; {show(huge, 120)} has {_bytes(copy, huge) / 1e6:,.0f} MB, and GitHub refuses files over 100 MB"
        return Item(TOPIC, "Everything is committed", Verdict.NEEDS_WORK, text, _SMALLER)
    names = " ".join(shlex.quote(show(path, 120)) for path in paths[:_NAMED])
    advice = f"git add {'-f ' if force else ''}{names} && git commit"
    if not needed:
        return Item(TOPIC, "Everything is committed", Verdict.NOTE, text, f"if it is part of your work: {advice}")
    return Item(TOPIC, "Everything is committed", Verdict.NEEDS_WORK, text, advice)


def _bytes(copy: WorkingCopy, path: str) -> int:
    """Return how large a file of the work tree is, 0 where it is gone."""
    try:
        return (copy.top / path).lstat().st_size
    except OSError:
        return 0


def _sizes(fetched: Fetched) -> Iterator[Item]:
    large = sorted((file for file in fetched.files if file.bytes > _LARGE), key=lambda file: -file.bytes)
    for file in large:
        refused = file.bytes > _REFUSED
        limit = "GitHub refuses files over 100 MB" if refused else "GitHub warns over 50 MB and refuses over 100 MB"
        yield Item(
            TOPIC, "Size of files", Verdict.NEEDS_WORK if refused else Verdict.NOTE,
            f"{show(file.path, 120)} has {file.bytes / 1e6:,.0f} MB; {limit}", "keep data out of the repository; " + _SMALLER,
        )  # fmt: skip
    if not large and fetched.files:
        largest = max(fetched.files, key=lambda file: file.bytes)
        size = f"{largest.bytes / 1e6:.1f} MB" if largest.bytes >= 1e5 else f"{largest.bytes / 1e3:.1f} kB"
        text = f"the largest is {show(largest.path, 120)} with {size}"
        yield Item(TOPIC, "Size of files", Verdict.OK, text)


def _note(note: str) -> Item:
    """Say what fetching noticed; a pointer of Git LFS is a file that the grader does not get."""
    pointer = "Git LFS pointer" in note
    advice = "git lfs uninstall, take the line out of .gitattributes, and git add the file again" if pointer else ""
    return Item(TOPIC, "Files the grader gets", Verdict.NEEDS_WORK if pointer else Verdict.NOTE, show(note, 300), advice)


def _pushed(copy: WorkingCopy) -> Iterator[Item]:
    if not copy.remotes:
        yield Item(TOPIC, "Pushed", Verdict.NOTE, "this repository has no remote", "push it to where your course fetches from")
    elif not copy.upstream:
        branch = f"the branch {show(copy.branch, 60)} follows none" if copy.branch else "no branch is checked out"
        push = f"git push -u {shlex.quote(show(copy.remotes[0], 60))} HEAD"
        yield Item(TOPIC, "Pushed", Verdict.NOTE, f"{branch} of the remote, so this cannot be known", push)
    elif copy.ahead:
        count = "1 commit is" if copy.ahead == 1 else f"{copy.ahead} commits are"
        yield Item(TOPIC, "Pushed", Verdict.NEEDS_WORK, f"{count} not in {show(copy.upstream, 80)} yet", _push(copy))
    else:
        yield Item(TOPIC, "Pushed", Verdict.OK, f"{show(copy.upstream, 80)} has this commit")
    if copy.behind:
        text = f"{show(copy.upstream, 80)} has {copy.behind} newer that are not here; the grader takes those"
        yield Item(TOPIC, "Pushed", Verdict.NOTE, text, "git pull, then check again")


def _push(copy: WorkingCopy) -> str:
    return "git pull, then git push" if copy.behind else "git push"


def _role(path: str) -> str:
    ending = PurePosixPath(path).suffix.lower()
    return "model" if ending in _MODELS else "notebook" if ending == ".ipynb" else ""


def _names(paths: Sequence[str]) -> str:
    more = f" and {len(paths) - _NAMED} more" if len(paths) > _NAMED else ""
    return ", ".join(show(path, 120) for path in paths[:_NAMED]) + more
