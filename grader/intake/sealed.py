"""Seal the public test split: what a notebook trains in the sandbox cannot have seen the published test digits."""

from __future__ import annotations

import numpy as np

from grader.core.training_data import TrainingData
from grader.intake.keras_layout import kept


def seal(training: TrainingData, seed: int) -> TrainingData:
    """Return training data of the same shapes whose test split is drawn, by a secret seed, from the training split.

    The digits drawn leave the training split; others of it, drawn too, stand in their places, so that notebooks which count
    on 60,000 and 10,000 digits find them. No digit of the published test split is left, and no digit is in both splits.
    Data with no more training than test digits are returned as they are.
    """
    train, test = len(training.x_train), len(training.x_test)
    if train < 2 * test:
        return training
    random = np.random.default_rng([seed, 6])
    drawn = np.sort(random.choice(train, test, replace=False))
    rest = np.setdiff1d(np.arange(train), drawn, assume_unique=True)
    chosen = np.arange(train)
    chosen[drawn] = random.choice(rest, test, replace=test > len(rest))
    arrays = {
        "x_train": training.x_train[chosen],
        "y_train": training.y_train[chosen],
        "x_test": training.x_train[drawn],
        "y_test": training.y_train[drawn],
    }
    return kept(f"{training.name}, sealed", arrays)
