"""The texts that new repositories are made of."""

from __future__ import annotations

from importlib.resources import files


def starter_text(name: str) -> str:
    """Return a text of grader/starter_files by its file's name."""
    return files("grader.starter_files").joinpath(name).read_text(encoding="utf-8")
