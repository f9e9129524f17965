"""Values on their way into the sandbox and out of it: JSON and plain arrays, never a pickle.

8 bytes give the length of a JSON text, then comes the text `{"value": …, "arrays": [[type, shape], …]}`, then the arrays' bytes.
What the tags in the value stand for is written in sandbox/inside/call_cell.py, which holds the other end.
"""

from __future__ import annotations

import json
import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

import numpy as np
from numpy.typing import NDArray

from grader.core.errors import SubmissionError

_JSON_BYTES, _ARRAYS, _DEEPEST = 8_000_000, 10_000, 70
_KINDS = "biufc"


@dataclass(frozen=True)
class Name:
    """Stands for what the notebook calls so: `kernel.name("model")` as an argument."""

    name: str


@dataclass(frozen=True)
class NoData:
    """Stands for an answer that is no data: an object of the student's class `kind`."""

    kind: str


def pack(value: Any) -> bytes:
    """Return the value as bytes; TypeError for what is no data."""
    arrays: list[NDArray[Any]] = []
    node = _node(value, arrays)
    head = json.dumps({"value": node, "arrays": [[array.dtype.str, list(array.shape)] for array in arrays]}).encode()
    return b"".join([len(head).to_bytes(8, "little"), head, *(array.tobytes() for array in arrays)])


def _node(value: Any, arrays: list[NDArray[Any]]) -> Any:
    if value is None or type(value) in {bool, int, float, str}:
        return value
    if isinstance(value, Name):
        return {"n": value.name}
    if isinstance(value, complex) and not isinstance(value, np.generic):
        return {"c": [value.real, value.imag]}
    if isinstance(value, Mapping):
        return {"d": [[_node(key, arrays), _node(item, arrays)] for key, item in value.items()]}
    if isinstance(value, list | tuple | set | frozenset):
        items = [_node(item, arrays) for item in value]
        return items if isinstance(value, list) else {"t" if isinstance(value, tuple) else "s": items}
    if isinstance(value, np.ndarray | np.generic):
        array = np.asarray(value)
        if array.dtype.kind not in _KINDS or array.dtype == np.longdouble:
            raise TypeError(f"an array of {array.dtype} cannot be sent; numbers and truth values can")
        arrays.append(np.ascontiguousarray(array.astype(array.dtype.newbyteorder("<"))).reshape(array.shape))
        return {"a": len(arrays) - 1}
    raise TypeError(f"{type(value).__name__} cannot be sent; send arrays, numbers, texts, lists, tuples and dictionaries")


def unpack(data: bytes) -> dict[str, Any]:
    """Return the answer that a run packed: `{"value": …}` or `{"error": …}`, plain data only.

    Raises:
        SubmissionError: when it is not what the other end would write.
    """
    try:
        end = 8 + int.from_bytes(data[:8], "little")
        if len(data) < 8 or end > min(len(data), _JSON_BYTES):
            raise _broken()
        head = json.loads(data[8:end])
        found = _plain(head["value"], _arrays(head["arrays"], data, end), _DEEPEST)
        if (
            not isinstance(found, dict)
            or found.keys() not in ({"value"}, {"error"})
            or not isinstance(found.get("error", {}), dict)
        ):
            raise _broken()
    except (ValueError, KeyError, TypeError, IndexError, RecursionError, AttributeError) as error:
        raise _broken() from error
    return found


def _broken() -> SubmissionError:
    return SubmissionError("the answer cannot be read")


def _arrays(stated: Any, data: bytes, start: int) -> list[NDArray[Any]]:
    arrays: list[NDArray[Any]] = []
    if len(stated) > _ARRAYS:
        raise _broken()
    for kind, shape in stated:
        dtype = np.dtype(str(kind))
        if dtype.kind not in _KINDS or len(shape) > 32 or any(type(side) is not int or side < 0 for side in shape):
            raise _broken()
        count = math.prod(shape)
        if start + count * dtype.itemsize > len(data):
            raise _broken()
        arrays.append(np.frombuffer(data, dtype, count, start).reshape(shape).copy())
        start += arrays[-1].nbytes
    return arrays


def _plain(node: Any, arrays: list[NDArray[Any]], deeper: int) -> Any:
    if not isinstance(node, dict | list):
        return node
    if deeper == 0:
        raise _broken()
    if isinstance(node, list):
        return [_plain(item, arrays, deeper - 1) for item in node]
    ((tag, what),) = node.items()
    return _TAGS[tag](what, arrays, deeper - 1)


def _array(what: Any, arrays: list[NDArray[Any]], _deeper: int) -> Any:
    found = arrays[what]
    return found if found.ndim else found[()]


def _dictionary(what: Any, arrays: list[NDArray[Any]], deeper: int) -> Any:
    return {_plain(key, arrays, deeper): _plain(value, arrays, deeper) for key, value in what}


_TAGS: Mapping[str, Callable[[Any, list[NDArray[Any]], int], Any]] = MappingProxyType(
    {
        "a": _array,
        "d": _dictionary,
        "t": lambda what, arrays, deeper: tuple(_plain(item, arrays, deeper) for item in what),
        "s": lambda what, arrays, deeper: {_plain(item, arrays, deeper) for item in what},
        "c": lambda what, _arrays, _deeper: complex(*map(float, what)),
        "o": lambda what, _arrays, _deeper: NoData(str(what)[:100]),
    }
)
