"""Watch a course's repositories and grade what is pushed, until somebody ends it."""

from __future__ import annotations

import queue
import random
import threading
import time
from collections.abc import Callable
from contextlib import ExitStack
from datetime import datetime
from functools import partial

from grader.core.errors import GraderError, InputError, MachineError
from grader.core.show import show
from grader.course import judge_course, open_course
from grader.course_run import failed
from grader.executors.crew import Crew
from grader.executors.executor import Done
from grader.gradebook.lock import HeldError, lock
from grader.gradebook.pokes import open_pokes, take_pokes
from grader.gradebook.store import Store
from grader.graded import Graded
from grader.intake.course_folder import CourseFolder, read_staff_files
from grader.told import closes
from grader.watch.graded_heads import GradedHeads, course_state
from grader.watch.look import Ran, look, measure_all
from grader.watch.open_session import OpenSession
from grader.watch.polls import Polls
from grader.watch.retry import Retry
from grader.watch.settings import Settings
from grader.watch.waiting import Waiting
from grader.watch.warm_sandboxes import WarmSandboxes

_TICK = 0.2  # seconds until notes of hooks are looked for again
_REREAD = 10.0  # at most, until a changed file of the course is noticed
_HELD_AGAIN, _WRONG_AGAIN = 0.5, 10.0
Tell = Callable[[CourseFolder, Graded, frozenset[str]], None]


