"""Count commits and changed lines of code by author, from the history up to one commit."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from grader.core.contributions import Contribution
from grader.core.show import show
from grader.intake.git_command import git_command
from grader.intake.git_limits import GitLimits

_ENDINGS = ("py", "pyx", "r", "jl", "sh", "c", "cc", "cpp", "cu", "h", "hpp", "js", "ts", "java", "m", "go", "rs")
_MARK = b"\x01"
_FORMAT = "--format=%x01%ae%x09%an"
_CAP = 64 * 1024 * 1024
_AUTHORS, _CHANGES = 60, 2000
_NOBODY = frozenset({"", "root", "user", "admin", "student", "unknown", "your name", "ubuntu"})  # names that many share


@dataclass(frozen=True)
class NotebookChange:
    """A commit of an author (by place in the list) changed a notebook: Git objects before and after, '' for none."""

    author: int
    before: str
    after: str


@dataclass(frozen=True)
class Authors:
    """Authors with their commits and lines outside notebooks, who committed most first, and what happened to notebooks."""

    authors: tuple[Contribution, ...] = ()
    changes: tuple[NotebookChange, ...] = ()
    notes: tuple[str, ...] = ()


@dataclass
class _People:
    """Authors: who shares an address or a name is one. Nobody's mailmap is read."""

    same: dict[str, str] = field(default_factory=dict)
    names: dict[str, Counter[str]] = field(default_factory=lambda: defaultdict(Counter))
    lines: dict[str, list[int]] = field(default_factory=lambda: defaultdict(lambda: [0, 0]))

    def meet(self, identity: bytes) -> tuple[str, str]:
        """Note that an address and a name belong together; return a key that `one` resolves, and the name."""
        address, _, name = (part.strip() for part in identity.decode("utf-8", "replace").partition("\t"))
        keys = [f"<{address.casefold()}>"] * bool(address) + [name.casefold()] * (name.casefold() not in _NOBODY)
        for key in keys:
            self.same[self.one(key)] = self.one(keys[0])
        return keys[0] if keys else "", show(name or "no name", 80)

    def one(self, key: str) -> str:
        """Return the key that stands for all of an author's."""
        found = key
        while self.same.get(found, found) != found:
            found = self.same[found]
        while key != found:  # the next time it is one step: a chain as long as the history would be walked for each commit
            self.same[key], key = found, self.same[key]
        return found


def git_authors(repository: Path, commit: str, *, limits: GitLimits) -> Authors:
    """Return who changed what up to `commit`; merges count for nobody.

    What Git cannot tell within `limits` is said in the notes, and costs nobody anything. Raises MachineError where Git is
    not there.
    """
    people = _People()
    notes: list[str] = []
    changes: list[tuple[str, str, str]] = []
    plain = (f"--git-dir={repository}", "log", "--no-merges", "-z", "--encoding=UTF-8", _FORMAT)
    deep = (*plain, "--full-history", "--no-renames", "--no-ext-diff", "--no-textconv", "--diff-algorithm=myers")
    code = [f":(top,icase,glob)**/*.{ending}" for ending in _ENDINGS]
    for record in _tokens([*plain, commit, "--"], repository, limits, notes, "commits"):
        key, name = people.meet(record[0])
        people.names[key][name] += 1
    for record in _tokens([*deep, "--numstat", commit, "--", *code], repository, limits, notes, "changed lines"):
        _add_lines(people, record)
    raw = [*deep, "--raw", "--no-abbrev", commit, "--", ":(top,icase,glob)**/*.ipynb"]
    for record in _tokens(raw, repository, limits, notes, "changes of notebooks"):
        changes += _notebooks(people, record)
    if len(changes) > _CHANGES:
        notes.append(f"Only the last {_CHANGES} changes of notebooks were counted.")
    authors = _authors(people)
    place = {key: number for number, key in enumerate(authors)}
    kept = [(place.get(people.one(key)), before, after) for key, before, after in changes[:_CHANGES]]
    found = tuple(NotebookChange(number, before, after) for number, before, after in kept if number is not None)
    return Authors(tuple(authors.values()), found, tuple(notes))


def _authors(people: _People) -> dict[str, Contribution]:
    """Return the authors by key, who committed most first."""
    names: dict[str, Counter[str]] = defaultdict(Counter)
    lines: dict[str, list[int]] = defaultdict(lambda: [0, 0])
    for key, counts in people.names.items():
        names[people.one(key)].update(counts)  # `+=` would look through all names there are, each time
    for key, (added, removed) in people.lines.items():
        one = people.one(key)
        lines[one] = [lines[one][0] + added, lines[one][1] + removed]
    order = sorted(names, key=lambda one: (-names[one].total(), one))[:_AUTHORS]
    return {one: _contribution(names[one], lines[one]) for one in order}


def _contribution(names: Counter[str], lines: list[int]) -> Contribution:
    first, *others = (name for name, _ in names.most_common(6))
    return Contribution(first, names.total(), lines[0], lines[1], tuple(others))


def _tokens(arguments: list[str], repository: Path, limits: GitLimits, notes: list[str], what: str) -> Iterator[list[bytes]]:
    """Yield for each commit its author and then what Git tells of it, each part that NUL ends."""
    with git_command(arguments, folder=repository, limits=limits) as run:
        output = run.stdout.read(_CAP + 1)
        if len(output) > _CAP:
            run.cut()
    if len(output) > _CAP or run.code:
        notes.append(f"The history is too large to count all its {what}.")
    record: list[bytes] = []
    is_path = False  # what follows a token with a colon is a path, which may look like anything
    for token in (one.lstrip(b"\n") for one in output[:_CAP].split(b"\0")):
        if not is_path and token.startswith(_MARK):
            if record:
                yield record
            record = [token[1:]]
        elif not is_path and record and token:
            record.append(token)
        is_path = not is_path and token.startswith(b":")
    if record:
        yield record


def _add_lines(people: _People, record: list[bytes]) -> None:
    """Add a commit's counts of lines: 'added TAB removed TAB path', with '-' for files that are no text."""
    key, _ = people.meet(record[0])
    for token in record[1:]:
        added, _, rest = token.partition(b"\t")
        removed = rest.partition(b"\t")[0]
        if added.isdigit() and removed.isdigit():
            people.lines[key][0] += int(added)
            people.lines[key][1] += int(removed)


def _notebooks(people: _People, record: list[bytes]) -> Iterator[tuple[str, str, str]]:
    """Yield author, object before and object after: ':mode mode before after status', then the path."""
    key, _ = people.meet(record[0])
    for token in record[1:]:
        parts = token.split()
        if token.startswith(b":") and len(parts) == 5:
            before, after = (_object(part) for part in parts[2:4])
            yield key, before, after


def _object(name: bytes) -> str:
    return "" if not name.strip(b"0") else name.decode("ascii", "replace")


def objects_of(changes: Iterable[NotebookChange]) -> list[str]:
    """Return the Git objects that changes name, each once."""
    return list(dict.fromkeys(name for change in changes for name in (change.before, change.after) if name))
