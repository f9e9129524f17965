"""The ladder of loaders: from the file as it is, over what an older Keras wrote, to weights that need the notebook's network.

Each rung is taken only when the one before it failed, and each says how it ended. Whatever is loaded has passed the same
look at its layers first, and a model counts as loaded only when it answers a blank image.
"""

from __future__ import annotations

import io
import json
import shutil
import zipfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import h5py
import keras
import numpy as np
from keras_config import read_keras_config
from model_facts import ModelFacts, model_facts
from refused import Refused
from repair_config import CannotRepair, repaired
from stored_weights import Stored, put_weights, stored_weights

_SHAPES = ((28, 28, 1), (28, 28), (784,))
_WEIGHTS = "model.weights.h5"
_ACTIVATIONS = ("relu", "sigmoid", "tanh")
NO_FIT = (
    "it holds weights without an architecture (save_weights), and no model that the notebook defines fits them: "
    "save the whole model with model.save('model.h5')"
)
_NOT_KERAS = "it is an HDF5 file, but not a Keras model: save the model with model.save('model.h5')"


@dataclass(frozen=True)
class Architecture:
    """A network that the notebook defines: Keras's JSON, and the place that defines it."""

    json: str
    place: str


@dataclass
class Loaded:
    """A model that answers, its input shape without the batch, its fixed batch size (None for any), and how it was loaded.

    `others` are networks that the same weights fit as well. One that is `unproven` counts only if it recognises digits.
    """

    model: Any
    shape: tuple[int | None, ...]
    batch: int | None
    loader: str
    facts: ModelFacts
    steps: list[str] = field(default_factory=list)
    others: list[Loaded] = field(default_factory=list)
    unproven: bool = False


class _Failed(Exception):  # noqa: N818 - one rung, not the end
    """A rung of the ladder did not lead to a model."""


def load_model(claimed: str, path: str, work: Path, architectures: Sequence[Architecture], *, run_code: bool) -> Loaded:
    """Return the model in the file at `path`, which the repository calls `claimed`.

    `run_code` lets models bring Lambda layers and the like; it is safe only because this process holds no answer. Raises
    Refused with a sentence for the group when no rung leads to a model.
    """
    copy = work / f"model{Path(claimed).suffix.lower()}"
    shutil.copyfile(path, copy)
    try:
        facts = model_facts(str(copy), claimed)
        dangers = [problem for problem in facts.problems if not (run_code and problem in facts.code_problems)]
        if dangers:
            raise Refused(dangers[0])
        if run_code:
            keras.config.enable_unsafe_deserialization()
        return _climb(_Ladder(copy, facts, architectures, safe=not run_code))
    finally:
        copy.unlink(missing_ok=True)


def _climb(ladder: _Ladder) -> Loaded:
    whole = ladder.facts.kind in {"keras-h5", "keras-zip"}
    rungs = [ladder.keras_3, ladder.repaired, ladder.tf_keras] if whole else []
    if ladder.facts.kind != "hdf5-other":
        rungs += [ladder.weights_only] * bool(ladder.architectures) + [ladder.chain] * (ladder.facts.kind == "weights-only")
    for rung in rungs:
        try:
            return rung()
        except (_Failed, CannotRepair) as reason:
            ladder.steps.append(f"{ladder.rung}: {reason}")
        except MemoryError:
            raise
        except Exception as error:  # noqa: BLE001 - a hostile file can make a library raise anything
            ladder.steps.append(f"{ladder.rung}: {sentence(error)}")
    if ladder.facts.kind == "hdf5-other":
        raise Refused(_NOT_KERAS)
    raise Refused(f"no Keras can load it: {ladder.steps[0]}" if whole else NO_FIT, ladder.steps)


