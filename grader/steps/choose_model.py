"""Decide which model of several counts, by letting each of them read public training digits."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import replace

import numpy as np

from grader.core.evidence import Choice, RunStatus
from grader.core.show import show
from grader.core.survey import Survey
from grader.intake.git import Fetched
from grader.intake.locate import locate
from grader.sandbox.predictions import ModelFile, predict
from grader.steps.bench import Bench
from grader.steps.look import read_file
from grader.steps.model_file import model_file

_CANDIDATES = 8
_NO_IMAGES = np.zeros((0, 28, 28), np.uint8)
_CHANCE, _GOOD = 0.5, 0.8


def choose_model(survey: Survey, fetched: Fetched, model: Choice, bench: Bench, architectures: bytes) -> Choice:
    """Return the model that counts: `model`, unless another one of the commit recognises digits and it does not.

    Nothing is run where there is only one candidate. Raises MachineError when the sandbox fails.
    """
    candidates = [path for path in (model.path, *model.others) if path is not None][:_CANDIDATES]
    if len(candidates) < 2:
        return model
    seen = _sanity(survey, fetched, candidates, bench, architectures)
    known = {path: share for path, share in seen.items() if isinstance(share, float)}
    chosen = locate(
        survey, notebook_patterns=bench.notebook_patterns, model_patterns=bench.model_patterns,
        sanity=known, best=bench.policy.which == "best",
    )[1]  # fmt: skip
    return replace(chosen, how=chosen.how + _others(chosen.path, seen, known))


def _sanity(
    survey: Survey, fetched: Fetched, candidates: Sequence[str], bench: Bench, architectures: bytes
) -> Mapping[str, float | str]:
    """Return the accuracy of each candidate on public training digits, or the sentence that says why there is none."""
    found: dict[str, float | str] = {}
    by_hash: dict[str, float | str] = {}
    for path in candidates:
        file = model_file(survey, path, read_file(fetched, path), bench, architectures)
        if file.sha256 not in by_hash:
            by_hash[file.sha256] = _one(file, bench)
        found[path] = by_hash[file.sha256]
    return found


def _one(file: ModelFile, bench: Bench) -> float | str:
    seed = int(hashlib.sha256(file.body).hexdigest()[:8], 16)
    given = predict(bench.sandbox, file, _NO_IMAGES, bench.training, bench.limits, seed)
    if given.status is RunStatus.OK and given.sanity is not None:
        return given.sanity
    return given.message or "it could not be tried"


def _others(path: str | None, seen: Mapping[str, float | str], known: Mapping[str, float]) -> str:
    """Say how the candidates do, and plainly where the one that counts is far worse than a sibling."""
    listed = "; ".join(f"'{show(name, 80)}' {_words(found)}" for name, found in seen.items())
    best = max(known, key=lambda name: known[name], default=None)
    text = f" On public training digits: {listed}."
    if path is not None and best is not None and best != path and known[best] >= _GOOD > known.get(path, 0.0) + 0.3:
        text += f" '{show(best, 80)}' is far better than the one that counts: was the right file named?"
    return text


def _words(found: float | str) -> str:
    return f"{found:.1%}" if isinstance(found, float) else f"cannot be scored ({show(found, 100)})"
