"""What is said of the wall before submitted code runs: that there is none, or that another stands in for the default."""

from __future__ import annotations

from grader.cli.say_aloud import say_aloud


def warn_no_wall() -> None:
    """Say before anything runs that nothing protects this machine."""
    say_aloud("WARNING: no sandbox: submitted code runs with your rights on this machine")


def say_stand_in(asked: str | None, wall: str) -> None:
    """Say so where nobody asked for the wall that was chosen and it is not the usual one."""
    if asked is None and wall != "fork-server":
        say_aloud(f"bubblewrap is not installed: each run gets a container of {wall}, and is some seconds slower")
