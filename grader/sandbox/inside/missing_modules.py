"""Find for a notebook's code the modules that are not here: what became of Keras's removed ones, and nothing for the others."""

from __future__ import annotations

import importlib.abc
import importlib.machinery
import sys
from collections.abc import Callable, Sequence
from types import ModuleType
from typing import Any

import keras
from nothing import Nothing

NOTEBOOK = "<notebook>"
_ROOTS = ("keras", "tensorflow.keras", "tensorflow.python.keras", "tensorflow.contrib.keras", "tf_keras")
_HOMES = (
    "layers", "utils", "models", "datasets", "callbacks", "backend", "losses", "metrics", "optimizers", "regularizers",
    "initializers", "constraints",
)  # fmt: skip


class MissingModules(importlib.abc.MetaPathFinder, importlib.abc.Loader):
    """Stands in for every module that the notebook or a file of its project imports and that nobody else finds.

    What a library tries to import and can do without stays missing. `removed` is called when a removed module of Keras is
    asked for.
    """

    def __init__(self, project: str, removed: Callable[[], None]) -> None:
        self.project, self.removed = project, removed

    def find_spec(
        self, fullname: str, _path: Sequence[str] | None = None, _target: ModuleType | None = None
    ) -> importlib.machinery.ModuleSpec | None:
        """Return a spec where the group's own code asks."""
        if not self._asked_by_the_group():
            return None
        if keras_root(fullname):
            self.removed()
        return importlib.machinery.ModuleSpec(fullname, self, is_package=True)

    def _asked_by_the_group(self) -> bool:
        frame = sys._getframe(2)  # noqa: SLF001 - there is no other way to learn who imports
        while frame.f_back and "importlib" in frame.f_code.co_filename:
            frame = frame.f_back
        return frame.f_code.co_filename == NOTEBOOK or frame.f_code.co_filename.startswith(self.project)

    def create_module(self, spec: importlib.machinery.ModuleSpec) -> ModuleType:
        """Return something that has every name."""
        return _StandIn(spec.name)

    def exec_module(self, module: ModuleType) -> None:
        """There is nothing to run."""


class _StandIn(ModuleType):
    def __init__(self, name: str) -> None:
        super().__init__(name)
        self.__path__: list[str] = []
        self.__all__: list[str] = []

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__"):
            raise AttributeError(name)
        return present_home(self.__name__, name)


def keras_root(module: str) -> str:
    """Return under which name a module belongs to Keras, '' where it does not."""
    return next((root for root in _ROOTS if module == root or module.startswith(f"{root}.")), "")


def present_home(module: str, name: str) -> Any:
    """Return what a module of an older Keras had under that name, where Keras still has it anywhere; else a Nothing."""
    root = keras_root(module)
    if not root:
        return Nothing()
    if name == "preprocessing":  # keras.layers.experimental.preprocessing
        return keras.layers
    first = module.removeprefix(root).strip(".").split(".")[0]
    for home in (first, *_HOMES):
        place = getattr(keras, home, None) if home else keras
        if place is not None and hasattr(place, name):
            return getattr(place, name)
    return Nothing()
