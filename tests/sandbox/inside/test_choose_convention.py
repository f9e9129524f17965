from __future__ import annotations

import importlib
from pathlib import Path
from types import ModuleType, SimpleNamespace
from typing import Any

import numpy as np
import pytest

INSIDE = Path(__file__).parents[3] / "grader" / "sandbox" / "inside"
DIGITS = 600
SCALES = ("0 to 1", "0 to 255", "-1 to 1", "-0.5 to 0.5", "standardised", "L2 rows", "binary", "inverted 0 to 1", "0 to 16")


@pytest.fixture
def choosing(monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    monkeypatch.syspath_prepend(str(INSIDE))
    return importlib.import_module("choose_convention")


class Model:
    """Right and wrong by a table (way, digit); remembers how many digits it was asked under each way."""

    def __init__(self, right: np.ndarray) -> None:
        self.right, self.asked = right, np.zeros(right.shape, int)
        self.labels = np.arange(right.shape[1]) % 10
        self.ways: list[Any] = [self.way(number) for number in range(len(right))]
        self.images = np.zeros((right.shape[1], 28, 28), np.uint8)
        self.images[:, 0, 0], self.images[:, 0, 1] = np.divmod(np.arange(right.shape[1]), 256)

    def way(self, number: int) -> SimpleNamespace:
        flip, scale = divmod(number, len(SCALES))
        name = f"way {number}"
        return SimpleNamespace(
            name=name,
            scale=SCALES[scale],
            transposed=bool(flip),
            layout=SimpleNamespace(shape=(28, 28)),
            apply=lambda images: np.stack([np.full(len(images), number), images[:, 0, 0].astype(int) * 256 + images[:, 0, 1]], 1),
        )

    def forward(self, batch: np.ndarray) -> np.ndarray:
        way, digit = batch.T
        self.asked[way, digit] += 1
        return np.eye(10)[np.where(self.right[way, digit], self.labels[digit], (self.labels[digit] + 3) % 10)]


def table(seed: int) -> np.ndarray:
    """Return what is right under each way: most of it shared, as it is for scales that differ little."""
    dice = np.random.default_rng(seed)
    base = dice.random(DIGITS) < dice.choice([0.1, 0.5, 0.9, 0.93, 0.96, 0.99])
    ways = []
    for _ in range(2 * len(SCALES)):
        other = dice.random(DIGITS) < dice.choice([0.1, 0.3, 0.8, 0.95, 0.99])
        ways.append(np.where(dice.random(DIGITS) < dice.choice([0.0, 0.02, 0.1, 1.0]), other, base))
    return np.array(ways)


@pytest.mark.parametrize("seed", range(60))
def test_asking_fewer_digits_changes_no_choice(choosing: ModuleType, monkeypatch: pytest.MonkeyPatch, seed: int) -> None:
    words = [{}, {"hints": ["0 to 255"]}, {"declared": "L2 rows"}, {"hints": ["binary", "0 to 1"]}][seed % 4]
    brief, full = Model(table(seed)), Model(table(seed))
    found = choosing.choose(brief.forward, brief.ways, brief.images, brief.labels, **words)
    assert brief.asked.max() == 1

    def better(self: Any, one: Any, other: Any, by: float, fewer: float) -> bool:
        self.share(one, DIGITS)
        ours, theirs = self.right(one), self.right(other)
        gained, lost = int((ours & ~theirs).sum()), int((~ours & theirs).sum())
        least = max(by * DIGITS, fewer * (~theirs).sum())
        return gained - lost > least and gained - lost > 2 * (gained + lost) ** 0.5

    monkeypatch.setattr(choosing.Trials, "may_reach", lambda *_: True)
    monkeypatch.setattr(choosing.Trials, "clearly_better", better)
    wanted = choosing.choose(full.forward, full.ways, full.images, full.labels, **words)
    assert (found.convention.name, found.sanity, found.how, found.message, found.sure) == (
        wanted.convention.name, wanted.sanity, wanted.how, wanted.message, wanted.sure,
    )  # fmt: skip
    assert brief.asked.sum() <= full.asked.sum()


@pytest.mark.parametrize(
    ("hints", "knows", "chosen"),
    [
        ([], 0.56, "way 1"),  # nothing is said, and the digits speak for another
        (["0 to 1"], 0.56, "way 0"),  # 44 % or 41 % of mistakes: a weak model has some luck
        (["0 to 1"], 0.95, "way 1"),  # 5 % or 2 %
    ],
)
def test_the_codes_word_stands_against_a_weak_models_luck(
    choosing: ModuleType, hints: list[str], knows: float, chosen: str
) -> None:
    right = np.zeros((18, DIGITS), bool)
    draw = np.random.default_rng(3).permutation(DIGITS) / DIGITS
    right[0], right[1] = draw < knows, draw < knows + 0.03
    model = Model(right)
    found = choosing.choose(model.forward, model.ways, model.images, model.labels, hints=hints)
    assert found.convention.name == chosen


def test_a_model_that_knows_its_digits_is_asked_once_for_all_and_glanced_at_for_the_rest(choosing: ModuleType) -> None:
    right = np.random.default_rng(5).random((18, DIGITS)) < 0.1
    right[:5] = True
    right[0, 7] = False
    model = Model(right)
    found = choosing.choose(model.forward, model.ways, model.images, model.labels)
    assert found.convention.name == "way 0"
    assert model.asked.sum() == 5 * 200 + (DIGITS - 200)


def test_what_was_tried_is_told_with_its_share_of_the_digits_asked(choosing: ModuleType) -> None:
    right = np.zeros((18, DIGITS), bool)
    right[0, : DIGITS // 2] = True
    model = Model(right)
    found = choosing.choose(model.forward, model.ways, model.images, model.labels)
    assert dict(found.tried)["way 0"] == 1.0  # of the first 200: nothing else came near
    assert found.sanity == 1.0
