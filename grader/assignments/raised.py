"""What a test sees when the student's code does not answer."""

from __future__ import annotations


class Raised(AssertionError):  # noqa: N818 - it is said as what happened: the student's code raised
    """The student's code raised an exception, ran out of time or answered with what is no data.

    `kind` is the exception's class name ('ValueError', 'Timeout', 'NoData', 'KernelDied'), `place` says where in the notebook.
    An AssertionError, so that a test which does not expect it fails as a test and not as a broken one.
    """

    def __init__(self, kind: str, message: str, place: str = "") -> None:
        self.kind, self.message, self.place = kind, message, place
        said = f"{kind}: {message}" if message else kind
        super().__init__(f"{said} ({place})" if place else said)
