"""Run a notebook top to bottom with nbclient, beside its kernel and inside the same walls.

Errors do not stop the run: each cell's status, time and first error line are told to the outside as they happen. What
this program reports is the submission's word; the clock and the limits that count are outside.
"""

from __future__ import annotations

import asyncio
import contextlib
import os
import re
import stat
import time
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

import nbformat
from jupyter_client.session import Session
from kernel import ForkedKernel
from nbclient import NotebookClient
from nbclient.exceptions import CellExecutionError, DeadKernelError

STREAMS = True
_ANSI = re.compile(r"\x1b\[[0-9;?]*[A-Za-z]")
_INSTALL = re.compile(r"^\s*[!%]\s*(?:python3?\s+-m\s+|\{?sys\.executable\}?\s+-m\s+)?pip3?\s+install\s+(.*)$", re.MULTILINE)
_PACKAGE = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,80}")
_NOTES = 20
_MODEL_ENDINGS = (".h5", ".hdf5", ".keras")
_OUTPUT_MESSAGES = {"stream", "display_data", "execute_result", "error", "update_display_data"}


class Stop(Exception):  # noqa: N818 - not an error: the run's own decision to end
    """The run must end now, with this status."""

    def __init__(self, status: str, message: str) -> None:
        self.status = status
        super().__init__(message)


class Client(NotebookClient):
    """nbclient, with outputs counted and comms refused."""

    def __init__(self, nb: Any, kernel: ForkedKernel, output_bytes: int, **options: Any) -> None:
        super().__init__(nb, km=kernel, **options)  # type: ignore[arg-type]  # it has what nbclient uses of a manager
        self.forked, self.room = kernel, output_bytes
        self.stop: Stop | None = None

    def halt(self, status: str, message: str) -> None:
        """Remember why, then end the kernel; the cell that runs comes back with a dead kernel."""
        if self.stop is None:
            self.stop = Stop(status, message)
        self.forked.kill()

    def process_message(self, msg: dict[str, Any], cell: Any, cell_index: int) -> Any:
        """Count what a cell puts out; a kernel that floods is ended."""
        kind = msg.get("msg_type") or msg.get("header", {}).get("msg_type")
        if kind in _OUTPUT_MESSAGES:
            self.room -= size(msg.get("content"))
            if self.room < 0:
                self.halt("OUTPUT", "the notebook put out more than the limit allows")
                return None
        elif isinstance(kind, str) and kind.startswith("comm"):
            return None
        return super().process_message(msg, cell, cell_index)


def size(content: Any) -> int:
    """Return about how many characters a message's content holds."""
    if isinstance(content, str):
        return len(content)
    if isinstance(content, dict):
        return 40 + sum(size(key) + size(value) for key, value in content.items())
    if isinstance(content, list):
        return 8 + sum(size(item) for item in content)
    return 8


def run(
    parameters: dict[str, Any], _inputs: dict[str, str], project: str, frames: Any
) -> tuple[dict[str, Any], dict[str, bytes]]:
    """Run `parameters['notebook']` (a path in the project) within `seconds`, and report.

    Returns the document `status`, `message`, `cells`, and the files `executed.ipynb` and each model the run wrote.
    """
    path = Path(project, parameters["notebook"])
    link_training_data(project, os.environ.get("OFFLINE_DATA"))
    try:
        notebook = read(path)
        cells = [(index, cell) for index, cell in enumerate(notebook.cells) if cell.cell_type == "code" and cell.source.strip()]
    except MemoryError:
        raise
    except Exception as error:  # noqa: BLE001 - whatever nbformat makes of a hostile file, the file is at fault
        return {
            "status": "INVALID",
            "message": f"the notebook cannot be read: {type(error).__name__}",
            "cells": [],
            "total": 0,
        }, {}
    frames.event(event="cells", total=len(cells))
    os.chdir(path.parent)
    kernel = ForkedKernel(Path(project).parent / "kernel", int(parameters["seed"]))
    client = Client(notebook, kernel, int(parameters["output_bytes"]), allow_errors=True, store_widget_state=False,
                    skip_cells_with_tag="", timeout=None, record_timing=False)  # fmt: skip
    report = asyncio.run(Driver(client, cells, parameters, frames).drive())
    kernel.kill()
    written = written_models(project, int(parameters.get("model_bytes", 200_000_000)))
    files = {"executed.ipynb": as_json(notebook), **{f"model:{name}": body for name, body in written.items()}}
    return report, files


