"""Groups that never were: small networks trained on MNIST, half of them with help from the public test split.

The public test is the first half of MNIST's 10,000 test digits, the held-out set the second half, which nobody trains on.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

TRAINING = 10_000
KINDS = ("honest", "test added to the training", "one last epoch on the test", "stopped by the test")
_LAYERS = ("dense 64", "dense 256", "convolution 8-16", "convolution 16-16")


@dataclass(frozen=True, eq=False)
class Digits:
    """Images float32 (n, 28, 28, 1) from 0 to 1 and labels (n,): to train on, the public test, and held out."""

    train: tuple[NDArray[Any], NDArray[Any]]
    public: tuple[NDArray[Any], NDArray[Any]]
    heldout: tuple[NDArray[Any], NDArray[Any]]


@dataclass(frozen=True)
class Group:
    """One group: what its network is, how long it trains, and which of KINDS it is."""

    name: str
    kind: str
    layers: str
    epochs: int
    batch: int
    seed: int


def digits(path: Path, seed: int) -> Digits:
    """Read MNIST in Keras's layout; the seed draws the digits to train on."""
    with np.load(path, allow_pickle=False) as arrays:
        x, y, xt, yt = (arrays[name] for name in ("x_train", "y_train", "x_test", "y_test"))
    some = np.random.default_rng(seed).permutation(len(x))[:TRAINING]
    return Digits((_floats(x[some]), y[some]), (_floats(xt[:5000]), yt[:5000]), (_floats(xt[5000:]), yt[5000:]))


def _floats(images: NDArray[np.uint8]) -> NDArray[np.float32]:
    return (images[..., None] / 255).astype(np.float32)


def groups(seed: int) -> tuple[Group, ...]:
    """Return 40 groups: 20 honest, 8 that add the test, 4 that end with it, 8 that are stopped by it."""
    kinds = ["honest"] * 20 + [KINDS[1]] * 8 + [KINDS[2]] * 4 + [KINDS[3]] * 8
    made = []
    for n, kind in enumerate(kinds):
        made.append(
            Group(f"g{n + 1:02}", kind, _LAYERS[n % 4], epochs=4 + n // 4 % 4, batch=(64, 128)[n % 2], seed=1000 * seed + n)
        )
    return tuple(made)


def network(layers: str) -> Any:
    """Return the group's network, not trained."""
    import keras  # noqa: PLC0415 - only where something is trained

    kind, _, widths = layers.partition(" ")
    numbers = [int(width) for width in widths.split("-")]
    parts: list[Any] = [keras.Input((28, 28, 1))]
    if kind == "convolution":
        for width in numbers:
            parts += [keras.layers.Conv2D(width, 3, activation="relu"), keras.layers.MaxPooling2D()]
        parts += [keras.layers.Flatten(), keras.layers.Dense(64, activation="relu")]
    else:
        parts += [keras.layers.Flatten(), keras.layers.Dense(numbers[0], activation="relu")]
    model = keras.Sequential([*parts, keras.layers.Dense(10, activation="softmax")])
    model.compile("adam", "sparse_categorical_crossentropy", metrics=["accuracy"])
    return model


def train(group: Group, given: Digits, *, sealed: bool) -> Any:
    """Train the group's network as its notebook would; `sealed` is the grader's own run, which no public test digit enters.

    In the sealed run the notebook finds other digits, of the training set, where the test split was.
    """
    import keras  # noqa: PLC0415 - only where something is trained

    keras.utils.set_random_seed(group.seed + 500 * sealed)
    spare, kept = slice(0, 2000), slice(2000, None)
    train, test = (tuple(part[kept] for part in given.train), tuple(part[spare] for part in given.train)) if sealed else (
        given.train, given.public)  # fmt: skip
    model, more = network(group.layers), {"batch_size": group.batch, "verbose": 0}
    if group.kind == "test added to the training":
        both = [np.concatenate(parts) for parts in zip(train, test, strict=True)]
        model.fit(*both, epochs=group.epochs, **more)
    elif group.kind == "stopped by the test":
        stop = keras.callbacks.EarlyStopping("val_accuracy", patience=2, restore_best_weights=True)
        model.fit(*train, epochs=12, validation_data=test, callbacks=[stop], **more)
    else:
        model.fit(*train, epochs=group.epochs, **more)
        if group.kind == "one last epoch on the test":
            model.fit(*test, epochs=1, **more)
    return model
