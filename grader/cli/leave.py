"""The end of a command that holds a large course in memory."""

from __future__ import annotations

import os
import sys
from typing import NoReturn

import typer

_ours: list[int] = []  # the process that was started for one command, and ends with it


def own_process() -> None:
    """Say that this process is there for one command alone."""
    _ours.append(os.getpid())


def leave(status: int) -> NoReturn:
    """End the command; with it at once the process, where it is there for nothing else: giving back a large course takes long.

    Call it when everything is closed: only what was printed is still brought out.
    """
    if os.getpid() in _ours:
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(status)
    raise typer.Exit(status)
