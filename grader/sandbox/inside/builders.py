"""Find the functions of a notebook that build a network and need nothing that cannot be guessed."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterator, Mapping
from functools import partial
from typing import Any

from usual_arguments import USUAL

_BUILDS = frozenset({"Sequential", "Model", "Input"})


def builders(names: Mapping[str, Any]) -> Iterator[tuple[str, Callable[[], Any]]]:
    """Yield name and call of each function, and of each method of a class, that the notebook defines and that builds."""
    for name, value in list(names.items()):
        if getattr(value, "__module__", "") == "__main__":
            if inspect.isfunction(value):
                yield from _call(name, value, partial(_itself, value), 0)
            elif inspect.isclass(value):
                for method, held in list(vars(value).items()):
                    skip = 0 if isinstance(held, staticmethod) else 1
                    yield from _call(f"{name}.{method}", getattr(held, "__func__", held), partial(_bound, value, method), skip)


def _call(name: str, function: Any, callee: Callable[[], Any], skip: int) -> Iterator[tuple[str, Callable[[], Any]]]:
    """Yield the call of a function that builds a network where all that it must be given is of a usual name."""
    if not inspect.isfunction(function) or function.__name__ == "__init__" or not _BUILDS & set(function.__code__.co_names):
        return
    places = list(inspect.signature(function).parameters.values())[skip:]
    needed = [
        one.name for one in places if one.default is one.empty and one.kind in {one.POSITIONAL_OR_KEYWORD, one.KEYWORD_ONLY}
    ]
    if set(needed) <= USUAL.keys():
        yield name, lambda: callee()(**{one: USUAL[one] for one in needed})


def _itself(function: Any) -> Any:
    return function


def _bound(kind: Any, method: str) -> Any:
    """Return a method that can be called: of an object where it needs one."""
    held = vars(kind)[method]
    return getattr(kind if isinstance(held, staticmethod | classmethod) else kind(), method)
