"""Answer a table of digits that is not there, such as a competition's train.csv, with a black one of its form."""

from __future__ import annotations

import contextlib
import functools
from collections.abc import Callable
from pathlib import PurePath
from typing import Any

import numpy as np

_PIXELS = 784
_ROWS = {"test.csv": 28_000, "mnist_test.csv": 10_000, "mnist_train.csv": 60_000}  # notebooks state these numbers
_MOST = 42_000
_UNLABELLED = "test.csv"
_GONE = {"int": int, "float": float, "object": object, "round_": np.round}


def answer_missing_tables() -> None:
    """Change NumPy and pandas of this process, and give them back the names that they had."""
    for name, value in _GONE.items():
        if name not in vars(np):
            setattr(np, name, value)
    for name in ("loadtxt", "genfromtxt"):
        setattr(np, name, _or_else(getattr(np, name), _table))
    with contextlib.suppress(ImportError):
        import pandas as pd

        pd.read_csv = _or_else(pd.read_csv, _frame)
        table: Any = pd.DataFrame
        table.as_matrix = lambda self, columns=None: (self[columns] if columns else self).to_numpy()


def _or_else(read: Any, instead: Callable[..., Any]) -> Any:
    @functools.wraps(read)
    def tolerant(*args: Any, **named: Any) -> Any:
        try:
            return read(*args, **named)
        except OSError:
            return instead(*args, **named)

    return tolerant


def _table(path: Any = "", *_args: Any, **_named: Any) -> np.ndarray:
    rows = _ROWS.get(_name(path), _MOST)
    table = np.zeros((rows, 1 + _PIXELS), np.uint8)
    table[:, 0] = np.arange(rows) % 10
    return table


def _frame(path: Any = "", *_args: Any, **named: Any) -> Any:
    import pandas as pd

    if named.get("header", "infer") is None:
        return pd.DataFrame(_table(path))
    frame = pd.DataFrame(_table(path), columns=["label", *(f"pixel{number}" for number in range(_PIXELS))])
    return frame.drop(columns="label") if _name(path) == _UNLABELLED else frame


def _name(path: Any) -> str:
    return PurePath(str(path).replace("\\", "/")).name.lower()
