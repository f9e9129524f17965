"""Compare the weights of two model files as numbers, without building a network from either."""

from __future__ import annotations

import io
import shutil
import zipfile
from pathlib import Path
from typing import Any

import h5py
import numpy as np
from model_facts import model_facts
from stored_weights import Stored, stored_weights


def run(_parameters: dict[str, Any], inputs: dict[str, str], project: str) -> tuple[dict[str, Any], dict[str, bytes]]:
    """Return `difference`: the largest absolute one between two weights in the same place, None where the networks differ."""
    first, second = (_weights(inputs[name], Path(project).parent / name) for name in ("first", "second"))
    return {"difference": None if first is None or second is None else difference(first, second)}, {}


def _weights(path: str, copy: Path) -> list[Stored] | None:
    shutil.copyfile(path, copy)
    facts = model_facts(str(copy), copy.name)
    if any(problem not in facts.code_problems for problem in facts.problems):
        return None
    if facts.kind == "keras-zip":
        with zipfile.ZipFile(copy) as archive, h5py.File(io.BytesIO(archive.read("model.weights.h5")), "r") as file:
            return stored_weights(file)
    with h5py.File(copy, "r") as file:
        return stored_weights(file)


def difference(first: list[Stored], second: list[Stored]) -> float | None:
    """Return the largest absolute difference, None where shapes differ, or where there are no weights."""
    if not first or [one.shapes for one in first] != [one.shapes for one in second]:
        return None
    pairs = [(a, b) for one, other in zip(first, second, strict=True) for a, b in zip(one.arrays, other.arrays, strict=True)]
    apart = [float(np.max(np.abs(a.astype(np.float64) - b.astype(np.float64)))) for a, b in pairs if a.size]
    worst = max(apart, default=0.0)
    return worst if np.isfinite(worst) else None