@dataclass
class _Ladder:
    path: Path
    facts: ModelFacts
    architectures: Sequence[Architecture]
    safe: bool
    steps: list[str] = field(default_factory=list)
    rung: str = ""

    def keras_3(self) -> Loaded:
        """Let Keras 3 load the file as it is."""
        self.rung = f"Keras {keras.__version__}"
        old = (self.facts.keras_version or "3").startswith(("0", "1", "2"))
        if old and "hard_sigmoid" in (self.facts.config or ""):
            raise _Failed("the file is of an older Keras, which computes hard_sigmoid in another way")
        model = keras.models.load_model(self.path, compile=False, safe_mode=self.safe)
        if old and nested(getattr(model, "input_shape", None), self.facts.input_shape):
            raise _Failed("it reads the input shape with one nesting too many")
        return self.done(model, self.rung, f"loaded with {self.rung}")

    def repaired(self) -> Loaded:
        """Build the architecture anew from its repaired config, and put the weights in."""
        self.rung = "repaired for Keras 3"
        config, changed = repaired(json.loads(self.facts.config or "{}"), keras.layers)
        model = self.filled(build(config))
        what = f" ({', '.join(changed[:6])})" if changed else ""
        return self.done(model, f"Keras {keras.__version__}", f"loaded with Keras {keras.__version__} after a repair{what}")

    def tf_keras(self) -> Loaded:
        """Let Keras 2 load the file."""
        self.rung = "tf_keras"
        import tf_keras  # three seconds, and few files need it

        self.rung = f"tf_keras {tf_keras.__version__}"
        if self.facts.kind == "keras-zip":
            model = tf_keras.models.load_model(self.path, compile=False, safe_mode=self.safe)
        else:
            # For HDF5 it has no safe mode; the allow-list of layers was checked before, for every loader alike.
            model = tf_keras.models.load_model(self.path, compile=False)
        return self.done(model, self.rung, f"loaded with {self.rung}")

    def weights_only(self) -> Loaded:
        """Look for a network of the notebook that these weights fit."""
        self.rung = "weights into the notebook's network"
        reasons: list[str] = []
        fitting: list[Loaded] = []
        for one in self.architectures:
            try:
                self.checked(one)
                model = self.filled(_from_json(one.json))
                fitting.append(self.done(model, f"Keras {keras.__version__}", ""))
                fitting[-1].steps = [*self.steps, f"loaded its weights into the network of {one.place}"]
            except MemoryError:
                raise
            except Exception as error:  # noqa: BLE001 - the next one may fit
                reasons.append(f"{one.place}: {error if isinstance(error, _Failed) else sentence(error)}")
        if not fitting:
            raise _Failed("; ".join(reasons[:3]))
        fitting[0].others = fitting[1:]
        return fitting[0]

    def chain(self) -> Loaded:
        """Put the weights of dense layers into the only network they can be, with each of the usual activations."""
        self.rung = "weights into a chain of dense layers"
        with self.weights() as file:
            stored = stored_weights(file)
        widths = chain_widths(stored)
        fitting = []
        for activation in _ACTIVATIONS:
            dense = [keras.layers.Dense(width, activation) for width in widths[:-1]]
            model = keras.Sequential([keras.Input((784,)), *dense, keras.layers.Dense(widths[-1], "softmax")])
            if why := put_weights(model, stored):
                raise _Failed(why)
            step = f"loaded its weights into dense layers with {activation}, which no notebook says but the digits bear out"
            fitting.append(self.done(model, f"Keras {keras.__version__}", step))
        fitting[0].others = fitting[1:]
        for one in fitting:
            one.unproven = True
        return fitting[0]

    def checked(self, one: Architecture) -> None:
        """Look at a network of the notebook as at any file."""
        config = read_keras_config(one.json)
        refused = [problem for problem in config.problems if self.safe or problem not in config.code_problems]
        if refused:
            raise _Failed(refused[0])

    def filled(self, model: Any) -> Any:
        """Put the file's weights into a model that may not know its input shape yet."""
        with self.weights() as file:
            stored = stored_weights(file)
        built(model, stored[0].arrays[0].shape[0] if stored and stored[0].arrays[0].ndim == 2 else None)
        if why := put_weights(model, stored):
            raise _Failed(why)
        return model

    def weights(self) -> h5py.File:
        """Open the file's weights, those inside an archive too."""
        if self.facts.kind != "keras-zip":
            return h5py.File(self.path, "r")
        with zipfile.ZipFile(self.path) as archive:
            return h5py.File(io.BytesIO(archive.read(_WEIGHTS)), "r")

    def done(self, model: Any, loader: str, step: str) -> Loaded:
        """Try the model on a blank image; it is loaded when it answers."""
        shape, batch = answering(model)
        return Loaded(model, shape, batch, loader, self.facts, [*self.steps, step])


