"""Start, watch and stop a run of the course, or of one group, and write the gradebook."""

from __future__ import annotations

from collections.abc import AsyncIterator

from starlette.concurrency import run_in_threadpool
from starlette.responses import RedirectResponse, Response, StreamingResponse

from grader.core.errors import InputError
from grader.review.asked import Asked
from grader.review.desk import Desk
from grader.review.page import page
from grader.review.references import References
from grader.review.runner import Runner
from grader.review.sentence import sentence as said
from grader.review.told import told

_LISTEN_SECONDS = 1.0
_RUNNING = "grade-all"


def run(desk: Desk, asked: Asked) -> Response:
    """Show what runs and what it says."""
    return _shown(desk, asked)


def start(desk: Desk, asked: Asked) -> Response:
    """Start grade-all, of everyone or of one group; with `again` it measures also what is known."""
    now, who = desk.book.now(), asked.form.get("group", "")
    arguments, what = ["grade-all"], _RUNNING
    if who:
        group = now.group(who)
        arguments, what = [*arguments, f"--group={group.id}"], f"{what}: {now.references.label(group)}"
    if asked.form.get("again"):
        arguments, what = [*arguments, "--again"], f"{what}, again"
    return _started(desk, asked, what, arguments)


def write(desk: Desk, asked: Asked) -> Response:
    """Write the gradebook and the reports anew, from what is stored."""
    return _started(desk, asked, "regrade", ["regrade"])


def stop(desk: Desk, asked: Asked) -> Response:  # noqa: ARG001 - every handler takes who asks
    """Interrupt what runs; what was measured is kept."""
    desk.runner.stop()
    return RedirectResponse("/run", status_code=303)


def events(desk: Desk, after: int) -> Response:
    """Stream what is said from line `after` on, as server-sent events, until the browser goes away or the run has ended."""
    references = desk.book.now().references
    return StreamingResponse(_events(desk.runner, after, references), media_type="text/event-stream")


async def _events(runner: Runner, after: int, references: References) -> AsyncIterator[str]:
    while True:
        running = runner.running
        lines = await run_in_threadpool(runner.wait, after, _LISTEN_SECONDS if running else 0)
        for line, text in zip(lines, told(references, (line.text for line in lines)), strict=True):
            after = line.number
            yield f"id: {line.number}\nevent: line\ndata: {text}\n\n"
        if not running:
            yield f"event: ended\ndata: {after}\n\n"
            return
        yield ": still here\n\n"


def _started(desk: Desk, asked: Asked, what: str, arguments: list[str]) -> Response:
    try:
        desk.runner.start(what, arguments)
    except InputError as error:
        return _shown(desk, asked, sentence=said(error), status=409)
    return RedirectResponse("/run", status_code=303)


def _shown(desk: Desk, asked: Asked, *, sentence: str = "", status: int = 200) -> Response:
    now = desk.book.now()
    lines = desk.runner.lines()
    return page(
        desk,
        asked,
        "run.html.j2",
        now=now,
        lines=told(now.references, (one.text for one in lines)),
        last=lines[-1].number if lines else 0,
        sentence=sentence,
        status=status,
    )
