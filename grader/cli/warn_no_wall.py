"""The first line of whatever runs submitted code without a sandbox."""

from __future__ import annotations

from grader.cli.say_aloud import say_aloud


def warn_no_wall() -> None:
    """Say before anything runs that nothing protects this machine."""
    say_aloud("WARNING: no sandbox: submitted code runs with your rights on this machine")
