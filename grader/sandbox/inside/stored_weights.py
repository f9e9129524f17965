"""Read the weights of a file in whatever order a Keras wrote them, and put them into a model that they fit."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

import h5py
import numpy as np

_VARS = re.compile(r"^(?P<owner>.*?)/?vars/(?P<number>\d+)$")
_ROOTS = ("layers/", "_layer_checkpoint_dependencies/", "_self_tracked_trackables/")
_NOT_WEIGHTS = ("optimizer", "metrics", "_metrics", "seed_generator")


@dataclass(frozen=True)
class Stored:
    """One layer's weights in the order its Keras keeps them: kernel before bias, gamma, beta, mean, variance."""

    name: str
    arrays: tuple[np.ndarray, ...]

    @property
    def shapes(self) -> tuple[tuple[int, ...], ...]:
        """The shapes of its arrays."""
        return tuple(array.shape for array in self.arrays)


def stored_weights(file: h5py.File) -> list[Stored]:
    """Return the layers that have weights, in the file's order. The file was looked at before: hard links, plain numbers."""
    root = file.get("model_weights", file)
    if "layer_names" in root.attrs or "layer_names0" in root.attrs:
        return [one for name in _names(root, "layer_names") if (one := _legacy(root, name)).arrays]
    return _numbered(file)


def _names(group: Any, attribute: str) -> list[str]:
    """Return a list of names, which Keras cuts into several attributes where it is long."""
    found = group.attrs.get(attribute)
    parts = [found] if found is not None else []
    while f"{attribute}{len(parts)}" in group.attrs and found is None:
        parts.append(group.attrs[f"{attribute}{len(parts)}"])
    return [name.decode("utf-8", "replace") if isinstance(name, bytes) else str(name) for part in parts for name in part]


def _legacy(root: Any, name: str) -> Stored:
    group = root.get(name)
    if not isinstance(group, h5py.Group):
        return Stored(name, ())
    return Stored(name, tuple(np.asarray(group[weight]) for weight in _names(group, "weight_names")))


def _numbered(file: h5py.File) -> list[Stored]:
    """Read the newer layout, <layer>/vars/<number>; Windows wrote its paths with backslashes."""
    owners: dict[str, dict[int, np.ndarray]] = {}

    def visit(name: str, item: Any) -> None:
        found = _VARS.match(name.replace("\\", "/")) if isinstance(item, h5py.Dataset) else None
        if found and not found["owner"].startswith(_NOT_WEIGHTS) and "seed_generator" not in found["owner"]:
            owners.setdefault(found["owner"], {})[int(found["number"])] = np.asarray(item)

    file.visititems(visit)
    plain = {_without_root(owner): arrays for owner, arrays in owners.items()}
    return [Stored(owner, tuple(arrays[number] for number in sorted(arrays))) for owner, arrays in plain.items()]


def _without_root(owner: str) -> str:
    for root in _ROOTS:
        owner = owner.replace(root, "")
    return owner


def put_weights(model: Any, stored: list[Stored]) -> str:
    """Put the weights into the model's layers; return '' when every one found its place, else why not."""
    layers = [layer for layer in flat_layers(model) if layer.weights]
    wanted = [tuple(tuple(int(size) for size in weight.shape) for weight in weights_of(layer)) for layer in layers]
    by_name = _by_name(layers, wanted, stored)
    if by_name is None and [one.shapes for one in stored] == wanted:
        by_name = stored
    if by_name is None:
        by_name = _by_shapes(wanted, stored)
    if by_name is None:
        return f"the file has weights {_words([one.shapes for one in stored])}, the model needs {_words(wanted)}"
    for layer, one in zip(layers, by_name, strict=True):
        for weight, array in zip(weights_of(layer), one.arrays, strict=True):
            weight.assign(array)
    return ""


def weights_of(layer: Any) -> list[Any]:
    """Return a layer's weights without the states of random generators, which newer Keras counts among them."""
    return [weight for weight in layer.weights if "seed_generator" not in getattr(weight, "path", weight.name)]


def flat_layers(model: Any) -> list[Any]:
    """Return the layers of a model in order, those of models inside it in their place."""
    found: list[Any] = []
    for layer in model.layers:
        found += flat_layers(layer) if getattr(layer, "layers", None) else [layer]
    return [layer for layer in found if not layer.weights or weights_of(layer)]


def _by_name(layers: list[Any], wanted: list[Any], stored: list[Stored]) -> list[Stored] | None:
    named = {one.name: one for one in stored}
    counted: dict[str, int] = {}
    found = []
    for layer, shapes in zip(layers, wanted, strict=True):
        kind = re.sub(r"([a-z])([A-Z])", r"\1_\2", re.sub(r"(.)([A-Z][a-z0-9]+)", r"\1_\2", type(layer).__name__)).lower()
        number = counted.get(kind, 0)
        counted[kind] = number + 1
        one = named.get(layer.name) or named.get(f"{kind}_{number}" if number else kind)
        if one is None or one.shapes != shapes:
            return None
        found.append(one)
    return found if len({id(one) for one in found}) == len(stored) else None


def _by_shapes(wanted: list[Any], stored: list[Stored]) -> list[Stored] | None:
    """Match by shapes where only one assignment is possible."""
    if len(set(wanted)) != len(wanted) or sorted(wanted) != sorted(one.shapes for one in stored):
        return None
    return [next(one for one in stored if one.shapes == shapes) for shapes in wanted]


def _words(shapes: list[Any]) -> str:
    listed = [" and ".join("×".join(map(str, shape)) or "1" for shape in layer) for layer in shapes[:8]]
    return "; ".join(listed) or "none"
