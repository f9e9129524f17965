"""Where groups keep their repositories, and so whose CI checks them."""

from __future__ import annotations

from enum import StrEnum


class Forge(StrEnum):
    """Whose CI files a repository holds."""

    GITHUB = "github"
    GITLAB = "gitlab"
    BOTH = "both"
    NONE = "none"
