"""Digits as lines of text: whole numbers with commas, as CSV and ARFF files hold them."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

_ROWS = 4000
_TEXTS = [f"{value},".encode() for value in range(256)]
_TABLE = np.frombuffer(b"".join(text.ljust(4) for text in _TEXTS), np.uint8).reshape(256, 4)
_USED = np.arange(4)[None, :] < np.array([len(text) for text in _TEXTS])[:, None]


def digit_rows(images: np.ndarray, labels: np.ndarray | None, *, label_first: bool = True) -> Iterator[bytes]:
    """Yield the lines of uint8 `images` (n, 28, 28), with their uint8 `labels` (n,) in the first or in the last column."""
    for start in range(0, len(images), _ROWS):
        pixels = images[start : start + _ROWS].reshape(-1, images[0].size)
        columns = [pixels]
        if labels is not None:
            own = labels[start : start + _ROWS, None].astype(np.uint8)
            columns = [own, pixels] if label_first else [pixels, own]
        table = np.concatenate(columns, axis=1)
        text, used = _TABLE[table], _USED[table]
        text[:, -1, :] = np.where(text[:, -1, :] == ord(","), ord("\n"), text[:, -1, :])
        yield text[used].tobytes()
