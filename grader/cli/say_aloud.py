"""A sentence of the grader's own beside what a command prints."""

from __future__ import annotations

import typer

from grader.core.show import show


def say_aloud(sentence: str) -> None:
    """Say on stderr what whoever started the command should know."""
    typer.echo(f"grader: {show(sentence, 600)}", err=True)