class Driver:
    """Executes the cells one after another and keeps what is known of each."""

    def __init__(self, client: Client, cells: list[tuple[int, Any]], parameters: dict[str, Any], frames: Any) -> None:
        self.client, self.cells, self.frames = client, cells, frames
        self.seconds, self.cell_seconds = float(parameters["seconds"]), parameters.get("cell_seconds")
        self.reports: list[dict[str, Any]] = []
        self.notes: list[str] = []

    async def drive(self) -> dict[str, Any]:
        """Run every cell within the time there is; return the report."""
        clock = asyncio.get_running_loop().call_later(
            self.seconds, self.client.halt, "TIMEOUT", f"the notebook was still running after {self.seconds:.0f} s"
        )
        try:
            async with self.client.async_setup_kernel():
                if self.client.kc is not None:
                    guard(self.client.kc.session)
                for index, cell in self.cells:
                    await self.cell(index, cell)
        except Stop as stop:
            return self.report(stop.status, str(stop))
        except (DeadKernelError, RuntimeError):
            return self.died()
        except MemoryError:
            raise
        except Exception as error:  # noqa: BLE001 - whatever a message of the kernel does to nbclient, the kernel is at fault
            return self.report("KERNEL_DIED", f"the kernel sent a message that is none ({type(error).__name__})")
        finally:
            clock.cancel()
        failed = [report for report in self.reports if report["status"] != "OK"]
        status = ("MEMORY" if any("MemoryError" in report["error"] for report in failed) else "CELL_ERROR") if failed else "OK"
        return self.report(status, failed[0]["error"] if failed else "")

    async def cell(self, index: int, cell: Any) -> None:
        """Run one cell; tell the outside how it ended."""
        self.frames.event(event="cell", index=index)
        started, alarm = time.monotonic(), None
        if self.cell_seconds:
            alarm = asyncio.get_running_loop().call_later(float(self.cell_seconds), self.client.forked.interrupt)
        try:
            await self.client.async_execute_cell(cell, index)
        except CellExecutionError:
            pass  # recorded from the cell's outputs below, like every error
        except DeadKernelError:
            self.note(index, self.client.stop.status if self.client.stop else "KERNEL_DIED", time.monotonic() - started, "")
            raise
        finally:
            if alarm:
                alarm.cancel()
        self.installs(index, cell.source)
        error = first_error(cell)
        ended = self.client.stop.status if self.client.stop else "CELL_ERROR" if error else "OK"
        self.note(index, ended, time.monotonic() - started, error)
        if self.client.stop:
            raise self.client.stop

    def installs(self, index: int, source: str) -> None:
        """Note what a cell wanted to install and the environment does not have: there is no network to get it from."""
        for line in _INSTALL.findall(source):
            for word in line.split():
                name = re.split(r"[<>=!~\[;@]", word, maxsplit=1)[0]
                if _PACKAGE.fullmatch(name) and not installed(name) and len(self.notes) < _NOTES:
                    self.notes.append(f"cell {index + 1} installs {name}, which the course's environment does not have")

    def note(self, index: int, status: str, seconds: float, error: str) -> None:
        """Keep how a cell ended, and tell the outside at once."""
        report = {"index": index, "status": status, "seconds": round(seconds, 3), "error": error[:300]}
        self.reports.append(report)
        self.frames.event(event="cell-ended", **report)

    def died(self) -> dict[str, Any]:
        """Report a kernel that is gone: ended by us, or by itself."""
        if self.client.stop:
            return self.report(self.client.stop.status, str(self.client.stop))
        code = self.client.forked.poll()
        how = f"by signal {-code}" if code is not None and code < 0 else f"with exit code {code}"
        return self.report("KERNEL_DIED", f"the notebook's kernel ended {how}")

    def report(self, status: str, message: str) -> dict[str, Any]:
        """Return the document that ends the run."""
        return {"status": status, "message": message[:500], "cells": self.reports, "total": len(self.cells), "notes": self.notes}


