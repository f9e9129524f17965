"""Run a submitted assignment with the teacher's cells put back; then, if asked to, stay and answer tests from outside."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

import nbformat
from end_survivors import end_survivors
from graded_run import GradedRun
from kernel import ForkedKernel
from merge_cells import Merged
from offered_data import offer_data

STREAMS = True
_TEXT = 20_000


def run(parameters: dict[str, Any], inputs: dict[str, str], project: str, frames: Any) -> tuple[dict[str, Any], dict[str, bytes]]:
    """Run the notebook in the input `notebook` with the cells of the input `originals`, and report each of those.

    `originals` is a JSON list of `{"grade_id", "type", "source", "released", "answered", "restored", "task"}`, the input `plain`
    one of the texts of the teacher's other cells. With the input `calls` (a pipe) the kernel stays after the last cell and
    answers questions until the pipe is closed. The document holds `status`, `message`, `notes`, and `cells` by grade_id:
    `{"status", "error", "hidden", "number", "seconds", "unchanged", "text"}`.
    """
    folder = Path(project).parent
    first = ForkedKernel(folder / "kernel", int(parameters["seed"]))  # before the hidden tests are in this memory
    try:
        cells = read(Path(inputs["notebook"]).read_bytes())
    except NotANotebook as reason:
        first.kill()
        return {"status": "INVALID", "message": str(reason)}, {}
    if data := os.environ.get("OFFLINE_DATA"):
        code = "\n".join(cell.source for cell in cells if cell.cell_type == "code")
        offer_data(Path(project), Path(project, "assignment.ipynb"), code, Path(data), Path.home())
    plain = json.loads(Path(inputs["plain"]).read_bytes())
    merged = Merged(cells, json.loads(Path(inputs["originals"]).read_bytes()), plain)
    calls = int(inputs["calls"].rpartition("/")[2]) if "calls" in inputs else None
    frames.event(event="cells", total=len(merged.cells))
    graded = GradedRun(merged.cells, parameters, frames, folder, first)
    graded.names = {place: name for name, place in merged.at.items()}
    graded.public = {
        merged.at[original["grade_id"]]: original["released"]
        for original in merged.originals
        if original["restored"] and original["source"] != original["released"]
    }
    graded.run(calls)
    end_survivors(parameters)
    found = {original["grade_id"]: report(original, merged, graded) for original in merged.originals}
    failed = [
        f"{name} (cell {cell['cell']}): {cell['error'].rstrip(': ') or 'it did not end well'}"
        for name, cell in found.items()
        if name in merged.answers and cell["status"] not in {"OK", "MISSING"} and not cell["unchanged"]
    ]
    document = {"status": "OK", "message": "", "notes": merged.notes + failed + graded.notes, "cells": found}
    return document, {}


class NotANotebook(Exception):  # noqa: N818 - a finding about the file, not an accident
    """The submitted file cannot be run; the sentence says why."""


def read(body: bytes) -> list[Any]:
    """Return the cells of a submitted notebook, without outputs."""
    try:
        document = json.loads(body)
    except (ValueError, RecursionError):
        raise NotANotebook("the file is not JSON, so it is no notebook") from None
    version = document.get("nbformat") if isinstance(document, dict) else None
    if not isinstance(version, int) or isinstance(version, bool):
        raise NotANotebook("the file is JSON, but no notebook")
    if version != 4:
        raise NotANotebook(f"the notebook has format {version}; open it in JupyterLab and save it, which makes it format 4")
    try:
        notebook = nbformat.from_dict(document)  # type: ignore[no-untyped-call]  # nbformat does not annotate it
        cells = [cell_of(cell) for cell in notebook.cells]
    except MemoryError:
        raise
    except Exception as error:  # noqa: BLE001 - the file is the student's, whatever is wrong with it
        raise NotANotebook(f"the notebook cannot be read ({type(error).__name__})") from None
    return cells


def cell_of(cell: Any) -> Any:
    """Return a fresh cell with the text and the metadata of a submitted one."""
    source = cell["source"] if isinstance(cell["source"], str) else "".join(cell["source"])
    kinds: Any = {"code": nbformat.v4.new_code_cell, "markdown": nbformat.v4.new_markdown_cell, "raw": nbformat.v4.new_raw_cell}
    made = kinds[cell["cell_type"]](source)
    metadata = cell.get("metadata", {})
    made.metadata["nbgrader"] = metadata.get("nbgrader") if isinstance(metadata, dict) else None
    return made


def report(original: dict[str, Any], merged: Merged, graded: GradedRun) -> dict[str, Any]:
    """Return what is known of one of the teacher's cells."""
    place = merged.at.get(original["grade_id"])
    if place is None:
        return {"status": "MISSING", "error": "", "number": None, "seconds": 0.0, "unchanged": False, "text": "", "cell": 0}
    source = merged.cells[place].source
    found = graded.reports.get(place, {"status": "OK", "error": "", "number": None, "seconds": 0.0})
    if original["task"]:
        text = merged.below(original["grade_id"])[:_TEXT]
        unchanged = not merged.added and not text
    else:
        text, unchanged = source[:_TEXT] if original["answered"] else "", source.strip() == original["released"].strip()
    return {**found, "unchanged": unchanged, "text": text, "cell": place + 1}
