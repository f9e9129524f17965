"""Make a held-out set and the manifest that says where it comes from."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from grader.core.errors import InputError
from grader.core.heldout import HeldOut
from grader.core.training_data import TrainingData
from grader.intake.heldout import read_heldout
from grader.intake.heldout_sources.digits import Digits
from grader.intake.heldout_sources.warp import warp
from grader.intake.write_atomically import write_atomically


@dataclass(frozen=True)
class Made:
    """The held-out set as it was written, and its manifest."""

    heldout: HeldOut
    manifest: Mapping[str, Any]


def make_heldout(
    digits: Digits, out: Path, *, source: Mapping[str, Any], take: int | None, seed: int, fresh: int | None, at: str, version: str
) -> Made:
    """Write `out` and its manifest beside it, whole or not at all; `source` says where the digits come from.

    `take` draws so many by `seed`, as evenly among the classes as there are digits; `fresh` is the secret seed of warps.
    The manifest names that seed: it stays with the instructor, as the set does. Raises InputError.
    """
    if out.suffix != ".npz":
        raise InputError("a held-out set is an .npz file", file=out, hint="name it heldout.npz")
    chosen = digits if take is None else digits.some(stratified(digits.labels, take, seed, out))
    if fresh is not None:
        chosen = Digits(warp(chosen.images, fresh), chosen.labels, chosen.writers)
    arrays: dict[str, Any] = {"images": chosen.images, "labels": chosen.labels.astype(np.uint8)}
    if chosen.writers is not None:
        arrays["writers"] = chosen.writers

    def write(path: Path) -> None:
        with path.open("wb") as file:
            np.savez_compressed(file, **arrays)

    write_atomically(out, write, check=read_heldout)
    heldout = read_heldout(out)
    manifest = {
        "sha256": heldout.sha256,
        "digits": len(heldout),
        "per_class": [int(count) for count in np.bincount(heldout.labels, minlength=10)],
        "writers": None if heldout.writers is None else len(np.unique(heldout.writers)),
        "source": dict(source),
        "taken": None if take is None else {"digits": take, "seed": seed},
        "warped_with_secret_seed": fresh,
        "made_at": at,
        "grader": version,
    }
    text = json.dumps(manifest, indent=2, ensure_ascii=False) + "\n"
    write_atomically(manifest_path(out), lambda path: path.write_text(text, encoding="utf-8"))
    return Made(heldout, manifest)


def manifest_path(heldout: Path) -> Path:
    """Return where the manifest of a held-out set lies."""
    return heldout.with_suffix(".manifest.json")


def stratified(labels: NDArray[np.int64], take: int, seed: int, out: Path) -> NDArray[np.int64]:
    """Return the places of `take` digits, as many of each class as can be, drawn by `seed`, in order."""
    if not 0 < take <= len(labels):
        raise InputError(f"{take:,} digits cannot be taken from {len(labels):,}", file=out)
    random = np.random.default_rng(seed)
    shuffled = random.permutation(len(labels))
    turn = np.empty(len(labels), np.int64)  # each digit's place among those of its class
    for label in range(10):
        mine = shuffled[labels[shuffled] == label]
        turn[mine] = np.arange(len(mine))
    order = shuffled[np.argsort(turn[shuffled], kind="stable")]
    return np.sort(order[:take])


def file_hashes(path: Path) -> dict[str, str]:
    """Return the SHA-256 of a file, or of the files of a folder, by name; a folder of pictures counts as one."""
    if path.is_file():
        return {path.name: hashlib.sha256(path.read_bytes()).hexdigest()}
    files = sorted(one for one in path.rglob("*") if one.is_file())
    if len(files) <= 10:
        return {str(one.relative_to(path)): hashlib.sha256(one.read_bytes()).hexdigest() for one in files}
    whole = hashlib.sha256()
    for one in files:
        whole.update(str(one.relative_to(path)).encode() + hashlib.sha256(one.read_bytes()).digest())
    return {f"{len(files)} files": whole.hexdigest()}


def published(heldout: HeldOut, training: TrainingData) -> dict[str, int]:
    """Return how many of the digits are in the public training data, pixel by pixel: {'training split': n, 'test split': n}."""
    splits = {"training split": training.x_train, "test split": training.x_test}
    mine = [image.tobytes() for image in heldout.images]
    found = {}
    for name, images in splits.items():
        known = {image.tobytes() for image in images}
        found[name] = sum(image in known for image in mine)
    return found
