"""The weights of a model file, put into a network in every way that they fit."""

from __future__ import annotations

import io
import shutil
import zipfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import h5py
from accepted_input import SHAPES
from old_weights import readings
from rung_failed import RungFailed
from stored_weights import Stored, flat_layers, put_weights, stored_weights, weights_of

_WEIGHTS = "model.weights.h5"


@dataclass(frozen=True)
class WeightsFile:
    """A file that was looked at before, HDF5 or an archive, written by this `version` of Keras."""

    path: Path
    version: str

    @property
    def backend(self) -> str:
        """What computed the model, as Keras 2 noted it, or ''."""
        with self.opened() as file:
            noted = file.attrs.get("backend", file["model_weights"].attrs.get("backend", "") if "model_weights" in file else "")
        return noted.decode("utf-8", "replace") if isinstance(noted, bytes) else str(noted)

    def opened(self) -> h5py.File:
        """Open the weights, those inside an archive too."""
        if not zipfile.is_zipfile(self.path):
            return h5py.File(self.path, "r")
        with zipfile.ZipFile(self.path) as archive:
            return h5py.File(io.BytesIO(archive.read(_WEIGHTS)), "r")

    def readings(self) -> list[list[Stored]]:
        """Return the ways to read the weights, the likeliest first."""
        with self.opened() as file:
            stored = stored_weights(file)
        return readings(stored, self.version, self.backend)

    def filled(self, make: Callable[[], Any]) -> list[Any]:
        """Return the network that `make` builds with these weights in it, once for each reading that fits.

        Raises RungFailed where none fits, in words about the shapes.
        """
        found, why = [], "it holds no weights"
        for stored in self.readings():
            model = built(make(), stored)
            why = put_weights(model, stored)
            if not why:
                found.append(model)
        if not found and self._put_by_keras(model := make(), stored):
            return [model]
        if not found:
            raise RungFailed(why)
        return found

    def _put_by_keras(self, model: Any, stored: list[Stored]) -> bool:
        """Let Keras assign the weights, which knows layers inside layers; say whether every number found its place."""
        ending = ".keras" if zipfile.is_zipfile(self.path) else ".h5" if self._legacy() else ".weights.h5"
        named = self.path.with_name(f"weights{ending}")
        shutil.copyfile(self.path, named)
        try:
            built(model, stored).load_weights(named)
        except MemoryError:
            raise
        except Exception:  # noqa: BLE001 - it says in many ways that they do not fit, and why is known from the shapes
            return False
        finally:
            named.unlink()
        held = sum(array.size for one in stored for array in one.arrays)
        return held == sum(int(weight.numpy().size) for layer in flat_layers(model) for weight in weights_of(layer))

    def _legacy(self) -> bool:
        with self.opened() as file:
            return "layer_names" in file.get("model_weights", file).attrs


def built(model: Any, stored: list[Stored]) -> Any:
    """Give a Sequential without an input shape the one that a digit has and its first weights fit."""
    first = stored[0].arrays[0] if stored and stored[0].arrays else None
    inputs = first.shape[0] if first is not None and first.ndim == 2 else None
    if not (model.built and model.weights):
        for shape in SHAPES:
            if inputs in {None, 784} or len(shape) == 3:
                try:
                    model.build((None, *shape))
                except (ValueError, TypeError, IndexError):
                    continue
                break
    return model
