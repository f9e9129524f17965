"""Load one model file and predict: images in, one float32 row of ten scores an image out. No label of the held-out set is here.

`parameters`: `path` is the model's path in the repository (its ending says which format it claims to be), `declared` and
`hints` are names of input conventions, `lambda` is 'refuse' or 'sandbox'. Inputs: `model` (the file), `images` (raw uint8,
n×28×28, n may be 0), `calibration_images` (likewise) and `calibration_labels` (uint8), which are public training digits,
and `architectures` (a JSON list of networks that the notebook defines) where there are any.
"""

from __future__ import annotations

import io
import json
import time
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
from choose_convention import Chosen, choose
from conventions import Pixels, candidates
from forward import CLASSES, as_function, outputs_of
from load_model import NO_FIT, Architecture, Loaded, load_model
from multiply_adds import multiply_adds
from refused import Refused
from stored_weights import flat_layers

_AT_ONCE, _ELEMENTS = 2000, 20_000_000  # images that are made at once, and the numbers that they may be
_PROVEN = 0.7  # right answers on public digits that no network reaches with weights in a wrong place


def run(parameters: dict[str, Any], inputs: dict[str, str], project: str) -> tuple[dict[str, Any], dict[str, bytes]]:
    """Return `status` 'OK' with facts and the file `scores.npy`, or 'INVALID' with a message."""
    try:
        return predict(parameters, inputs, Path(project).parent)
    except Refused as refusal:
        return {"status": "INVALID", "message": str(refusal), "steps": refusal.steps}, {}


def predict(parameters: dict[str, Any], inputs: dict[str, str], work: Path) -> tuple[dict[str, Any], dict[str, bytes]]:
    """Load, choose the convention, predict every image."""
    run_code = parameters.get("lambda") == "sandbox"
    loaded = load_model(parameters["path"], inputs["model"], work, architectures(inputs), run_code=run_code)
    try:
        return answer(loaded, parameters, inputs)
    except Refused as refusal:
        refusal.steps = [*loaded.steps, *refusal.steps]
        raise


def answer(loaded: Loaded, parameters: dict[str, Any], inputs: dict[str, str]) -> tuple[dict[str, Any], dict[str, bytes]]:
    """Let a loaded model predict; say what there is to know of it."""
    some, labels = pixels(inputs["calibration_images"]), read(inputs["calibration_labels"])
    fed = fed_as(loaded, some, labels, parameters)
    for other in loaded.others:  # the same weights in another network: the digits tell which one they were trained in
        second = fed_as(other, some, labels, parameters)
        if second.chosen.sanity > fed.chosen.sanity:
            loaded, fed = other, second
    if loaded.unproven and fed.chosen.sanity < _PROVEN:
        raise Refused(NO_FIT)
    images = pixels(inputs["images"])
    started = time.monotonic()
    scores = in_batches(fed.forward, fed.chosen, images)
    seconds = time.monotonic() - started
    return document(loaded, fed.chosen, scores, seconds), ({"scores.npy": as_npy(scores)} if len(images) else {})


@dataclass(frozen=True)
class Fed:
    """A model as a function from a batch to scores (n, 10), with the input convention that it expects."""

    forward: Any
    chosen: Chosen


def fed_as(loaded: Loaded, some: np.ndarray, labels: np.ndarray, parameters: dict[str, Any]) -> Fed:
    """Find out how to feed a model."""
    forward = as_function(loaded.model, loaded.shape, loaded.batch)
    ways = candidates(loaded.shape, Pixels.of(some))
    if not ways:
        raise Refused(f"the model expects inputs of shape {shape_words(loaded)}; a digit is 28×28 and cannot be brought to it")
    width, offset = columns(forward, ways[0].apply(some[:1]), some, labels, ways)
    ten = partial(ten_of, forward, offset) if width > CLASSES else forward
    words, hints = parameters.get("declared", ""), parameters.get("hints", ())
    return Fed(ten, choose(ten, ways, some, labels, declared=words, hints=hints))


def columns(forward: Any, blank: np.ndarray, some: np.ndarray, labels: np.ndarray, ways: Any) -> tuple[int, int]:
    """Return how many columns the model gives, and where the ten that are digits begin: eleven may count from 1."""
    width = int(forward(blank).shape[1])
    if width == CLASSES:
        return width, 0
    given = [choose(partial(ten_of, forward, at), ways, some, labels).sanity for at in (0, 1)]
    if max(given) < 0.5:
        raise Refused(f"the model gives {width} values for an image; ten classes need ten")
    return width, int(given[1] > given[0])


def ten_of(forward: Any, at: int, batch: np.ndarray) -> np.ndarray:
    """Return ten of a model's columns, the first of them at `at`."""
    scores: np.ndarray = forward(batch)[:, at : at + CLASSES]
    return scores


def in_batches(forward: Any, chosen: Chosen, images: np.ndarray) -> np.ndarray:
    """Return the scores of all images, whose inputs are made a few at a time: memory that is used again costs nothing."""
    area = int(np.prod(chosen.convention.layout.shape))
    step = max(1, min(_AT_ONCE, _ELEMENTS // max(1, area)))
    parts = [forward(chosen.convention.apply(images[start : start + step])) for start in range(0, len(images), step)]
    return np.concatenate(parts).astype(np.float32) if parts else np.zeros((0, CLASSES), np.float32)


def document(loaded: Loaded, chosen: Chosen, scores: np.ndarray, seconds: float) -> dict[str, Any]:
    """Return what there is to know of the model and its input."""
    model = loaded.model
    return {
        "status": "OK",
        "message": chosen.message,
        "steps": loaded.steps,
        "loader": loaded.loader,
        "parameters": int(model.count_params()),
        "layers": [type(layer).__name__ for layer in getattr(model, "layers", [])][:500],
        "convention": chosen.convention.name,
        "convention_how": chosen.how,
        "sure": chosen.sure,
        "tried": chosen.tried,
        "sanity": chosen.sanity,
        "outputs": outputs_of(scores) if len(scores) else "",
        "seconds": round(seconds, 3),
        "multiply_adds": multiply_adds(flat_layers(model)),
        "keras_version": loaded.facts.keras_version or "",
    }


def architectures(inputs: dict[str, str]) -> list[Architecture]:
    """Return the networks of the notebook."""
    if "architectures" not in inputs:
        return []
    listed = json.loads(Path(inputs["architectures"]).read_bytes())
    return [Architecture(str(one["json"]), str(one["place"])) for one in listed]


def shape_words(loaded: Loaded) -> str:
    """Return the input shape as Keras writes it."""
    return str((loaded.batch, *loaded.shape))


def as_npy(scores: np.ndarray) -> bytes:
    """Return the scores as a .npy file."""
    body = io.BytesIO()
    np.save(body, scores.astype(np.float32), allow_pickle=False)
    return body.getvalue()


def pixels(path: str) -> np.ndarray:
    """Read raw uint8 digits (n, 28, 28)."""
    return read(path).reshape(-1, 28, 28)


def read(path: str) -> np.ndarray:
    """Read an input's bytes."""
    return np.fromfile(path, dtype=np.uint8)
