"""The first line of whatever runs submitted code without a sandbox."""

from __future__ import annotations

import typer


def warn_no_wall() -> None:
    """Say before anything runs that nothing protects this machine."""
    typer.echo("grader: WARNING: no sandbox: submitted code runs with your rights on this machine", err=True)
