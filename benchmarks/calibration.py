"""Does the grader find the input that a model was trained on?

    python benchmarks/calibration.py --mnist mnist.npz

Small networks (random features of rectified or saturating units with a ridge readout, which take a second each) are trained
under every input convention and shape that the grader knows, then shown to it with nothing declared. Some are trained on
noise, and must come back as unsure. The table goes to `results/calibration.md`.
"""

from __future__ import annotations

import argparse
import sys
import time
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).parents[1] / "grader" / "sandbox" / "inside"))
from choose_convention import Chosen, choose
from conventions import Convention, Pixels, candidates

_SHAPES = ((784,), (28, 28), (28, 28, 1), (1, 28, 28), (28, 28, 3), (32, 32, 1), (8, 8))
_TRAINED, _UNITS, _NOISE = 5000, 400, 20
_CLOSE = 0.003
_RESULT = Path(__file__).parent / "results" / "calibration.md"
Forward = Callable[[np.ndarray], np.ndarray]


def main() -> None:
    """Train, ask, count."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--mnist", type=Path, required=True)
    with np.load(parser.parse_args().mnist) as data:
        x, y, test, labels = (data[name] for name in ("x_train", "y_train", "x_test", "y_test"))
    some = np.linspace(0, len(x) - 1, 2000).astype(int)
    pixels, random, started = Pixels.of(x[some]), np.random.default_rng(1), time.process_time()
    counts: Counter[str] = Counter()
    missed = []
    for shape in _SHAPES:
        ways = candidates(shape, pixels)
        for number, way in enumerate(ways):
            trained = random.choice(len(x), _TRAINED, replace=False)
            forward = network(way.apply(x[trained]), y[trained], random, saturating=number % 2 == 1)
            found = choose(forward, ways, x[some], y[some])
            right, best = accuracy(forward, found.convention, test, labels), accuracy(forward, way, test, labels)
            word = verdict(found, way, right, best)
            counts[word] += 1
            if word == "wrong":
                missed.append(f"| {way.name} | {found.convention.name} | {best:.4f} | {right:.4f} |")
    unsure = sum(not noise(x, random, pixels, some, y).sure for _ in range(_NOISE))
    _RESULT.write_text(page(counts, missed, unsure, time.process_time() - started), encoding="utf-8")
    print(_RESULT.read_text(encoding="utf-8"))


def network(inputs: np.ndarray, labels: np.ndarray, random: np.random.Generator, *, saturating: bool) -> Forward:
    """Return a trained network as a function from a batch to ten scores an image."""
    flat = inputs.reshape(len(inputs), -1).astype(np.float64)
    mean, spread = flat.mean(axis=0), flat.std() + 1e-9
    weights = random.normal(size=(flat.shape[1], _UNITS)) / np.sqrt(flat.shape[1]) / spread
    offset = random.normal(size=_UNITS) * 0.3 - mean @ weights

    def hidden(batch: np.ndarray) -> np.ndarray:
        values = batch.reshape(len(batch), -1) @ weights + offset
        given: np.ndarray = np.c_[np.tanh(values) if saturating else np.maximum(values, 0), np.ones(len(batch))]
        return given

    features = hidden(flat)
    readout = np.linalg.solve(features.T @ features + 0.1 * np.eye(_UNITS + 1), features.T @ np.eye(10)[labels])
    return lambda batch: np.asarray(hidden(batch) @ readout)


def noise(x: np.ndarray, random: np.random.Generator, pixels: Pixels, some: np.ndarray, y: np.ndarray) -> Chosen:
    """Ask about a network that learned wrong labels."""
    ways = candidates((784,), pixels)
    trained = random.choice(len(x), 2000, replace=False)
    return choose(
        network(ways[0].apply(x[trained]), random.integers(0, 10, 2000), random, saturating=False), ways, x[some], y[some]
    )


def accuracy(forward: Forward, way: Convention, images: np.ndarray, labels: np.ndarray) -> float:
    """Return the accuracy on held-out digits under a convention."""
    return float((forward(way.apply(images[:4000])).argmax(axis=1) == labels[:4000]).mean())


def verdict(found: Chosen, way: Convention, right: float, best: float) -> str:
    """Say whether the choice was right: the very convention, or one under which the model is as good."""
    if not found.sure:
        return "unsure"
    if found.convention.name == way.name:
        return "the very one"
    return "as good" if right >= best - _CLOSE else "wrong"


def page(counts: Counter[str], missed: list[str], unsure: int, seconds: float) -> str:
    """Return the results as Markdown."""
    total, good = sum(counts.values()), counts["the very one"] + counts["as good"]
    lines = [
        "# Finding a model's input convention\n",
        f"{total} networks, each trained under one convention, {time.strftime('%Y-%m-%d')}; {seconds:.0f} CPU s with training.\n",
        f"- Right: {good} of {total} ({good / total:.1%}); {counts['the very one']} that convention, {counts['as good']} one",
        f"  under which the model's accuracy on 4,000 held-out digits is no more than {_CLOSE:.1%} lower.",
        f"- Said to be unsure: {counts['unsure']}. Wrong: {counts['wrong']}.",
        f"- Networks that learned random labels: {unsure} of {_NOISE} said to be unsure.\n",
    ]
    if missed:
        lines += ["| Trained under | Chosen | Accuracy there | Accuracy here |", "|---|---|---:|---:|", *missed]
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    main()
