"""`grader watch`: grade what groups push, as they push it."""

from __future__ import annotations

import os
import signal
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from grader.cli.options import CourseOption, SandboxOption, SlotsOption

if TYPE_CHECKING:  # what a command needs is loaded when it runs
    from grader.core.environment import BuiltEnvironment
    from grader.core.limits import Limits
    from grader.sandbox.job import Sandbox
    from grader.watch.settings import Settings
    from grader.watch.watcher import Watcher


def watch(
    *,
    course: CourseOption = Path(),
    every: Annotated[float, typer.Option("--every", metavar="SECONDS", min=1, help="Between two looks at a repository.")] = 60,
    once: Annotated[bool, typer.Option("--once", help="Look once, grade what changed, and end.")] = False,
    poke: Annotated[
        str, typer.Option("--poke", metavar="GROUP", help="Tell a running watch of a push; for hooks.", show_default=False)
    ] = "",
    listen: Annotated[
        str, typer.Option("--listen", metavar="HOST:PORT", help="Take webhooks of GitHub and GitLab.", show_default=False)
    ] = "",
    secret_file: Annotated[
        Path | None,
        typer.Option("--secret-file", metavar="FILE", help="Their secret.", show_default="$GRADER_WEBHOOK_SECRET"),
    ] = None,
    sandbox: SandboxOption = None,
    slots: SlotsOption = None,
) -> None:
    """Grade what groups push, as they push it."""
    if poke:
        from grader.gradebook.pokes import poke as leave

        leave(course.resolve(), poke)
        return
    from grader.course import open_course
    from grader.executors.places import places
    from grader.watch.settings import Settings

    limits = open_course(course).file.limits
    settings = Settings(course, every, slots or places(limits.memory_bytes), once)
    raise typer.Exit(_watch(settings, limits, sandbox, listen, secret_file))


def _watch(settings: Settings, limits: Limits, sandbox: str | None, place: str, secret_file: Path | None) -> int:
    from grader.cli.feedback import BRANCH
    from grader.cli.walls_said import say_stand_in, warn_no_wall
    from grader.sandbox.choose import NO_WALL, choose_with_gpus
    from grader.sandbox.gpus.lending import find_lending
    from grader.sandbox.server_process import server_plan
    from grader.watch.teller import Teller
    from grader.watch.warm_sandboxes import WarmSandboxes
    from grader.watch.watcher import Watcher

    lending = find_lending(limits, _say)

    def start(data: Path, environment: BuiltEnvironment | None = None) -> Sandbox:
        server = choose_with_gpus(sandbox, server_plan(data, environment), lending)
        if environment is None:  # the others start when a notebook needs them
            say_stand_in(sandbox, server.name)
            server.start()
        return server

    if sandbox == NO_WALL:
        warn_no_wall()
    teller = Teller(_say, BRANCH, _now)
    watcher = Watcher(settings, WarmSandboxes(start), _say, teller, _now)
    with _ended_by_term(), _listening(watcher, place, secret_file):
        try:
            status = watcher.run()
        except BaseException:
            teller.close(5.0)
            raise
        teller.close(600.0)
        return status


@contextmanager
def _listening(watcher: Watcher, place: str, secret_file: Path | None) -> Iterator[None]:
    """Take webhooks, where a place for them is named."""
    if not place:
        yield
        return
    import time

    from grader.watch.webhooks.listen import listen
    from grader.watch.webhooks.receiver import Receiver
    from grader.watch.webhooks.secrets import VARIABLE, read_secrets

    def repositories() -> dict[str, str]:
        return {group.id: group.repository for group in watcher.course.roster.groups}

    receiver = Receiver(read_secrets(secret_file, os.environ), repositories)
    os.environ.pop(VARIABLE, None)  # so that nothing that is started from here on knows it
    with listen(place, receiver, time.time, watcher.ask) as address:
        _say(f"webhooks are taken at {address}")
        yield


@contextmanager
def _ended_by_term() -> Iterator[None]:
    """Let SIGTERM end the watch as a service is ended: everything is put away, and the exit status is 0."""

    def end(_number: int, _frame: object) -> None:
        raise SystemExit(0)

    before = signal.signal(signal.SIGTERM, end)
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, before)


def _say(line: str) -> None:
    typer.echo(f"{_now().isoformat(timespec='seconds')} {line}", err=True)


def _now() -> datetime:
    return datetime.now(UTC)