class Watcher:
    """The loop of `grader watch`. Everything but looking and running happens in the thread that calls `run`.

    `say` hears a line at a time, `tell` what was judged and for which groups that is news.
    `clock` returns the time with its zone.
    """

    def __init__(
        self,
        settings: Settings,
        sandboxes: WarmSandboxes,
        say: Callable[[str], None],
        tell: Tell,
        clock: Callable[[], datetime],
    ) -> None:
        self.settings, self.sandboxes, self.say, self.tell, self._clock = settings, sandboxes, say, tell, clock
        self.course = open_course(settings.folder)
        self.wake = threading.Event()
        self._asked: queue.SimpleQueue[str] = queue.SimpleQueue()
        self._polls = Polls(settings.every, random.Random())  # noqa: S311 - it spreads requests and guards nothing
        self._waiting = Waiting(settle=0.0) if settings.once else Waiting()
        self._retry = Retry()
        self._tips: dict[str, str] = {}  # what was seen at each repository last
        self._started: dict[str, str] = {}  # what was to be seen there when its run began
        self._said: dict[str, str] = {}
        self._news: set[str] = set()
        self._judge_at = self._reread_at = 0.0
        self._status = 0

    def ask(self, group: str) -> None:
        """Look at the group's repository now; callable from any thread."""
        self._asked.put(group)
        self.wake.set()

    def run(self) -> int:
        """Watch until KeyboardInterrupt or SystemExit; with `once`, until all is graded, and return the exit status.

        Raises InputError where a file of the course is wrong at the start, or the folder is watched already.
        """
        with ExitStack() as stack:
            stack.enter_context(lock(self.course.folder, "watch"))
            self._store = stack.enter_context(Store.open(self.course.folder))
            self._session = stack.enter_context(OpenSession(self.settings, self.sandboxes, self.say, self._listen))
            open_pokes(self.course.folder)
            self._lookers = Crew[str](self.settings.looks_at_once, self.wake.set)
            self._runners = Crew[list[tuple[str, Ran]]](self.settings.slots, self.wake.set)
            stack.callback(self._end)
            self._take_course(self.course)
            if not self.settings.once and (opened := self._session.get(self.course)) is not None:
                opened.warm()  # so that the first push finds everything ready
            while True:
                self._try_turn()
                if self.settings.once and self._is_done():
                    course = read_staff_files(self.course, self._store.rekeys())
                    return max(self._status, judge_course(course, write=False).exit_status)
                self.wake.wait(_TICK)
                self.wake.clear()

    def _end(self) -> None:
        self.sandboxes.close()  # what runs in them ends with them
        for crew in (self._lookers, self._runners):
            crew.close(5.0)

    def _try_turn(self) -> None:
        """Do what there is to do; what this machine refuses now is said, and done a little later."""
        try:
            self._turn(time.monotonic())
        except MachineError as error:
            if self.settings.once:
                raise
            self._say_once("", f"tried again in {_WRONG_AGAIN:.0f} s: {error}")
            time.sleep(_WRONG_AGAIN)

    def _turn(self, now: float) -> None:
        """Do whatever there is to do now."""
        changed = self._has_changed(now)
        for looked in self._lookers.ended():
            self._looked(looked, now)
        for ran in self._runners.ended():
            self._ran(ran, now)
        self._look(now)
        while not changed and self._runners.free:
            group = self._waiting.take(now, self._runners.busy)
            if group is None or not self._start(group, now):
                break
        self._close_groups()
        if self._news and now >= self._judge_at:
            self._judge(now)
        if changed and not (self._runners.busy or self._news):
            self._reopen()

    def _is_done(self) -> bool:
        return self._polls.quiet and not (len(self._waiting) or self._runners.busy or self._lookers.busy or self._news)

    # The course's files

    def _take_course(self, course: CourseFolder) -> None:
        self.course, self._state, now = course, course_state(course, self._store), time.monotonic()
        self._heads, self._tips = GradedHeads(self._store, course), {}
        self.groups = {group.id: group for group in course.roster.groups if group.repository}
        self._polls.keep(self.groups, now)
        self._waiting.keep(self.groups)
        for name in self.groups:
            self._polls.ask(name, now)
        given = () if self.settings.once else self.groups.values()
        extensions = self._store.extensions()
        self._closing = {group.id: closes(course, extensions, group) for group in given}

    def _has_changed(self, now: float) -> bool:
        """Say whether a file of the course has changed; then nothing new is started until what runs has ended."""
        if now >= self._reread_at:
            self._reread_at = now + min(self.settings.every, _REREAD)
            self._seen_state = course_state(self.course, self._store)
        return self._seen_state != self._state

    def _reopen(self) -> None:
        """Go on with the course's files as they are now; with the old ones, where they cannot be read."""
        try:
            course = open_course(self.settings.folder)
        except InputError as error:
            self._say_once("", f"a file of the course is wrong, nothing is graded until it is mended: {error}")
            return
        self._say_once("", "")
        self.say("a file of the course or an extension has changed: every group is looked at again")
        self._session.close()
        self._take_course(course)
        self._seen_state = self._state

    # Looking

    def _look(self, now: float) -> None:
        asked = list(take_pokes(self.course.folder, self.groups))
        while not self._asked.empty():
            asked.append(self._asked.get())
        for name in asked:
            self._polls.ask(name, now)
        for name in self._polls.due(now):
            self._lookers.give(name, partial(look, self.groups[name], self.course.file.git, self.settings.allow))

    def _looked(self, done: Done[str], now: float) -> None:
        name, tip = done.name, done.result
        self._polls.heard(name, now, reached=tip is not None)
        if tip is None:
            if not isinstance(done.error, GraderError):
                raise done.error or AssertionError
            self._status = max(self._status, 3 if isinstance(done.error, MachineError) else 1)
            self._say_once(name, str(done.error))
            return
        self._say_once(name, "")
        if name in self.groups and tip not in {self._tips.get(name), self._heads.get(name)}:
            self._tips[name] = tip
            self._waiting.note(name, now)

    # Running

    def _start(self, name: str, now: float) -> bool:
        session = self._session.get(self.course)
        if session is None:
            self._waiting.note(name, now)
            return False
        self._started[name] = self._tips.get(name, "")
        self._runners.give(name, partial(measure_all, session.run, self.groups[name]))
        return True

    def _ran(self, done: Done[list[tuple[str, Ran]]], now: float) -> None:
        name, started = done.name, self._started.pop(done.name, "")
        if done.result is None:
            raise done.error or AssertionError
        kept = [self._keep(name, deadline, ended) for deadline, ended in done.result]
        self._news.add(name)
        if all(kept):
            self._retry.worked(name)
            self._heads.put(name, started)
        elif not self.settings.once:
            wait = self._retry.failed(name)
            self.say(f"{show(name, 60)}: tried again in {wait:.0f} s")
            self._waiting.note(name, now + wait)

    def _keep(self, name: str, deadline: str, ended: Ran) -> bool:
        """Keep what a run brought; return whether it is evidence, and no failure of this machine."""
        session = self._session.now
        if session is None:
            return False
        try:
            session.run.ended(deadline, ended)
        except (InputError, MachineError) as error:
            self._say_once(name, str(error))
            return False
        evidence = self._store.latest_at(deadline).get(name) if deadline else self._store.latest(name)
        return evidence is not None and not failed(evidence)

    def _close_groups(self) -> None:
        """Tell groups whose time is over what was held back so far."""
        moment = self._clock()
        for name in [name for name, closing in self._closing.items() if closing <= moment]:
            del self._closing[name]
            self._news.add(name)

    def _judge(self, now: float) -> None:
        """Judge, write and tell what is new; while another command holds the course or the disk is full, a moment later."""
        session = self._session.get(self.course)
        if session is None:
            return
        try:
            with lock(self.course.folder, brief=True):
                graded = session.judge()
            self.tell(self.course, graded, frozenset(self._news))
        except GraderError as error:
            if self.settings.once and not isinstance(error, HeldError):
                raise
            self._judge_at = now + (_HELD_AGAIN if isinstance(error, HeldError) else _WRONG_AGAIN)
            self._say_once("", "" if isinstance(error, HeldError) else f"the gradebook cannot be written now: {error}")
            return
        self._say_once("", "")
        self._session.status = graded.exit_status
        self._news = set()

    # Saying

    def _listen(self, group: str, stage: str) -> None:
        if not group:
            self.say(stage)
        elif stage == "known" or stage.startswith("done"):
            self.say(f"{show(group, 60)}: {'measured before' if stage == 'known' else stage.removeprefix('done ')}")

    def _say_once(self, name: str, text: str) -> None:
        """Say what is wrong with a repository (or, without a name, the course) the first time; '' once it is right again."""
        if text and self._said.get(name) != text:
            self.say(f"{show(name, 60)}: {text}" if name else text)
        self._said[name] = text
