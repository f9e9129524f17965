"""Loaded by every Python inside: lets Keras take the course's training data from disk although its hash is another.

Keras compares mnist.npz with the hash of one published file. The course may offer other digits, or the same ones in a
file written here, so a file under OFFLINE_DATA counts as valid. The library itself is not changed on disk.
"""

from __future__ import annotations

import importlib.abc
import importlib.machinery
import importlib.util
import os
import sys
from collections.abc import Sequence
from types import ModuleType
from typing import Any

_CHECKERS = frozenset({"keras.src.utils.file_utils", "tf_keras.src.utils.data_utils"})


class _Loader(importlib.abc.Loader):
    def __init__(self, real: Any) -> None:
        self.real = real

    def create_module(self, spec: importlib.machinery.ModuleSpec) -> ModuleType | None:
        return self.real.create_module(spec)  # type: ignore[no-any-return]  # the standard library's loader

    def exec_module(self, module: ModuleType) -> None:
        self.real.exec_module(module)
        check = module.validate_file

        def validate_file(fpath: Any, file_hash: Any, algorithm: str = "auto", chunk_size: int = 65535) -> bool:
            return _offered(fpath) or bool(check(fpath, file_hash, algorithm, chunk_size))

        module.validate_file = validate_file  # type: ignore[attr-defined]  # the loader hook this file is for


class _Finder(importlib.abc.MetaPathFinder):
    def find_spec(
        self, fullname: str, path: Sequence[str] | None, target: ModuleType | None = None
    ) -> importlib.machinery.ModuleSpec | None:
        if fullname not in _CHECKERS:
            return None
        spec = importlib.machinery.PathFinder.find_spec(fullname, path, target)
        if spec is not None and spec.loader is not None:
            spec.loader = _Loader(spec.loader)
        return spec


def _offered(path: Any) -> bool:
    folder = os.path.realpath(os.environ["OFFLINE_DATA"])
    return bool(os.path.realpath(os.fspath(path)).startswith(folder + os.sep))


if os.environ.get("OFFLINE_DATA"):
    sys.meta_path.insert(0, _Finder())
