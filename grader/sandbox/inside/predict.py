"""Load one model file and predict: images in, one float32 row of ten scores an image out. No label of the held-out set is here.

`parameters['path']` is the model's path in the repository (its ending says which format it claims to be). Inputs:
`model` (the file), `images` (raw uint8, n×28×28), `calibration_images` (likewise) and `calibration_labels` (uint8), which
are public training digits: they choose the input scale when a model does not say which it was trained on.
"""

from __future__ import annotations

import io
import shutil
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import keras
import numpy as np
import tensorflow as tf
from model_facts import model_facts

_BATCH = 500
_CLASSES = 10
_MARGIN = 0.005  # ÷255 is taken unless another scale is better by more than this
_SCALES: dict[str, Callable[[np.ndarray], np.ndarray]] = {
    "0 to 1": lambda x: x / np.float32(255),
    "0 to 255": lambda x: x,
    "-1 to 1": lambda x: x / np.float32(127.5) - np.float32(1),
}


class Refused(Exception):  # noqa: N818 - a result, not an accident
    """The model cannot be scored; the sentence goes to the group."""


def run(parameters: dict[str, Any], inputs: dict[str, str], project: str) -> tuple[dict[str, Any], dict[str, bytes]]:
    """Return `status` 'OK' with facts and the file `scores.npy`, or 'INVALID' with a message."""
    try:
        return predict(parameters, inputs, Path(project).parent)
    except Refused as refusal:
        return {"status": "INVALID", "message": str(refusal)}, {}


def predict(parameters: dict[str, Any], inputs: dict[str, str], work: Path) -> tuple[dict[str, Any], dict[str, bytes]]:
    """Load, choose the convention, predict every image."""
    model, facts = load(parameters["path"], inputs["model"], work)
    shape = input_shape(model)
    forward = as_function(model, shape)
    scale, tried = choose_scale(forward, pixels(inputs["calibration_images"]), read(inputs["calibration_labels"]))
    started = time.monotonic()
    scores = forward(_SCALES[scale], pixels(inputs["images"]))
    seconds = time.monotonic() - started
    body = io.BytesIO()
    np.save(body, scores.astype(np.float32), allow_pickle=False)
    document = {
        "status": "OK",
        "message": "",
        "parameters": int(model.count_params()),
        "layers": [type(layer).__name__ for layer in getattr(model, "layers", [])][:500],
        "convention": f"{' × '.join(map(str, shape))}, pixels {scale}",
        "tried": tried,
        "outputs": outputs_of(scores),
        "seconds": round(seconds, 3),
        **facts,
    }
    return document, {"scores.npy": body.getvalue()}


def load(claimed: str, path: str, work: Path) -> tuple[Any, dict[str, Any]]:
    """Look at the file without running anything of it, then load it with Keras in safe mode."""
    copy = work / f"model{Path(claimed).suffix.lower()}"
    shutil.copyfile(path, copy)
    facts = model_facts(str(copy), claimed)
    if facts.problems:
        raise Refused(facts.problems[0])
    try:
        model = keras.models.load_model(copy, compile=False, safe_mode=True)
    except MemoryError:
        raise
    except Exception as error:
        raise Refused(f"Keras {keras.__version__} cannot load it: {sentence(error)}") from error
    finally:
        copy.unlink()
    return model, {"keras_version": facts.keras_version or ""}


def sentence(error: BaseException) -> str:
    """Return an exception's first line, short."""
    lines = str(error).strip().splitlines() or [""]
    return f"{type(error).__name__}: {lines[0]}"[:300]


def input_shape(model: Any) -> tuple[int, ...]:
    """Return the model's input shape without the batch; refuse what 28×28 digits cannot be brought to."""
    shape = getattr(model, "input_shape", None)
    if isinstance(shape, list | dict) or shape is None:
        raise Refused("the model does not have one input of fixed shape; one image must go in, ten scores come out")
    plain = tuple(28 if size is None and place < 2 else size for place, size in enumerate(shape[1:]))
    if plain not in {(784,), (28, 28), (28, 28, 1), (1, 28, 28)}:
        raise Refused(f"the model expects inputs of shape {tuple(shape)}; digits are 28×28, so (n, 784), (n, 28, 28), "
                      "(n, 28, 28, 1) or (n, 1, 28, 28) can be scored")  # fmt: skip
    return plain


def as_function(model: Any, shape: tuple[int, ...]) -> Callable[[Callable[[np.ndarray], np.ndarray], np.ndarray], np.ndarray]:
    """Return a function (scale, images) → scores (n, 10) that feeds the model in batches."""
    batch = int(model.input_shape[0] or _BATCH)
    compiled = tf.function(lambda images: model(images, training=False), reduce_retracing=True)

    def forward(scale: Callable[[np.ndarray], np.ndarray], images: np.ndarray) -> np.ndarray:
        parts = []
        for start in range(0, len(images), batch):
            part = images[start : start + batch]
            # Every batch has one size, so that the model is compiled once; some models accept no other.
            padded = np.concatenate([part, np.repeat(part[:1], batch - len(part), axis=0)]) if len(part) < batch else part
            parts.append(call(compiled, scale(padded).reshape(-1, *shape))[: len(part)])
        return checked(np.concatenate(parts), len(images))

    return forward


def call(compiled: Any, batch: np.ndarray) -> np.ndarray:
    """Run the model once; a model that raises is refused with its own words."""
    try:
        out = compiled(batch)
        plain = None if isinstance(out, list | tuple | dict) else np.asarray(out)
    except MemoryError:
        raise
    except Exception as error:
        raise Refused(f"the model raises when it is given images: {sentence(error)}") from error
    if plain is None:
        raise Refused(f"the model has {len(out)} outputs; one output of ten scores is expected")
    return plain


def checked(scores: np.ndarray, images: int) -> np.ndarray:
    """Refuse scores of another shape than one row of ten an image."""
    if scores.shape != (images, _CLASSES):
        each = "×".join(map(str, scores.shape[1:])) or "1"
        raise Refused(f"the model gives {each} values for an image; ten classes need ten")
    return scores


def choose_scale(forward: Any, images: np.ndarray, labels: np.ndarray) -> tuple[str, dict[str, float]]:
    """Return the input scale that suits public training digits best, ÷255 when none is clearly better, and all tried."""
    tried = {}
    for name, scale in _SCALES.items():
        scores = forward(scale, images)
        answers = np.where(np.isfinite(scores).all(axis=1), scores.argmax(axis=1), -1)
        tried[name] = round(float((answers == labels).mean()), 4) if len(labels) else 0.0
    best = max(tried, key=lambda name: (tried[name], name == "0 to 1"))
    return (best if tried[best] > tried["0 to 1"] + _MARGIN else "0 to 1"), tried


def outputs_of(scores: np.ndarray) -> str:
    """Say what the scores look like: softmax, logits, or independent probabilities."""
    if not np.isfinite(scores).all():
        return "not finite"
    if scores.min() >= 0 and scores.max() <= 1:
        return "softmax" if np.abs(scores.sum(axis=1) - 1).max() < 1e-2 else "sigmoid"
    return "log-softmax" if scores.max() <= 0 and np.abs(np.exp(scores).sum(axis=1) - 1).max() < 1e-2 else "logits"


def pixels(path: str) -> np.ndarray:
    """Read raw uint8 digits as float32 (n, 28, 28)."""
    return read(path).reshape(-1, 28, 28).astype(np.float32)


def read(path: str) -> np.ndarray:
    """Read an input's bytes."""
    return np.fromfile(path, dtype=np.uint8)
