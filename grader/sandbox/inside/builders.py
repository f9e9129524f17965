"""Find the functions of a notebook that build a network and need nothing that cannot be guessed."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterator, Mapping
from typing import Any

_BUILDS = frozenset({"Sequential", "Model", "Input"})
_SHAPE = (28, 28, 1)
_USUAL: Mapping[str, Any] = {
    "input_shape": _SHAPE, "shape": _SHAPE, "img_shape": _SHAPE, "image_shape": _SHAPE,
    "num_classes": 10, "n_classes": 10, "nb_classes": 10, "classes": 10, "num_class": 10, "output_dim": 10,
    "width": 28, "height": 28, "depth": 1, "channels": 1, "img_rows": 28, "img_cols": 28,
    "input_dim": 784, "input_size": 784, "num_pixels": 784,
    "optimizer": "adam", "activation": "relu", "lr": 0.001, "learning_rate": 0.001, "dropout": 0.5, "dropout_rate": 0.5,
}  # fmt: skip


def builders(names: Mapping[str, Any]) -> Iterator[tuple[str, Callable[[], Any]]]:
    """Yield name and call of each function, and of each method of a class, that the notebook defines and that builds."""
    for name, value in list(names.items()):
        if getattr(value, "__module__", "") != "__main__":
            continue
        if inspect.isfunction(value) and _builds(value):
            yield from _call(name, value, 0)
        elif inspect.isclass(value):
            for method, held in list(vars(value).items()):
                function = getattr(held, "__func__", held)
                if inspect.isfunction(function) and method != "__init__" and _builds(function):
                    bound = not isinstance(held, staticmethod)
                    owner = (lambda value=value: value()) if bound and not isinstance(held, classmethod) else lambda value=value: value
                    yield from _call(f"{name}.{method}", function, int(bound), lambda owner=owner, method=method: getattr(owner(), method))


def _builds(function: Any) -> bool:
    return bool(_BUILDS & set(function.__code__.co_names))


def _call(name: str, function: Any, skip: int, bound: Callable[[], Any] | None = None) -> Iterator[tuple[str, Callable[[], Any]]]:
    """Yield the call where all that the function must be given is of a usual name."""
    parameters = list(inspect.signature(function).parameters.values())[skip:]
    required = [one.name for one in parameters if one.default is one.empty and one.kind in {one.POSITIONAL_OR_KEYWORD, one.KEYWORD_ONLY}]
    if set(required) <= _USUAL.keys():
        arguments = {one: _USUAL[one] for one in required}
        yield name, lambda: (bound() if bound else function)(**arguments)
