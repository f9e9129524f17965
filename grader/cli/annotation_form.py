"""Whose annotations a checklist is written as."""

from __future__ import annotations

from enum import StrEnum


class AnnotationForm(StrEnum):
    """GitHub's workflow commands on the output, or GitLab's code quality report in a file."""

    GITHUB = "github"
    GITLAB = "gitlab"
