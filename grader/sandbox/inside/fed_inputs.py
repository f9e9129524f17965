"""Follow the course's digits through a notebook to the calls that predict, and say on which scale they get there.

Only what is sure is said: digits as loaded, changed by arithmetic that `preprocessing` can name or by calls that leave values
alone. Anything else that a name is given makes the name unknown.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator

from preprocessing import preprocessing

RAW = "0 to 255"
_PREDICT = {"predict", "predict_classes", "predict_proba", "predict_on_batch"}
_SAME_VALUES = {
    "reshape", "astype", "copy", "expand_dims", "array", "asarray", "squeeze", "cast", "float32", "ravel", "flatten", "constant",
    "convert_to_tensor",
}  # fmt: skip
_BLOCKS = (ast.For, ast.While, ast.If, ast.With, ast.Try)


class FedInputs:
    """What the names of a notebook hold so far; cells are given in order."""

    def __init__(self) -> None:
        self._scales: dict[str, str] = {}
        self._functions: dict[str, str] = {}

    def cell(self, tree: ast.Module) -> list[str]:
        """Return the scales that predictions in this cell are fed with, each once, in order."""
        return list(dict.fromkeys(self._statements(tree.body)))

    def _statements(self, body: list[ast.stmt]) -> Iterator[str]:
        for statement in body:
            if isinstance(statement, ast.FunctionDef):
                self._function(statement)
            elif isinstance(statement, _BLOCKS):
                self._begin(statement)
                yield from self._statements([inner for inner in ast.iter_child_nodes(statement) if isinstance(inner, ast.stmt)])
            else:
                yield from self._predictions(statement)
                self._assignment(statement)

    def _begin(self, block: ast.stmt) -> None:
        """Forget what a loop or a with gives its names: nothing is known of it."""
        given = [block.target] if isinstance(block, ast.For) else []
        for target in given + [item.optional_vars for item in getattr(block, "items", ()) if item.optional_vars]:
            for name in _names(target):
                self._set(name, "")

    def _function(self, node: ast.FunctionDef) -> None:
        names = preprocessing(ast.Module(node.body, []))
        self._functions.pop(node.name, None)
        if len(names) == 1:
            self._functions[node.name] = names[0]

    def _predictions(self, statement: ast.stmt) -> Iterator[str]:
        for node in ast.walk(statement):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in _PREDICT and node.args:
                scale = self._scale(node.args[0])
                if scale:
                    yield scale

    def _assignment(self, statement: ast.stmt) -> None:
        if isinstance(statement, ast.Assign):
            for target in statement.targets:
                self._give(target, statement.value)
        elif isinstance(statement, ast.AugAssign) and isinstance(statement.target, ast.Name):
            self._set(statement.target.id, self._changed(statement, statement.target))

    def _give(self, target: ast.expr, value: ast.expr) -> None:
        if isinstance(target, ast.Name):
            self._set(target.id, self._scale(value))
        elif isinstance(target, ast.Tuple) and isinstance(value, ast.Tuple) and len(target.elts) == len(value.elts):
            scales = [self._scale(one) for one in value.elts]  # all before the first is given: a, b = b, a
            for place, scale in zip(target.elts, scales, strict=True):
                for name in _names(place):
                    self._set(name, scale if isinstance(place, ast.Name) else "")
        elif isinstance(target, ast.Tuple) and _loads(value):
            for pair in target.elts:
                if isinstance(pair, ast.Tuple) and pair.elts and isinstance(pair.elts[0], ast.Name):
                    self._set(pair.elts[0].id, RAW)
        else:
            for name in _names(target):
                self._set(name, "")

    def _set(self, name: str, scale: str) -> None:
        self._scales.pop(name, None)
        if scale:
            self._scales[name] = scale

    def _scale(self, node: ast.expr) -> str:
        """Return the scale of an expression's values, '' where it is not sure."""
        if isinstance(node, ast.Name):
            return self._scales.get(node.id, "")
        if isinstance(node, ast.Subscript):
            return self._scale(node.value)
        if isinstance(node, ast.BinOp):
            return self._changed(node, node.left)
        return self._called(node) if isinstance(node, ast.Call) else ""

    def _called(self, node: ast.Call) -> str:
        first = node.args[0] if node.args else None
        if isinstance(node.func, ast.Name) and node.func.id in self._functions:
            return self._functions[node.func.id] if first is not None and self._scale(first) == RAW else ""
        name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
        if name not in _SAME_VALUES:
            return ""
        before = self._scale(node.func.value) if isinstance(node.func, ast.Attribute) else ""
        return before or (self._scale(first) if first is not None else "")

    def _changed(self, node: ast.BinOp | ast.AugAssign, before: ast.expr) -> str:
        names = preprocessing(ast.Module([ast.Expr(node) if isinstance(node, ast.BinOp) else node], []))
        return names[0] if len(names) == 1 and self._scale(before) == RAW else ""


def _loads(node: ast.expr) -> bool:
    return isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "load_data"


def _names(target: ast.expr) -> list[str]:
    return [inner.id for inner in ast.walk(target) if isinstance(inner, ast.Name)]
