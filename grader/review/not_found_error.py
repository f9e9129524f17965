"""What is asked for is not there."""

from __future__ import annotations

from grader.core.errors import GraderError


class NotFoundError(GraderError):
    """An address, a form or a name that this course does not know; nothing was changed."""