def guard(session: Session) -> None:
    """Refuse messages nested deeper than any output needs, before they reach nbclient."""
    plain = session.unpack

    def unpack(data: bytes) -> Any:
        try:
            return plain(data)
        except RecursionError as error:
            raise ValueError("a message of the kernel is nested too deep") from error

    session.unpack = unpack


def read(path: Path) -> Any:
    """Read the notebook as version 4, without its stored outputs and without tags that change how cells run."""
    notebook = nbformat.read(path, as_version=4)  # type: ignore[no-untyped-call]  # nbformat does not annotate it
    for cell in notebook.cells:
        cell.metadata.clear()
        if cell.cell_type == "code":
            cell.outputs, cell.execution_count = [], None
    return notebook


def as_json(notebook: Any) -> bytes:
    """Return the notebook as JSON, nothing where its outputs cannot be written."""
    try:
        return str(nbformat.writes(notebook)).encode("utf-8", "replace")  # type: ignore[no-untyped-call]  # likewise
    except MemoryError:
        raise
    except Exception:  # noqa: BLE001 - outputs are whatever the kernel sent; the run's report must come out all the same
        return b""


def installed(name: str) -> bool:
    """Say whether a distribution of that name is in this environment."""
    try:
        version(name)
    except PackageNotFoundError:
        return False
    return True


def importing_line(source: str, module: str) -> str:
    """Return ' (line 2: import cv2)' for the line that imports a module which is not there, '' if no line does."""
    for number, line in enumerate(source.splitlines(), 1):
        if re.match(rf"\s*(import|from)\s.*\b{re.escape(module)}\b", line):
            return f" (line {number}: {line.strip()[:80]})"
    return ""


def first_error(cell: Any) -> str:
    """Return the first error of a cell as one line, '' when it raised none; an import that fails names its line."""
    for output in cell.get("outputs", []):
        if output.get("output_type") == "error":
            name, value = str(output.get("ename", "")), str(output.get("evalue", ""))
            missing = re.match(r"No module named '([\w.]+)'", value)
            where = importing_line(cell.source, missing[1]) if missing else ""
            return _ANSI.sub("", f"{name}: {value}".split("\n", 1)[0]) + where
    return ""


def link_training_data(project: str, data: str | None) -> None:
    """Offer the training data where torchvision looks when a notebook says root='data' or root='.'."""
    if data:
        for root in (Path(project), Path(project, "data")):
            if not root.exists():
                root.mkdir()
            if root.is_dir() and not (root / "MNIST").exists():
                (root / "MNIST").symlink_to(Path(data, "torchvision", "MNIST"))


def model_files(project: str) -> list[Path]:
    """List plain files with a model's ending, the latest first; what cannot be looked at is left out."""
    found = []
    for folder, _, names in os.walk(project):  # by its own stack, and past folders that are closed or too deep
        for name in names:
            path = Path(folder, name)
            with contextlib.suppress(OSError):
                if name.lower().endswith(_MODEL_ENDINGS) and stat.S_ISREG(path.lstat().st_mode):
                    found.append((path.lstat().st_mtime_ns, path))
    return [path for _, path in sorted(found, key=lambda one: (-one[0], str(one[1])))]


def written_models(project: str, at_most: int) -> dict[str, bytes]:
    """Return the models that the run wrote or rewrote, the latest first, while they fit in `at_most` bytes."""
    written: dict[str, bytes] = {}
    for path in model_files(project):
        room = at_most - sum(map(len, written.values()))
        with contextlib.suppress(OSError):
            new = path.stat().st_mtime_ns > 10**9  # unpacked files have time 0
            if new and path.stat().st_size <= room and len(written) < 10:
                written[str(path.relative_to(project))] = path.read_bytes()
    return written
