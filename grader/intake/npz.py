"""Read an .npz file of the course without running anything in it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from grader.core.errors import InputError
from grader.core.show import show
from grader.intake.did_you_mean import did_you_mean


def read_npz(path: Path, *, required: tuple[str, ...], optional: tuple[str, ...] = ()) -> dict[str, NDArray[Any]]:
    """Return the arrays by name; pickled objects are refused, because reading them would run them.

    Raises:
        InputError: with the file, when it is missing or no .npz, or an array is missing, unknown or holds objects.
    """
    hint = f"make it by numpy.savez_compressed with {', '.join(required)}, as numbers"
    try:
        with path.open("rb") as opened:
            file = np.load(opened, allow_pickle=False)
            _check_names(path, _names(path, file, hint), required, optional)
            return {name: file[name] for name in file.files}
    except FileNotFoundError:
        raise InputError("there is no such file", file=path) from None
    except (InputError, MemoryError):
        raise
    except Exception as error:  # noqa: BLE001 - zipfile, zlib and NumPy's header parser let a damaged file fail in any way
        raise InputError(
            f"this is no .npz that can be read: {show(error) or type(error).__name__}", file=path, hint=hint
        ) from None


def _names(path: Path, file: object, hint: str) -> list[str]:
    if not isinstance(file, np.lib.npyio.NpzFile):
        raise InputError("this is one array, not an .npz", file=path, hint=hint)
    return file.files


def _check_names(path: Path, names: list[str], required: tuple[str, ...], optional: tuple[str, ...]) -> None:
    for name in required:
        if name not in names:
            raise InputError(f"the file has no array {name!r}", file=path, hint=f"it holds {show(', '.join(names)) or 'nothing'}")
    known = (*required, *optional)
    for name in names:
        if name not in known:
            raise InputError(f"unknown array {show(name, 60)!r}", file=path, hint=did_you_mean(name, known, kind="arrays"))
