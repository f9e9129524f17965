"""Build the yardsticks: small models of known strength that a rubric's bands name instead of fixed numbers.

    python reference_models/build.py --data mnist.npz --out reference_models [--only cnn]

The data file is an .npz in Keras's layout; only `x_train` and `y_train` are read. Every model takes digits of shape
(n, 28, 28) as floats from 0 to 1 (pixels divided by 255) and answers with ten probabilities. A built file is the same
byte for byte on the same machine; another processor or TensorFlow may differ in the last bits of the weights.
"""

from __future__ import annotations

import argparse
import hashlib
import math
import os
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from typing import Any

import numpy as np
from numpy.typing import NDArray

CLASSES = 10


@dataclass(frozen=True)
class Recipe:
    """How one yardstick is made.

    `layers` returns the Keras layers after the input. Training lasts `epochs` epochs of gradient steps with `batch` images.
    A set so small that these would be fewer than `steps` steps is repeated within each epoch. Without steps: no training.
    """

    name: str
    purpose: str
    layers: Callable[[Any], list[Any]]
    seed: int
    batch: int = 128
    epochs: int = 0
    steps: int = 0
    learning_rate: float = 0.001


def _keras() -> Any:
    os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "2")
    os.environ.setdefault("CUDA_VISIBLE_DEVICES", "-1")
    import keras  # noqa: PLC0415 - TensorFlow takes seconds to import; the recipes and --help need none of it
    import tensorflow as tf  # noqa: PLC0415 - for the same reason

    tf.config.experimental.enable_op_determinism()
    return keras


def _linear(layers: Any) -> list[Any]:
    return [layers.Flatten(name="pixels"), layers.Dense(CLASSES, activation="softmax", name="digit")]


def _mlp(layers: Any) -> list[Any]:
    return [
        layers.Flatten(name="pixels"),
        layers.Dense(128, activation="relu", name="hidden"),
        layers.Dense(CLASSES, activation="softmax", name="digit"),
    ]


def _cnn(layers: Any) -> list[Any]:
    return [
        layers.Reshape((28, 28, 1), name="plane"),
        layers.Conv2D(6, 5, padding="same", activation="relu", name="strokes"),
        layers.MaxPooling2D(name="strokes_pooled"),
        layers.Conv2D(16, 5, activation="relu", name="shapes"),
        layers.MaxPooling2D(name="shapes_pooled"),
        layers.Flatten(name="features"),
        layers.Dense(120, activation="relu", name="hidden_1"),
        layers.Dense(84, activation="relu", name="hidden_2"),
        layers.Dense(CLASSES, activation="softmax", name="digit"),
    ]


RECIPES: Mapping[str, Recipe] = MappingProxyType(
    {
        recipe.name: recipe
        for recipe in (
            Recipe("constant", "The floor: always answers the most frequent digit, without looking.", _linear, 1),
            Recipe(
                "linear", "One layer of weights: what anybody reaches without a hidden layer.", _linear, 2, epochs=12, steps=600
            ),
            Recipe("mlp", "One hidden layer of 128: the network of a first tutorial.", _mlp, 3, epochs=10, steps=600),
            Recipe(
                "cnn",
                "A convolutional network of LeNet-5's size: what a careful group is expected to reach.",
                _cnn,
                4,
                epochs=8,
                steps=800,
                learning_rate=0.002,
            ),
        )
    }
)


def copies(recipe: Recipe, images: int) -> int:
    """Return how often a set of so many images is repeated within an epoch, so that the epochs hold the recipe's steps."""
    return max(1, math.ceil(recipe.steps * recipe.batch / (max(1, recipe.epochs) * images)))


def build(recipe: Recipe, x_train: NDArray[np.uint8], y_train: NDArray[np.integer]) -> Any:
    """Return the recipe's Keras model, trained on images (n, 28, 28) uint8 and their labels (n,)."""
    keras = _keras()
    keras.backend.clear_session()
    keras.utils.set_random_seed(recipe.seed)
    stack = [keras.Input(shape=(28, 28), name="image"), *recipe.layers(keras.layers)]
    model = keras.Sequential(stack, name=recipe.name)
    if recipe.steps:
        _train(model, recipe, x_train, y_train)
    else:
        frequent = np.bincount(y_train, minlength=CLASSES).argmax()
        model.layers[-1].set_weights([np.zeros((28 * 28, CLASSES)), np.eye(CLASSES)[frequent]])
    return model


def _train(model: Any, recipe: Recipe, x_train: NDArray[np.uint8], y_train: NDArray[np.integer]) -> None:
    keras = _keras()
    times = copies(recipe, len(x_train))
    images, labels = np.tile(x_train, (times, 1, 1)).astype("float32") / 255, np.tile(y_train, times)
    steps = recipe.epochs * math.ceil(len(images) / recipe.batch)
    rate = keras.optimizers.schedules.CosineDecay(recipe.learning_rate, steps)
    model.compile(optimizer=keras.optimizers.Adam(rate), loss="sparse_categorical_crossentropy")
    model.fit(images, labels, batch_size=recipe.batch, epochs=recipe.epochs, verbose=0)


def fingerprint(x_train: NDArray[np.uint8], y_train: NDArray[np.integer]) -> str:
    """Return the SHA-256 of the images' bytes and then the labels', one byte each; the file they come in has no part in it."""
    return hashlib.sha256(x_train.tobytes() + y_train.astype(np.uint8).tobytes()).hexdigest()


def save(model: Any, path: Path) -> None:
    """Write the model as legacy HDF5 without the optimizer's state; the file appears whole or not at all."""
    path.parent.mkdir(parents=True, exist_ok=True)
    unfinished = path.with_name(f".{path.stem}.unfinished.h5")
    model.save(unfinished, include_optimizer=False)
    unfinished.replace(path)


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description="Build the reference models that a rubric's bands name.")
    parser.add_argument("--data", type=Path, required=True, help="training data: an .npz in Keras's layout")
    parser.add_argument("--out", type=Path, required=True, help="folder for the .h5 files")
    parser.add_argument("--only", action="append", choices=tuple(RECIPES), help="build this model alone (repeatable)")
    return parser.parse_args()


def main() -> None:
    """Build what the command line asks for and print a line for each model."""
    wanted = _arguments()
    with np.load(wanted.data, allow_pickle=False) as data:
        x_train, y_train = data["x_train"], data["y_train"]
    print(f"training data: {len(x_train)} images, sha256 {fingerprint(x_train, y_train)}")
    _keras().config.disable_interactive_logging()
    for recipe in (RECIPES[name] for name in wanted.only or RECIPES):
        began = time.monotonic()
        model = build(recipe, x_train, y_train)
        path = wanted.out / f"{recipe.name}.h5"
        save(model, path)
        sha256 = hashlib.sha256(path.read_bytes()).hexdigest()
        print(f"{path}: {model.count_params()} parameters, {time.monotonic() - began:.1f} s, sha256 {sha256}")


if __name__ == "__main__":
    main()
