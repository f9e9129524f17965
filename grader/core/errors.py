"""Who is at fault, and therefore who loses points.

GraderError
├── InputError        a file of the course is wrong        exit 2, nothing written
├── SubmissionError   the group's work is wrong            becomes evidence, the other groups go on
└── MachineError      this machine failed                  exit 3, no group loses a point
"""

from __future__ import annotations

from pathlib import Path


class GraderError(Exception):
    """Anything the grader says in a sentence instead of a traceback."""


class InputError(GraderError):
    """A file of the course is wrong: says where, what, and what to do next."""

    def __init__(self, what: str, *, file: Path | str | None = None, line: int | None = None, hint: str = "") -> None:
        self.what, self.file, self.line, self.hint = what, file, line, hint
        where = f"{file}:{line}: " if file and line else f"{file}: " if file else ""
        super().__init__(f"{where}{what}" + (f"\n  hint: {hint}" if hint else ""))

    def __reduce__(self) -> tuple[object, ...]:
        return _rebuild_input_error, (self.what, self.file, self.line, self.hint)


def _rebuild_input_error(what: str, file: Path | str | None, line: int | None, hint: str) -> InputError:
    return InputError(what, file=file, line=line, hint=hint)


class SubmissionError(GraderError):
    """The group's work is wrong: the sentence goes to the group, with `status` for the evidence."""

    def __init__(self, message: str, status: str = "INVALID") -> None:
        self.status = status
        super().__init__(message)

    def __reduce__(self) -> tuple[object, ...]:
        return SubmissionError, (str(self), self.status)


class MachineError(GraderError):
    """This machine failed: nobody loses a point by it, and the run says what to mend."""
