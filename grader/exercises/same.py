"""Is an answer the expected one: its kind, its shape and its numbers?"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

_SEQUENCES = (list, tuple)


def same(got: Any, expected: Any, *, rtol: float = 1e-6, atol: float = 1e-9) -> None:
    """Raise AssertionError with what differs: the kind of value, its shape, or numbers beyond the tolerances.

    Numbers, arrays, texts, truth values, and lists, tuples and dictionaries of them. A float32 is compared as closely as it
    can be: `rtol` is at least 1e-5 there.
    """
    _same(got, expected, rtol, atol, "the answer")


def _same(got: Any, expected: Any, rtol: float, atol: float, where: str) -> None:
    if isinstance(expected, Mapping):
        if not isinstance(got, Mapping) or got.keys() != expected.keys():
            raise AssertionError(f"{where} should be a dictionary with the keys {sorted(map(str, expected))}")
        for key, value in expected.items():
            _same(got[key], value, rtol, atol, f"{where}[{key!r}]")
    elif isinstance(expected, _SEQUENCES):
        if not isinstance(got, _SEQUENCES) or len(got) != len(expected):
            raise AssertionError(f"{where} should be {len(expected)} values, and is {_kind(got)}")
        for number, (mine, theirs) in enumerate(zip(got, expected, strict=True)):
            _same(mine, theirs, rtol, atol, f"{where}[{number}]")
    elif expected is None or isinstance(expected, str | bool | np.bool_):
        if (
            type(got) not in {type(expected), *((bool, np.bool_) if isinstance(expected, bool | np.bool_) else ())}
            or got != expected
        ):
            raise AssertionError(f"{where} should be {expected!r}, and is {_kind(got)}")
    else:
        _numbers(got, expected, rtol, atol, where)


def _numbers(got: Any, expected: Any, rtol: float, atol: float, where: str) -> None:
    if isinstance(got, str | bytes | Mapping | None | bool) or not isinstance(
        got, int | float | complex | np.ndarray | np.generic | list | tuple
    ):
        raise AssertionError(f"{where} should be {_kind(expected)}, and is {_kind(got)}")  # noqa: TRY004 - as a test fails
    mine, theirs = np.asarray(got), np.asarray(expected)
    if mine.shape != theirs.shape:
        raise AssertionError(f"{where} should have the shape {theirs.shape}, and has {mine.shape}")
    if mine.dtype.kind not in "biufc":
        raise AssertionError(f"{where} should be numbers, and is {mine.dtype}")
    close = max(rtol, 1e-5) if np.float32 in {mine.dtype.type, theirs.dtype.type} else rtol
    right = np.isclose(mine, theirs, rtol=close, atol=atol, equal_nan=True)
    if not right.all():
        first = tuple(int(place) for place in np.argwhere(~np.atleast_1d(right))[0])
        wrong, value = np.atleast_1d(mine)[first], np.atleast_1d(theirs)[first]
        raise AssertionError(
            f"{where} differs in {int((~right).sum())} of {right.size} numbers, first at {first}: {wrong} for {value}"
        )


def _kind(value: Any) -> str:
    if isinstance(value, np.ndarray):
        return f"an array {value.shape} of {value.dtype}"
    if isinstance(value, list | tuple | dict):
        return f"a {type(value).__name__} of {len(value)}"
    return f"{value!r:.60}" if isinstance(value, int | float | str | bool | None) else f"a {type(value).__name__}"
