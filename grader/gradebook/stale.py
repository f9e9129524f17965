"""What the store holds and this version of the grader cannot read any more."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Stale:
    """A stored document that counts as not there, and why.

    `what` is 'evidence' (with its `key` and `group`) or 'marks'. `latest` says that this is the group's newest evidence, so that
    the group reads as not measured until it is measured again.
    """

    what: str
    reason: str
    key: str = ""
    group: str = ""
    latest: bool = False
