"""Read from a cell's code which input a model is given: pixels divided by 255, standardised, and so on.

What is found is a hint, in the order in which the code says it: public digits decide whether the model agrees.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator

_WHITE = {255, 256}
_HALF = {127, 127.5, 128}
_INVERTED = "inverted "
_UNIT = {0: ("L2 columns",), 1: ("L2 columns", "L2 image"), 2: ("L2 rows",), -1: ("L2 rows", "L2 image")}
_CALLS = {
    "ToTensor": "0 to 1", "MinMaxScaler": "0 to 1", "StandardScaler": "standardised by pixel",
    "per_image_standardization": "standardised by image", "bitwise_not": "inverted 0 to 255",
}  # fmt: skip
_DEVIATIONS = {"std", "stddev", "std_dev", "sigma"}
_BY_AXIS = {None: "standardised", 0: "standardised by pixel", 1: "standardised by image"}


def preprocessing(tree: ast.Module) -> list[str]:
    """Return the names of the input conventions that the cell shows, each once, in source order."""
    nodes = sorted(ast.walk(tree), key=_position)
    within = {id(inner) for node in nodes if _is_rescaling(node) for inner in ast.walk(node) if inner is not node}
    found = [name for node in nodes if id(node) not in within for name in _names(node)]
    return list(dict.fromkeys(found))


def is_weak(name: str) -> bool:
    """Say whether a convention is more often that of a photograph or a drawing than of the digits a model learns."""
    return name.startswith(_INVERTED)


def _position(node: ast.AST) -> tuple[int, int]:
    return getattr(node, "lineno", 0), getattr(node, "col_offset", 0)


def _is_rescaling(node: ast.AST) -> bool:
    return isinstance(node, ast.Call) and _last(node.func) == "Rescaling"


def _names(node: ast.AST) -> Iterator[str]:
    if _is_rescaling(node):
        yield "0 to 255"  # the model divides by itself
    elif isinstance(node, ast.BinOp):
        yield from _arithmetic(node.op, node.left, node.right)
    elif isinstance(node, ast.AugAssign):
        yield from _arithmetic(node.op, node.target, node.value)
    elif isinstance(node, ast.Call):
        yield from _call(node)


def _arithmetic(op: ast.operator, left: ast.AST, right: ast.AST) -> Iterator[str]:
    number = _number(right)
    if isinstance(op, ast.Div):
        if number in _WHITE or (_last_called(right) in {"max", "amax"}):
            yield "0 to 1"
        elif number in _HALF or (number == 0.5 and _subtracts_half(left)):
            yield "-1 to 1"
        elif _is_deviation(right):
            yield _BY_AXIS.get(_axis(right, None) if isinstance(right, ast.Call) else None, "standardised")
    elif isinstance(op, ast.Sub) and number == 0.5 and _divides(left):
        yield "-0.5 to 0.5"
    elif isinstance(op, ast.Sub) and number == 1 and isinstance(left, ast.BinOp) and isinstance(left.op, ast.Mult):
        yield from ["-1 to 1"] if _divides(left.left) or _divides(left.right) else []
    elif isinstance(op, ast.Sub) and (_number(left) in _WHITE or (_number(left) == 1 and _divides(right))):
        yield "inverted 0 to 255" if _number(left) in _WHITE else "inverted 0 to 1"


def _call(node: ast.Call) -> Iterator[str]:
    name, numbers = _last(node.func), _first_numbers(node.args)
    if name in _CALLS:
        yield _CALLS[name]
    elif name in {"normalize", "normalise"} and node.args and not numbers and _root(node.func) not in {"cv2", "F", "plt"}:
        yield from _UNIT.get(_axis(node, -1) or 0, ())
    elif name == "Normalize" and numbers:
        yield "-1 to 1" if numbers[0] == 0.5 else "standardised"
    elif name == "divide" and len(node.args) > 1 and _number(node.args[1]) in _WHITE:
        yield "0 to 1"


def _divides(node: ast.AST) -> bool:
    """Say whether an expression is one that is divided by 255."""
    return isinstance(node, ast.BinOp) and isinstance(node.op, ast.Div) and _number(node.right) in _WHITE


def _subtracts_half(node: ast.AST) -> bool:
    return isinstance(node, ast.BinOp) and isinstance(node.op, ast.Sub) and _number(node.right) == 0.5


def _is_deviation(node: ast.AST) -> bool:
    """Say whether a name or a call stands for a standard deviation, perhaps with a small number added."""
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Add):
        node = node.left
    name = (_last_called(node) or _last(node)).lower()
    return name in _DEVIATIONS or name.endswith("_std") or name.startswith("std_")


def _number(node: ast.AST) -> float | None:
    if isinstance(node, ast.Call) and len(node.args) == 1 and not node.keywords:  # np.float32(255)
        node = node.args[0]
    value = node.value if isinstance(node, ast.Constant) else None
    return value if isinstance(value, int | float) and not isinstance(value, bool) else None


def _first_numbers(args: list[ast.expr]) -> list[float]:
    first = args[0].elts if args and isinstance(args[0], ast.Tuple | ast.List) else args[:1]
    return [number for number in map(_number, first) if number is not None]


def _axis(node: ast.Call, default: int | None) -> int | None:
    """Return the axis that a call names: by keyword, or as the second value where a function takes an array first."""
    named = [keyword.value for keyword in node.keywords if keyword.arg == "axis"] or node.args[1:2]
    if not named:
        return default
    if isinstance(named[0], ast.UnaryOp):
        return -1
    if isinstance(named[0], ast.Tuple):
        return 0 if any(_number(one) == 0 for one in named[0].elts) else 1
    number = _number(named[0])
    return default if number is None else int(number)


def _last_called(node: ast.AST) -> str:
    return _last(node.func) if isinstance(node, ast.Call) else ""


def _root(node: ast.AST) -> str:
    while isinstance(node, ast.Attribute):
        node = node.value
    return node.id if isinstance(node, ast.Name) else ""


def _last(node: ast.AST) -> str:
    return node.attr if isinstance(node, ast.Attribute) else node.id if isinstance(node, ast.Name) else ""
