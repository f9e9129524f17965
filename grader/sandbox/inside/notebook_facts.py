"""Look at a notebook without running it: can it be read, and what does its code do where?"""

from __future__ import annotations

import ast
import json
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import Any

from cell_facts import CellFacts, cell_facts
from cell_places import cell_lines, out_of_order
from cell_source import NotPython, parse_cell
from fed_inputs import FedInputs
from preprocessing import is_weak, preprocessing

_BYTES = 20 * 1000 * 1000
_CELLS = 2000
_MENTIONS = 50
_IMPORTS = 200
_PREDICTS = 5


@dataclass
class NotebookFacts:
    """What a notebook is and does. `readable` is False with a `reason` where it is no notebook of version 4.

    Each mention is a place, `{"cell": index among all cells from 0, "text": what stands there}`, in order; a person
    counts cells from 1. `training`, `prediction` and `specification` show code that trains, predicts, defines a network;
    `preprocessing` names input conventions, those first that say little of the model; `predicts` are functions that answer
    images. `imported` has each module at its first import, `fed` the scale of the digits that a prediction is given,
    `out_of_order` the cells last run before one above, `lines` the line of the file (from 1) at which each cell begins.
    """

    path: str
    bytes: int
    readable: bool = False
    reason: str = ""
    language: str = ""
    code_cells: int = 0
    imports: list[str] = field(default_factory=list)
    training: list[dict[str, Any]] = field(default_factory=list)
    prediction: list[dict[str, Any]] = field(default_factory=list)
    specification: list[dict[str, Any]] = field(default_factory=list)
    saves: list[dict[str, Any]] = field(default_factory=list)
    loads: list[dict[str, Any]] = field(default_factory=list)
    digits: list[dict[str, Any]] = field(default_factory=list)
    absolute: list[dict[str, Any]] = field(default_factory=list)
    colab: list[dict[str, Any]] = field(default_factory=list)
    unparsed: list[dict[str, Any]] = field(default_factory=list)
    preprocessing: list[dict[str, Any]] = field(default_factory=list)
    predicts: list[str] = field(default_factory=list)
    imported: list[dict[str, Any]] = field(default_factory=list)
    fed: list[dict[str, Any]] = field(default_factory=list)
    out_of_order: list[dict[str, Any]] = field(default_factory=list)
    lines: list[int] = field(default_factory=list)


@dataclass
class _Seen:
    """What the cells so far say of the next: the texts that names stand for, and where the digits went."""

    constants: dict[str, str] = field(default_factory=dict)
    digits: FedInputs = field(default_factory=FedInputs)


def notebook_facts(path: Path, claimed: str) -> NotebookFacts:
    """Return the facts of the notebook at `path`, which the repository calls `claimed`. Raises OSError only."""
    facts = NotebookFacts(claimed, path.stat().st_size)
    if facts.bytes > _BYTES:
        facts.reason = f"is larger than {_BYTES // 1_000_000} MB: clear its outputs"
        return facts
    try:
        body = path.read_bytes()
        content = json.loads(body)
    except (ValueError, RecursionError):
        facts.reason = "is not valid JSON: open it in Jupyter and save it again"
        return facts
    facts.reason = _why_unreadable(content)
    if not facts.reason:
        facts.readable = True
        _look(content, facts)
        facts.lines = cell_lines(body, len(content["cells"]))
    return facts


def _why_unreadable(content: Any) -> str:
    if not isinstance(content, dict):
        return "is JSON, but not a notebook"
    if content.get("nbformat") == 3 or "worksheets" in content:
        return "is in the old notebook format 3: open it in Jupyter and save it again"
    if content.get("nbformat") != 4 or not isinstance(content.get("cells"), list):
        return "is JSON, but not a notebook of format 4"
    return ""


def _look(content: dict[str, Any], facts: NotebookFacts) -> None:
    facts.language = _language(content.get("metadata"))
    seen = _Seen()
    for index, cell in enumerate(content["cells"][:_CELLS]):
        if not isinstance(cell, dict):
            continue
        source = _source(cell)
        if cell.get("cell_type") == "code" and source.strip():
            facts.code_cells += 1
            if facts.language == "python":
                _cell(index, source, seen, facts, _tagged(cell))
        elif cell.get("cell_type") == "markdown" and "mnist" in source.lower():
            _mention(facts.digits, index, "a text that names MNIST")
    for index, text in out_of_order(content["cells"]):
        _mention(facts.out_of_order, index, text)
    facts.preprocessing.sort(key=lambda mention: not is_weak(mention["text"]))
    if len(content["cells"]) > _CELLS:
        _mention(facts.unparsed, _CELLS, "and all after it were not looked at")


def _tagged(cell: dict[str, Any]) -> bool:
    metadata = cell.get("metadata")
    tags = metadata.get("tags") if isinstance(metadata, dict) else None
    return isinstance(tags, list) and "predict" in tags


def _predicts(tree: ast.Module, facts: NotebookFacts, *, tagged: bool) -> None:
    """Note the functions of one required argument that are called predict, or that the group's tag marks."""
    for node in tree.body:
        if isinstance(node, ast.FunctionDef) and (tagged or node.name == "predict"):
            places = len(node.args.posonlyargs) + len(node.args.args) - len(node.args.defaults)
            known = node.name in facts.predicts or len(facts.predicts) >= _PREDICTS
            if places == 1 and None not in node.args.kw_defaults and not known:
                facts.predicts.insert(0 if tagged else len(facts.predicts), node.name[:100])


def _cell(index: int, source: str, seen: _Seen, facts: NotebookFacts, tagged: bool) -> None:
    try:
        tree = parse_cell(source)
        for name in preprocessing(tree) if tree else ():
            _mention(facts.preprocessing, index, name)
        if tree:
            _predicts(tree, facts, tagged=tagged)
        found = cell_facts(tree, seen.constants) if tree else CellFacts()
        for scale in seen.digits.cell(tree) if tree else ():
            _mention(facts.fed, index, scale)
    except NotPython as reason:
        _mention(facts.unparsed, index, str(reason))
        return
    except RecursionError:
        _mention(facts.unparsed, index, "is nested too deeply")
        return
    _import(index, found.imports, facts)
    for kind in fields(found):
        if kind.name != "imports":
            for text in getattr(found, kind.name):
                _mention(getattr(facts, kind.name), index, text)


def _import(index: int, names: list[str], facts: NotebookFacts) -> None:
    for name in dict.fromkeys(name[:100] for name in names):
        if name not in facts.imports:
            facts.imports = [*facts.imports, name][:_IMPORTS]
            _mention(facts.imported, index, name)


def _mention(mentions: list[dict[str, Any]], index: int, text: str) -> None:
    mention = {"cell": index, "text": text[:200]}
    if mention in mentions:
        mentions.remove(mention)  # the last place counts, as for saves
    if len(mentions) >= _MENTIONS:
        del mentions[_MENTIONS // 2]  # the first and the last ones tell most
    mentions.append(mention)


def _language(metadata: Any) -> str:
    for key, name in (("language_info", "name"), ("kernelspec", "language"), ("kernelspec", "name")):
        part = metadata.get(key) if isinstance(metadata, dict) else None
        value = part.get(name) if isinstance(part, dict) else None
        if isinstance(value, str) and value:
            return "python" if value.lower().startswith(("python", "ipython")) else value[:40]
    return "python"


def _source(cell: dict[str, Any]) -> str:
    source = cell.get("source", "")
    if isinstance(source, list):
        return "".join(line for line in source if isinstance(line, str))
    return source if isinstance(source, str) else ""
