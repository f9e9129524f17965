"""A set of packages that notebooks run with, apart from the grader's own."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Environment:
    """What the course asks for: a requirements file, and variables set before Python starts, as (name, value)."""

    name: str
    requirements: Path
    variables: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True)
class BuiltEnvironment:
    """An environment on disk: its Python, the folders it imports from, and the top-level modules it offers."""

    name: str
    fingerprint: str
    python: str
    prefix: str
    base_prefix: str
    modules: frozenset[str]
    variables: tuple[tuple[str, str], ...] = ()
