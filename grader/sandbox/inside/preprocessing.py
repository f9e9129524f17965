"""Read from a cell's code which input a model is given: pixels divided by 255, standardised, and so on.

What is found is a hint, in the order in which the code says it: public digits decide whether the model agrees.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator

_BYTES = {255, 256}
_HALF = {127.5, 128}
_NORMALISE = {"normalize", "normalise"}


def preprocessing(tree: ast.Module) -> list[str]:
    """Return the names of the input conventions that the cell shows, each once, in source order."""
    found = [name for node in sorted(ast.walk(tree), key=_position) for name in _names(node)]
    return list(dict.fromkeys(found))


def _position(node: ast.AST) -> tuple[int, int]:
    return getattr(node, "lineno", 0), getattr(node, "col_offset", 0)


def _names(node: ast.AST) -> Iterator[str]:
    if isinstance(node, ast.BinOp):
        yield from _arithmetic(node.op, node.left, node.right)
    elif isinstance(node, ast.AugAssign):
        yield from _arithmetic(node.op, node.target, node.value)
    elif isinstance(node, ast.Call):
        yield from _call(node)


def _arithmetic(op: ast.operator, left: ast.AST, right: ast.AST) -> Iterator[str]:
    number = _number(right)
    if isinstance(op, ast.Div) and number in _BYTES:
        yield "0 to 1"
    elif isinstance(op, ast.Sub) and number == 0.5:
        yield "-0.5 to 0.5"
    elif isinstance(op, ast.Div) and number in _HALF:
        yield "-1 to 1"
    elif isinstance(op, ast.Mult) and (_fraction(right) or _fraction(left)):
        yield "0 to 1"
    elif isinstance(op, ast.Sub) and _number(left) in _BYTES:
        yield "inverted 0 to 255"
    elif isinstance(op, ast.Div) and _is_deviation(right):
        yield "standardised"


def _call(node: ast.Call) -> Iterator[str]:
    name = _last(node.func)
    if name in _NORMALISE and node.args and not (_first_numbers(node.args)):
        yield {1: "L2 columns", 0: "L2 columns"}.get(_axis(node), "L2 rows")
        yield "L2 image"
    elif name == "Normalize" and _first_numbers(node.args):
        mean = _first_numbers(node.args)[0]
        yield "-1 to 1" if mean == 0.5 else "standardised"
    elif name == "ToTensor":
        yield "0 to 1"
    elif name == "StandardScaler":
        yield "standardised by pixel"
    elif name == "MinMaxScaler":
        yield "0 to 1"
    elif name == "bitwise_not":
        yield "inverted 0 to 255"
    elif any(keyword.arg == "rescale" and _fraction(keyword.value) for keyword in node.keywords):
        yield "0 to 1"


def _number(node: ast.AST) -> float | None:
    if isinstance(node, ast.Call) and len(node.args) == 1:  # np.float32(255)
        node = node.args[0]
    value = node.value if isinstance(node, ast.Constant) else None
    return value if isinstance(value, int | float) and not isinstance(value, bool) else None


def _fraction(node: ast.AST) -> bool:
    """Say whether an expression is 1/255."""
    return (
        isinstance(node, ast.BinOp) and isinstance(node.op, ast.Div) and _number(node.left) == 1 and _number(node.right) in _BYTES
    )


def _is_deviation(node: ast.AST) -> bool:
    name = _last(node.func) if isinstance(node, ast.Call) else _last(node)
    return name.lower() in {"std", "stddev", "std_dev", "sigma"} or name.lower().endswith("_std")


def _first_numbers(args: list[ast.expr]) -> list[float]:
    if args and isinstance(args[0], ast.Tuple | ast.List):
        found = [_number(one) for one in args[0].elts]
        return [one for one in found if one is not None]
    return [one for one in [_number(args[0])] if one is not None] if args else []


def _axis(node: ast.Call) -> int:
    for keyword in node.keywords:
        if keyword.arg == "axis":
            value = keyword.value
            return int(value.value) if isinstance(value, ast.Constant) and isinstance(value.value, int) else -1
    return -1


def _last(node: ast.AST) -> str:
    return node.attr if isinstance(node, ast.Attribute) else node.id if isinstance(node, ast.Name) else ""
