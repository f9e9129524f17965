"""Run a notebook top to bottom with nbclient, beside its kernel and inside the same walls.

Errors do not stop the run: each cell's status, time and first error line are told to the outside as they happen. What
this program reports is the submission's word; the clock and the limits that count are outside.
"""

from __future__ import annotations

import asyncio
import contextlib
import json
import os
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import nbformat
from cell_outcome import installed
from client import Client, guard
from contract import Contract
from end_survivors import end_survivors
from kernel import ForkedKernel
from offered_data import offer_data
from outputs_changed import changed, pairs, stated
from nbclient.exceptions import CellExecutionError, DeadKernelError
from stop import Stop
from wanted_packages import wanted_packages
from written_models import plain_bytes, written_models

STREAMS = True
_NOTES = 20
_RECORDS = 200


def run(parameters: dict[str, Any], inputs: dict[str, str], project: str, frames: Any) -> tuple[dict[str, Any], dict[str, bytes]]:
    """Run `parameters['notebook']` (a path in the project) within `seconds`, and report.

    `hidden` are files taken away before. With the input `images` (raw uint8 digits) the functions named in `predict` are
    asked for their answers at the end, for which there are `more_seconds`. Returns the document `status`, `message`, `cells`,
    `fits`, `outputs_changed`, `output_pairs`, `contract`, and the files `executed.ipynb`, `contract.npy` and each model the
    run wrote. Before it asks, it hands out all but the answers, the document as the file `report.json`: however the question
    ends, it changes nothing of what the cells did.
    """
    path = Path(project, parameters["notebook"])
    for name in parameters.get("hidden", ()):
        Path(project, name).unlink(missing_ok=True)
    try:
        notebook, saved = read(path)
        cells = [(index, cell) for index, cell in enumerate(notebook.cells) if cell.cell_type == "code" and cell.source.strip()]
    except Exception as error:  # noqa: BLE001 - the file is the group's, whatever is wrong with it
        return {"status": "INVALID", "message": f"the notebook cannot be read ({type(error).__name__})"}, {}
    data, code = os.environ.get("OFFLINE_DATA"), "\n".join(cell.source for _, cell in cells)
    offered = offer_data(Path(project), path, code, Path(data), Path.home()) if data else []
    frames.event(event="cells", total=len(cells))
    os.chdir(path.parent)
    kernel = kernel_of(parameters)(Path(project).parent / "kernel", int(parameters["seed"]))
    client = Client(notebook, kernel, int(parameters["output_bytes"]), allow_errors=True, store_widget_state=False,
                    skip_cells_with_tag="", timeout=None, record_timing=False)  # fmt: skip
    driver = Driver(client, cells, parameters, frames)
    driver.notes += offered[:_NOTES]

    def whole(report: dict[str, Any]) -> dict[str, Any]:
        twice = ((index, saved.get(index), stated(cell.outputs)) for index, cell in cells)
        finished = {ended["index"] for ended in driver.reports if ended["status"] == "OK"}
        return {
            **report,
            "fits": fits(kernel.fits, [index for index, _ in cells]),
            "outputs_changed": [text for index, was, now in twice if (text := changed(index, was, now))][:_NOTES],
            "output_pairs": pairs(cells, saved, finished)[:_RECORDS],
        }

    def hand_out(report: dict[str, Any]) -> dict[str, Any]:
        for name, body in results(notebook, project, parameters).items():
            frames.file(name, body)
        fixed = whole(report)
        frames.file("report.json", json.dumps(fixed).encode())
        return fixed

    if "images" in inputs:
        names, public = list(parameters.get("predict", ())), bool(parameters.get("public"))
        driver.contract = Contract(names, inputs["images"], Path(project).parent / "kernel", public=public)
        driver.hand_out = hand_out
    report = asyncio.run(driver.drive())
    kernel.kill()
    end_survivors(parameters)
    if driver.asked:
        return report, {"contract.npy": driver.scores} if driver.scores else {}
    return whole(report), results(notebook, project, parameters)


def kernel_of(parameters: dict[str, Any]) -> type[ForkedKernel]:
    """Return how the kernel is started: forked from this warm process, or anew where the request says so."""
    if not parameters.get("spawn"):
        return ForkedKernel
    from spawned_kernel import SpawnedKernel

    return SpawnedKernel


