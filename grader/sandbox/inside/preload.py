"""Import and do once, before the fork server serves, what every run would import and do again."""

from __future__ import annotations

import importlib
import inspect
import sys


def preload(modules: list[str]) -> list[str]:
    """Import what most runs need; return what this environment lacks."""
    missing = []
    sys.modules["debugpy"] = None  # type: ignore[assignment]  # a third of the kernel's start; kernel.py lets it in again
    for name in modules:
        try:
            importlib.import_module(name)
        except ImportError:
            missing.append(name)
    rehearse(modules)
    return missing


def rehearse(modules: list[str]) -> None:
    """Do once what every run would do again: compile nbformat's schemas, and let tracebacks find every module's file."""
    if "nbformat" in modules:
        from nbformat.validator import get_validator

        for minor in (0, 2, 4, 5):  # compiling a schema takes longer than running a small notebook
            get_validator(4, minor)  # type: ignore[no-untyped-call]  # nbformat does not annotate it
    if "notebook" in modules:
        from known_digits import known_digits

        known_digits()  # public ones, with which every run that trains compares its arrays
    if modules:
        inspect.getmodule(compile("0", "<rehearsal>", "eval"))
