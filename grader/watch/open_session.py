"""The course opened for measuring, from the first need of it until its files change."""

from __future__ import annotations

import time
from collections.abc import Callable
from contextlib import ExitStack
from types import TracebackType
from typing import Self

from grader.core.errors import GraderError
from grader.course_run import Listener
from grader.intake.course_folder import CourseFolder
from grader.measuring import Session, measuring, now
from grader.watch.retry import Retry
from grader.watch.settings import Settings
from grader.watch.warm_sandboxes import WarmSandboxes


class OpenSession:
    """Opens the course when somebody asks for it; where this machine cannot, says why and tries again later."""

    def __init__(self, settings: Settings, sandboxes: WarmSandboxes, say: Callable[[str], None], listen: Listener) -> None:
        self._settings, self._sandboxes, self._say, self._listen = settings, sandboxes, say, listen
        self._stack, self._retry, self._not_before = ExitStack(), Retry(), 0.0
        self.now: Session | None = None
        self.status = 0  # of the course when it was judged last

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self.close()

    def get(self, course: CourseFolder) -> Session | None:
        """Return the course opened; None where that failed now. With `once`, raise what made it fail."""
        if self.now is None and time.monotonic() >= self._not_before:
            try:
                self.now = self._enter(course)
            except GraderError as error:
                if self._settings.once:
                    raise
                wait = self._retry.failed("")
                self._not_before = time.monotonic() + wait
                self._say(f"nothing can be graded now, tried again in {wait:.0f} s: {error}")
            else:
                self._retry.worked("")
        return self.now

    def _enter(self, course: CourseFolder) -> Session:
        get, allow = self._sandboxes.get, self._settings.allow
        return self._stack.enter_context(measuring(course, get, listen=self._listen, allow=allow, sandbox_of=get))

    def close(self) -> None:
        """Close the course; what was measured is kept. A second time does nothing."""
        if self.now is not None:
            self.now.run.store.finish_run(self.now.number, now(), self.status)
        self.now, self._not_before = None, 0.0
        self._stack.close()
