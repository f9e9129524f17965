"""Import Keras without what few programs use of it: a third of its import is scikit-learn, SciPy's statistics and matplotlib.

Importing this file leaves `keras.wrappers` and `keras.visualization` for when somebody asks for one of their names; Keras
itself imports them at once, and they import those packages. Nothing that a program can do changes, only when it is paid for.
"""

from __future__ import annotations

import importlib.abc
import importlib.machinery
import sys
from collections.abc import Sequence
from types import ModuleType
from typing import Any

_PUT_OFF = frozenset(
    f"{package}.{part}" for package in ("keras", "keras.src", "keras._tf_keras.keras") for part in ("wrappers", "visualization")
)


class Later(ModuleType):
    """A module whose code runs when a name is asked of it that it does not have yet."""

    def __getattr__(self, name: str) -> Any:
        """Run the module's code, once, and look again; what Python itself asks of every module (`__file__`) runs nothing."""
        if "_real_loader" not in self.__dict__ or (name.startswith("__") and name != "__all__"):
            raise AttributeError(f"module {self.__name__!r} has no attribute {name!r}")
        self.__dict__.pop("_real_loader").exec_module(self)
        return getattr(self, name)

    def __dir__(self) -> list[str]:
        """Return the names that its code defines."""
        getattr(self, "__all__", None)
        return sorted(self.__dict__)


class LaterLoader(importlib.abc.Loader):
    """Makes the module, and leaves its code to the loader that found it."""

    def __init__(self, real: importlib.abc.Loader) -> None:
        self._real = real

    def create_module(self, spec: importlib.machinery.ModuleSpec) -> ModuleType:
        """Return a module that is empty so far."""
        return Later(spec.name)

    def exec_module(self, module: ModuleType) -> None:
        """Remember who can run the code."""
        module.__dict__["_real_loader"] = self._real


class LaterFinder(importlib.abc.MetaPathFinder):
    """Finds the modules that are put off where they always lie."""

    def find_spec(
        self, name: str, path: Sequence[str] | None, target: ModuleType | None = None
    ) -> importlib.machinery.ModuleSpec | None:
        """Return how to put the module off, or None for any other."""
        spec = importlib.machinery.PathFinder.find_spec(name, path, target) if name in _PUT_OFF else None
        if spec is not None and spec.loader is not None:
            spec.loader = LaterLoader(spec.loader)
        return spec


sys.meta_path.insert(0, LaterFinder())
