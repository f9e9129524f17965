"""How a command prints what it found."""

from __future__ import annotations

from enum import StrEnum


class OutputFormat(StrEnum):
    """A table for people, or JSON for machines."""

    TABLE = "table"
    JSON = "json"