def results(notebook: Any, project: str, parameters: dict[str, Any]) -> dict[str, bytes]:
    """Return what the run leaves: the executed notebook and the models it wrote."""
    written = written_models(project, int(parameters.get("model_bytes", 200_000_000)), parameters.get("counted"))
    return {"executed.ipynb": as_json(notebook), **{f"model:{name}": body for name, body in written.items()}}


def fits(path: Path, cells: list[int]) -> list[dict[str, Any]]:
    """Return what was noted of training: the notebook's own process wrote it, so anything may stand there."""
    found = []
    for line in (plain_bytes(path, 1_000_000) or b"").decode("utf-8", "replace").splitlines()[:_RECORDS]:
        try:
            record = json.loads(line)
        except (ValueError, RecursionError):
            continue
        if isinstance(record, dict):
            run = record.pop("run", 0)
            place = cells[run - 1] if isinstance(run, int) and 0 < run <= len(cells) else -1
            found.append({**record, "cell": place})
    return found


class Driver:
    """Executes the cells one after another and keeps what is known of each."""

    def __init__(self, client: Client, cells: list[tuple[int, Any]], parameters: dict[str, Any], frames: Any) -> None:
        self.client, self.cells, self.frames = client, cells, frames
        self.seconds, self.cell_seconds = float(parameters["seconds"]), parameters.get("cell_seconds")
        self.reports: list[dict[str, Any]] = []
        self.notes: list[str] = []
        self.output_bytes, self.more_seconds = int(parameters["output_bytes"]), float(parameters.get("more_seconds", 0))
        self.contract: Contract | None = None
        self.hand_out: Callable[[dict[str, Any]], dict[str, Any]] = dict
        self.ended: dict[str, Any] | None = None
        self.asked = self.overtime = False
        self.answered: dict[str, str] | None = None
        self.scores = b""

    async def drive(self) -> dict[str, Any]:
        """Run every cell within the time there is, then ask for predictions; return the report."""
        clock = self.clock(self.seconds, f"the notebook was still running after {self.seconds:.0f} s")
        try:
            async with self.client.async_setup_kernel():
                if self.client.kc is not None:
                    guard(self.client.kc.session)
                for index, cell in self.cells:
                    await self.cell(index, cell)
                clock.cancel()
                self.ended = self.how_the_cells_ended()
                if self.contract is not None:
                    clock = self.clock(self.more_seconds, f"it was still at it after {self.more_seconds:.0f} s")
                    self.ended = self.hand_out(self.ended)
                    await self.ask(self.contract)
        except MemoryError:
            raise
        except Exception as error:  # noqa: BLE001 - what the kernel sends is the group's, and no fault of this machine
            given_up = self.given_up(error)
            if self.ended is None:
                return given_up
            if self.contract is not None and self.answered is None:
                self.answered = self.contract.unanswered(str(self.client.stop or "the notebook's kernel ended in it"))
        finally:
            clock.cancel()
        return {**self.ended, "contract": self.answered}

    def clock(self, seconds: float, message: str) -> asyncio.TimerHandle:
        """Return a clock that ends the kernel when the time is over."""
        return asyncio.get_running_loop().call_later(seconds, self.client.halt, "TIMEOUT", message)

    def how_the_cells_ended(self) -> dict[str, Any]:
        """Return the report of a run whose kernel came to its last cell."""
        failed = [report for report in self.reports if report["status"] != "OK"]
        status = ("MEMORY" if any("MemoryError" in report["error"] for report in failed) else "CELL_ERROR") if failed else "OK"
        return self.report(status, failed[0]["error"] if failed else "")

    def given_up(self, error: Exception) -> dict[str, Any]:
        """Return the report of a run that goes on no more."""
        if isinstance(error, Stop):
            return self.report(error.status, str(error))
        if isinstance(error, DeadKernelError | RuntimeError):
            return self.died()
        return self.stop_or("KERNEL_DIED", f"the notebook's kernel sent a message that cannot be read ({type(error).__name__})")

    async def ask(self, contract: Contract) -> None:
        """Have the notebook's own function answer images; what the notebook shows, wrote and earned is fixed before."""
        self.asked = True
        self.frames.event(event="asking")
        self.client.room = self.output_bytes
        cell, cells = contract.cell(), self.client.nb.cells
        cells.append(cell)  # nbclient wants to know its place
        try:
            with contextlib.suppress(CellExecutionError):  # it is recorded in the cell's outputs
                await self.client.run_cell(cell, len(cells) - 1, store_history=False)
        finally:
            cells.pop()
        if self.client.stop:
            raise self.client.stop
        self.answered, self.scores = contract.answered(self.client.error_in(cell))

    async def cell(self, index: int, cell: Any) -> None:
        """Run one cell; tell the outside how it ended."""
        self.frames.event(event="cell", index=index)
        self.overtime = False
        started, alarm = time.monotonic(), None
        if self.cell_seconds:
            alarm = asyncio.get_running_loop().call_later(float(self.cell_seconds), self.interrupt)
        try:
            await self.client.run_cell(cell, index)
        except CellExecutionError:
            pass  # recorded from the cell's outputs below, like every error
        except DeadKernelError:
            self.note(index, self.client.stop.status if self.client.stop else "KERNEL_DIED", time.monotonic() - started, "")
            raise
        finally:
            if alarm:
                alarm.cancel()
        self.installs(index, cell.source)
        error = self.client.error_in(cell)
        if error and self.overtime:
            error = f"it was stopped: a cell may take {float(self.cell_seconds or 0):.0f} s"
        stop = self.client.stop
        self.note(index, stop.status if stop else "CELL_ERROR" if error else "OK", time.monotonic() - started, error)
        if stop:
            raise stop

    def interrupt(self) -> None:
        """Stop a cell that takes longer than one may; the others run."""
        self.overtime = True
        self.client.forked.interrupt()

    def installs(self, index: int, source: str) -> None:
        """Note what a cell wanted to install and the environment does not have: there is no network to get it from."""
        for name in wanted_packages(source):
            if not installed(name) and len(self.notes) < _NOTES:
                self.notes.append(f"cell {index + 1} installs {name}, which the course's environment does not have")

    def note(self, index: int, status: str, seconds: float, error: str) -> None:
        """Keep how a cell ended, and tell the outside at once."""
        report = {"index": index, "status": status, "seconds": round(seconds, 3), "error": error[:300]}
        self.reports.append(report)
        self.frames.event(event="cell-ended", **report)

    def stop_or(self, status: str, message: str) -> dict[str, Any]:
        """Report our own decision to end the run where there was one, otherwise this."""
        stop = self.client.stop
        return self.report(stop.status, str(stop)) if stop else self.report(status, message)

    def died(self) -> dict[str, Any]:
        """Report a kernel that is gone: ended by us, or by itself."""
        if self.client.stop:
            return self.report(self.client.stop.status, str(self.client.stop))
        code = self.client.forked.poll()
        how = f"by signal {-code}" if code is not None and code < 0 else f"with exit code {code}"
        return self.report("KERNEL_DIED", f"the notebook's kernel ended {how}")

    def report(self, status: str, message: str) -> dict[str, Any]:
        """Return the document that ends the run."""
        document = {"status": status, "message": message[:500], "cells": self.reports, "total": len(self.cells)}
        return {**document, "notes": self.notes, "contract": self.answered}


def read(path: Path) -> tuple[Any, dict[int, tuple[str, float] | None]]:
    """Read the notebook as version 4, without its stored outputs and without tags that change how cells run.

    Returned beside it is what the stored outputs of each code cell stated.
    """
    notebook = nbformat.read(path, as_version=4)  # type: ignore[no-untyped-call]  # nbformat does not annotate it
    saved = {}
    for index, cell in enumerate(notebook.cells):
        cell.metadata.clear()
        if cell.cell_type == "code":
            saved[index] = stated(cell.outputs)
            cell.outputs, cell.execution_count = [], None
    return notebook, saved


def as_json(notebook: Any) -> bytes:
    """Return the notebook as JSON, nothing where its outputs cannot be written."""
    try:
        return str(nbformat.writes(notebook)).encode("utf-8", "replace")  # type: ignore[no-untyped-call]  # likewise
    except MemoryError:
        raise
    except Exception:  # noqa: BLE001 - outputs are whatever the kernel sent; the run's report must come out all the same
        return b""
