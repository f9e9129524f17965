"""Run every cell of an assignment, whatever happens to those before, and then answer questions about what they define.

A cell that does not stop is interrupted; a kernel that does not heed that, or that a cell ends, is replaced by another in
which the earlier cells run again, so that the later ones are graded all the same.
"""

from __future__ import annotations

import asyncio
import contextlib
import json
import os
import re
import struct
import time
from pathlib import Path
from typing import Any

import nbformat
from cell_outcome import credit_of
from client import Client, guard
from ipykernel.compiler import get_file_name
from kernel import ForkedKernel
from nbclient.exceptions import CellExecutionError, DeadKernelError
from source_of import source_of
from written_models import plain_bytes

_HEADER = struct.Struct("=IQ")
_GRACE = 2.0  # seconds between asking a cell to stop and ending its kernel
_LIVES = 12
_EXIT = re.compile(r"^(\s*)(?:exit|quit)(?:\(\d?\))?[ ;]*$", re.MULTILINE)
_QUESTION = 300_000_000


class GradedRun:
    """One submission's cells and the kernels they run in; `reports` is by a cell's place in the notebook."""

    def __init__(self, cells: list[Any], parameters: dict[str, Any], frames: Any, folder: Path, first: ForkedKernel) -> None:
        self.cells, self.parameters, self.frames, self.folder = cells, parameters, frames, folder
        self.kernel: ForkedKernel | None = first
        self.code = [place for place, cell in enumerate(cells) if cell.cell_type == "code" and cell.source.strip()]
        self.waiting = list(self.code)
        self.again: list[int] = []
        self.reports: dict[int, dict[str, Any]] = {}
        self.notes: list[str] = []
        self.until = time.monotonic() + float(parameters["seconds"])
        self.room = int(parameters["output_bytes"])
        self.lives = 0
        self.names: dict[int, str] = {}
        self.public: dict[int, str] = {}
        self.calls: int | None = None
        self.listening = False
        for place in self.code:  # it would end the kernel a moment later, in whatever runs then
            cells[place].source, left_out = _EXIT.subn(r"\1pass", cells[place].source)
            self.notes += [f"cell {place + 1} asks to end the notebook, which was left out"] if left_out else []

    def run(self, calls: int | None) -> None:
        """Live until every cell has run and nobody asks any more."""
        self.calls = calls
        over = False
        while not over and self.lives < _LIVES:
            self.lives += 1
            kernel = self.kernel or ForkedKernel(self.folder / f"kernel-{self.lives}", int(self.parameters["seed"]))
            self.kernel = None
            make: Any = nbformat.v4.new_notebook
            client = Client(make(cells=self.cells), kernel, self.room, allow_errors=True, store_widget_state=False,
                            skip_cells_with_tag="", timeout=None, record_timing=False)  # fmt: skip
            try:
                over = asyncio.run(Life(self, client).live())
            finally:
                kernel.kill()
                self.room = client.room
            if self.room < 0:
                self.stop("OUTPUT", "the notebook put out more than the limit allows")
                over = not self.listening and calls is None
        if not over:
            self.stop("KERNEL_DIED", "its kernel ended too often")
            self.refuse()

    def stop(self, status: str, error: str) -> None:
        """Say of every cell that has not run why it never will."""
        for place in self.waiting:
            self.reports[place] = {"status": status, "error": error, "number": None, "seconds": 0.0}
        self.waiting = []

    def refuse(self) -> None:
        """Answer every question that still comes: there is nobody to ask."""
        if self.calls is None:
            return
        if not self.listening:
            self.frames.event(event="listening")
            self.listening = True
        while (asked := self.next_question()) is not None:
            self.frames.event(
                event="answered", id=asked[0].get("id"), status="KERNEL_DIED", error="the notebook's kernel ended too often"
            )

    def next_question(self) -> tuple[dict[str, Any], bytes] | None:
        """Return the next question and its body, None when no more will come."""
        if self.calls is None or not (header := exactly(self.calls, _HEADER.size)):
            return None
        asked_length, body_length = _HEADER.unpack(header)
        if body_length > _QUESTION:
            return None
        asked = json.loads(exactly(self.calls, asked_length))
        return asked, exactly(self.calls, body_length)


