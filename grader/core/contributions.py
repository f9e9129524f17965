"""Who changed how much, by what a repository's history claims: evidence for people, never points."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Contribution:
    """One author: `commits` without merges, and the lines of code added and removed.

    Commits with the same address or the same name are one author's; `aliases` are the further names. Of a notebook only the
    sources of its code cells count, never outputs.
    """

    author: str
    commits: int
    added: int = 0
    removed: int = 0
    aliases: tuple[str, ...] = ()


@dataclass(frozen=True)
class Contributions:
    """The authors up to the graded commit, who committed most first; `notes` say what could not be counted."""

    authors: tuple[Contribution, ...] = ()
    notes: tuple[str, ...] = ()
