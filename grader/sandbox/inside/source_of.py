"""Find the text of a function or class in the cells of a notebook."""

from __future__ import annotations

import ast

from cell_source import NotPython, parse_cell

_LONGEST = 200_000


def source_of(name: str, sources: list[str]) -> str | None:
    """Return the text that defines `name` last (`Class.method` finds a method), None where no cell does; '' means all of it."""
    if not name:
        return "\n\n".join(sources)[:_LONGEST]
    for source in reversed(sources):
        try:
            tree = parse_cell(source)
        except NotPython:
            continue
        found = None if tree is None else _find(tree, name.split("."))
        if found is not None:
            return (ast.get_source_segment(source, found) or ast.unparse(found))[:_LONGEST]
    return None


def _find(tree: ast.AST, names: list[str]) -> ast.AST | None:
    for node in reversed(getattr(tree, "body", [])):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef) and node.name == names[0]:
            return node if len(names) == 1 else _find(node, names[1:])
    return None