class Life:
    """What happens in one kernel."""

    def __init__(self, run: GradedRun, client: Client) -> None:
        self.run, self.client, self.late = run, client, False
        self.source, self.target = client.forked.fits.parent / "question", client.forked.fits.parent / "answer"

    async def live(self) -> bool:
        """Run what has to run, then listen; True when all is done, False when another kernel must go on."""
        try:
            async with self.client.async_setup_kernel():
                if self.client.kc is not None:
                    guard(self.client.kc.session)
                await self.work()
        except (DeadKernelError, RuntimeError):
            return False
        except MemoryError:
            raise
        except Exception as error:  # noqa: BLE001 - what the kernel sends is the student's, and no fault of this machine
            run = self.run
            run.notes.append(f"the kernel sent a message that cannot be read ({type(error).__name__})")
            if run.waiting:
                run.reports[run.waiting.pop(0)] = {"status": "KERNEL_DIED", "error": "", "number": None, "seconds": 0.0}
            return False
        return True

    async def work(self) -> None:
        """Run what has to run, then answer until nobody asks."""
        run = self.run
        if run.parameters.get("stand_in"):
            await self.beside(hidden_code("remember", "stand_in(known)"), self.cell_seconds())
        for place in run.again:
            await self.limited(run.cells[place], place, self.cell_seconds())
        while run.waiting:
            await self.cell(run.waiting[0])
        if run.calls is None:
            return
        if not run.listening:
            run.frames.event(event="listening")
            run.listening = True
        while (asked := run.next_question()) is not None:
            await self.answer(*asked)

    def cell_seconds(self) -> float:
        """Return how long a cell may take: its own limit, and what is left of the whole."""
        return max(0.1, min(float(self.run.parameters["cell_seconds"]), self.run.until - time.monotonic()))

    async def cell(self, place: int) -> None:
        """Run one cell and keep how it ended; DeadKernelError when its kernel is gone."""
        run, cell = self.run, self.run.cells[place]
        if time.monotonic() > run.until:
            run.stop("TIMEOUT", "the time for the whole notebook was over")
            return
        run.frames.event(event="cell", index=place)
        started, allowed = time.monotonic(), self.cell_seconds()
        died = False
        try:
            await self.limited(cell, place, allowed)
        except DeadKernelError:
            died = True
        run.waiting.remove(place)
        error = self.client.error_in(cell)
        status = "TIMEOUT" if self.late else "KERNEL_DIED" if died else "CELL_ERROR" if error else "OK"
        if "MemoryError" in error:
            status = "MEMORY"
        text = f"it was stopped after {allowed:.0f} s" if self.late else "the kernel ended in it" if died else error
        report = {
            "status": status,
            "error": text[:300],
            **credit_of(cell),
            "seconds": round(time.monotonic() - started, 3),
        }
        if status == "CELL_ERROR":
            report["hidden"] = await self.hidden(place)
        run.reports[place] = report
        run.frames.event(event="cell-ended", index=place, name=run.names.get(place, ""), **report)
        if died:
            raise DeadKernelError(text)
        if not self.late:
            run.again.append(place)

    async def hidden(self, place: int) -> bool:
        """Say whether what failed is what students do not see: without it the cell passes."""
        if place not in self.run.public:
            return False
        error = ""
        with contextlib.suppress(DeadKernelError):  # the next cell finds out
            error = self.client.error_in(await self.beside(self.run.public[place], self.cell_seconds()))
        late, self.late = self.late, False
        return not late and not error

    async def beside(self, source: str, seconds: float) -> Any:
        """Execute a text that is no cell of the notebook, and return the cell that it was."""
        make: Any = nbformat.v4.new_code_cell
        cell, cells = make(source), self.client.nb.cells
        cells.append(cell)  # nbclient wants to know its place
        try:
            await self.limited(cell, len(cells) - 1, seconds, store_history=False)
        finally:
            cells.pop()
        return cell

    async def limited(self, cell: Any, place: int, seconds: float, **options: Any) -> None:
        """Execute a cell; interrupt it when its time is over, and end the kernel when it does not heed that."""
        loop, self.late = asyncio.get_running_loop(), False
        alarms = [
            loop.call_later(seconds, self.interrupt),
            loop.call_later(seconds + _GRACE, self.client.forked.kill),
        ]
        try:
            with contextlib.suppress(CellExecutionError):  # it is recorded in the cell's outputs
                await self.client.run_cell(cell, place, **options)
        finally:
            for alarm in alarms:
                alarm.cancel()
        if self.client.stop is not None or self.client.forked.poll() is not None:
            raise DeadKernelError("the kernel is gone")

    def interrupt(self) -> None:
        """Ask what runs to stop, because its time is over."""
        self.late = True
        self.client.forked.interrupt()

    async def answer(self, asked: dict[str, Any], body: bytes) -> None:
        """Answer one question; a kernel that ends in it raises DeadKernelError after the answer says so."""
        run, frames = self.run, self.run.frames
        if asked["op"] == "source":
            found = source_of(str(asked["name"]), [run.cells[place].source for place in run.code])
            frames.file("answer", (found or "").encode("utf-8", "replace"))
            frames.event(event="answered", id=asked["id"], status="OK" if found is not None else "MISSING", error="")
            return
        self.target.unlink(missing_ok=True)
        self.source.write_bytes(body)
        died, error = False, ""
        try:
            error = self.client.error_in(await self.beside(self.question(int(asked["at_most"])), float(asked["seconds"])))
        except DeadKernelError:
            died = True
        packed = plain_bytes(self.target, int(asked["at_most"]) + 10_000_000)
        status = "TIMEOUT" if self.late else "KERNEL_DIED" if died else "OK" if packed is not None else "CELL_ERROR"
        if status == "OK":
            frames.file("answer", packed)
        why = "the kernel ended" if died else error if status == "CELL_ERROR" else ""
        frames.event(event="answered", id=asked["id"], status=status, error=why[:300])
        if died:
            raise DeadKernelError("the kernel is gone")

    def question(self, at_most: int) -> str:
        """Return the hidden cell that answers what lies in the file `source`."""
        places = {os.path.basename(get_file_name(self.run.cells[place].source)): place + 1 for place in self.run.code}  # type: ignore[no-untyped-call]  # noqa: PTH119 - ipykernel does not annotate it; the kernel's folder is another
        return hidden_code(
            "call_cell", f"answer_question({str(self.source)!r}, {str(self.target)!r}, {places!r}, {at_most}, known)"
        )


def hidden_code(module: str, call: str) -> str:
    """Return the text of a cell that runs one of the files here and then `call`, in which `known` is the notebook's names."""
    text = str(Path(__file__).with_name(f"{module}.py"))
    namespace = "{'__name__': 'tests', 'known': __import__('sys').modules['__main__'].__dict__}"
    return f"__import__('builtins').exec(__import__('builtins').open({text!r}).read() + {f'{chr(10)}{call}'!r}, {namespace})"


def exactly(descriptor: int, count: int) -> bytes:
    """Read so many bytes from the pipe, b'' where it ends before."""
    parts, missing = [], count
    while missing:
        part = os.read(descriptor, min(missing, 1 << 20))
        if not part:
            return b""
        parts.append(part)
        missing -= len(part)
    return b"".join(parts)
