"""`grader self-check`: what a group can know before the deadline."""

from __future__ import annotations


def self_check() -> None:
    """Check your own repository as the grader will see it."""
