"""Put the teacher's own cells back into a submitted notebook: by their names, then by their text, else where they belong."""

from __future__ import annotations

import re
from typing import Any

import nbformat

_DEFINES = re.compile(r"^(?:def|class)\s+(\w+)|^(\w+)\s*=[^=]", re.MULTILINE)
_NOTES = 50


class Merged:
    """The notebook to run: `cells`, where each of the teacher's cells stands in it (`at`, by name), and what was noticed.

    `plain` are the texts of the teacher's cells that have no name; `added` are the cells that the student wrote beside them.
    """

    def __init__(self, submitted: list[Any], originals: list[dict[str, Any]], plain: list[str]) -> None:
        self.cells = list(submitted)
        self.originals = originals
        self.answers = {original["grade_id"] for original in originals if original["answered"]}
        self.at: dict[str, int] = {}
        self.notes: list[str] = []
        self._found = self._match()
        known, named = {text.strip() for text in plain}, {id(cell) for cell in self._found.values()}
        theirs = [id(cell) in named or cell.source.strip() in known for cell in submitted]
        first = theirs.index(True) if True in theirs else 0  # what stands before it is the page's head: the student's name
        self.added = [
            cell for cell, his in zip(submitted[first:], theirs[first:], strict=True) if not his and cell.source.strip()
        ]
        self._changed: dict[str, str] = {}
        self._restore()
        places = {id(cell): place for place, cell in enumerate(self.cells)}
        self.at = {name: places[id(cell)] for name, cell in self._found.items()}

    def note(self, text: str) -> None:
        """Keep a sentence about the notebook."""
        if len(self.notes) < _NOTES:
            self.notes.append(text)

    def _match(self) -> dict[str, Any]:
        found: dict[str, Any] = {}
        taken: set[int] = set()
        for original in self.originals:
            named = [cell for cell in self.cells if name_of(cell) == original["grade_id"] and id(cell) not in taken]
            fitting = [cell for cell in named if cell.cell_type == original["type"]]
            changed = [cell for cell in fitting if cell.source.strip() != original["released"].strip()]
            chosen = (changed or fitting)[0] if fitting and original["answered"] else fitting[0] if fitting else None
            if len(named) > 1:
                self.note(f"{original['grade_id']} stands there {len(named)} times; the first that was worked on counts")
            elif named and chosen is None:
                self.note(f"{original['grade_id']} was made a {named[0].cell_type} cell")
            if chosen is not None:
                found[original["grade_id"]] = chosen
                taken.add(id(chosen))
        for original in self.originals:
            if original["grade_id"] not in found and (cell := self._by_content(original, taken)) is not None:
                found[original["grade_id"]] = cell
                taken.add(id(cell))
                self.note(f"{original['grade_id']} had lost its name and was known by its text")
        return found

    def _by_content(self, original: dict[str, Any], taken: set[int]) -> Any:
        free = [cell for cell in self.cells if id(cell) not in taken and cell.cell_type == original["type"]]
        texts = {original["released"].strip(), original["source"].strip()}
        same = next((cell for cell in free if cell.source.strip() in texts), None)
        if same is not None or not original["answered"] or original["type"] != "code":
            return same
        wanted = defined(original["released"])
        return next((cell for cell in free if wanted and wanted <= defined(cell.source)), None)

    def _restore(self) -> None:
        before: Any = None
        for original in self.originals:
            name, cell = original["grade_id"], self._found.get(original["grade_id"])
            if cell is None and original["answered"]:
                self.note(f"{name} is missing")
            elif original["restored"]:
                if cell is None:
                    cell = self._insert(original, before)
                    self.note(f"{name} was missing; the original was put back")
                elif cell.source.strip() not in {original["released"].strip(), original["source"].strip()}:
                    self.note(f"{name} was changed; the original counts")
                    self._changed[name] = cell.source
                cell.source = original["source"]
            before = cell if cell is not None else before

    def below(self, task: str) -> str:
        """Return what the student wrote for a task: what its text was made into, and the cells added below it."""
        written = [self._changed[task]] if task in self._changed else []
        named, added = set(self.at.values()), {id(cell) for cell in self.added}
        for place in range(self.at[task] + 1, len(self.cells)):
            if place in named:
                break
            if id(self.cells[place]) in added:
                written.append(self.cells[place].source)
        return "\n\n".join(written)

    def _insert(self, original: dict[str, Any], before: Any) -> Any:
        make: Any = nbformat.v4.new_code_cell if original["type"] == "code" else nbformat.v4.new_markdown_cell
        cell = make(original["source"])
        place = next((place for place, other in enumerate(self.cells, 1) if other is before), 0)
        self.cells.insert(place, cell)
        self._found[original["grade_id"]] = cell
        return cell


def name_of(cell: Any) -> str:
    """Return the grade_id in a submitted cell's metadata, '' where there is none; the rest of them counts for nothing."""
    metadata = cell.metadata.get("nbgrader") if isinstance(cell.metadata, dict) else None
    name = metadata.get("grade_id") if isinstance(metadata, dict) else None
    return name if isinstance(name, str) else ""


def defined(source: str) -> set[str]:
    """Return what a cell's text defines at its left edge."""
    return {first or second for first, second in _DEFINES.findall(source)}
