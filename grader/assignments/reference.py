"""The fixture `reference`: the teacher's own notebook, asked as the student's is."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from grader.assignments.kernel import Kernel
from grader.assignments.raised import Raised


class ReferenceFailed(Exception):  # noqa: N818 - said as what happened
    """The reference solution did not answer: nobody loses a point by it."""


class Reference(Kernel):
    """The reference solution's notebook. What goes wrong in it is not the student's fault."""

    def _send(self, question: Mapping[str, Any], body: bytes, seconds: float) -> tuple[dict[str, Any], bytes]:
        try:
            return super()._send(question, body, seconds)
        except Raised as error:
            raise ReferenceFailed(f"the reference solution does not answer: {error}") from None

    def _read(self, name: str, body: bytes) -> Any:
        try:
            return super()._read(name, body)
        except Raised as error:
            raise ReferenceFailed(f"the reference solution: {error}") from None