def _from_json(text: str) -> Any:
    """Build a model of the notebook: as Keras 3 reads its config, or repaired."""
    config = json.loads(text)
    try:
        return keras.models.model_from_json(text)
    except MemoryError:
        raise
    except Exception:  # noqa: BLE001 - then it is of another Keras, and what fails next is reported
        return build(repaired(config, keras.layers)[0])


def build(config: dict[str, Any]) -> Any:
    """Build a model from the config of a Sequential or Functional model."""
    kind: Callable[[dict[str, Any]], Any] = (
        keras.Sequential.from_config if config["class_name"] == "Sequential" else keras.Model.from_config
    )
    return kind(config["config"])


def built(model: Any, inputs: int | None) -> None:
    """Give a Sequential without an input shape the one that a digit has and its first weights fit."""
    if model.built and model.weights:
        return
    for shape in _SHAPES:
        if inputs in {None, 784} or len(shape) == 3:
            try:
                model.build((None, *shape))
            except (ValueError, TypeError, IndexError):
                continue
            return


def answering(model: Any) -> tuple[tuple[int | None, ...], int | None]:
    """Return the input shape without the batch, and the batch size where it is fixed; raise where no digit goes in."""
    shape = getattr(model, "input_shape", None) if model.built else None
    if isinstance(shape, list | tuple) and len(shape) == 1 and isinstance(shape[0], list | tuple):
        shape = shape[0]
    if isinstance(shape, dict) or (isinstance(shape, list | tuple) and any(isinstance(part, list | tuple) for part in shape)):
        raise Refused("the model has several inputs; one image must go in, ten scores come out")
    shapes = [tuple(shape)] if shape is not None else [(None, *one) for one in _SHAPES]
    error: Exception | None = None
    for one in shapes:
        size = one[0] or 1
        blank = np.zeros((size, *(filled_size(one[1:]))), np.float32)
        try:
            model(blank, training=False)
        except MemoryError:
            raise
        except Exception as raised:  # noqa: BLE001 - a layer raises what it likes
            error = raised
        else:
            return tuple(one[1:]), one[0]
    raise _Failed(f"it fails on an image: {sentence(error)}" if error else "it takes no input")


def chain_widths(stored: Sequence[Stored]) -> list[int]:
    """Return the widths of dense layers that lead from 784 pixels to ten scores; raise where the weights are anything else."""
    width, widths = 784, []
    for one in stored:
        if one.shapes != ((width, *one.shapes[0][1:]), one.shapes[0][1:]) or len(one.shapes[0]) != 2:
            raise _Failed("the weights are not those of dense layers one after another")
        width = one.shapes[0][1]
        widths.append(width)
    if width != 10 or not widths:
        raise _Failed("the weights do not lead to ten scores")
    return widths


def nested(read: Any, stated: Sequence[int | None] | None) -> bool:
    """Say whether an input shape (with the batch) has one size more than the file states: Keras 2.2 files read by Keras 3."""
    return isinstance(read, tuple) and stated is not None and len(read) == len(stated) + 2


def filled_size(shape: tuple[int | None, ...]) -> tuple[int, ...]:
    """Return a shape of digits with its open sizes filled in."""
    from conventions import without_none

    return without_none(shape)


def sentence(error: BaseException | None) -> str:
    """Return an exception's first line, short."""
    lines = str(error).strip().splitlines() or [""]
    return f"{type(error).__name__}: {lines[0]}"[:300]
