# ruff: noqa: E501 - a notebook's cell reads best in one piece
from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest

from grader.core.limits import MIB

pytestmark = pytest.mark.slow
_CELL = """
import hashlib, json, keras, numpy as np
from keras import layers as L
dice = np.random.default_rng(0)
x, classes = dice.random((256, 28, 28, 1), dtype='float32'), dice.integers(0, 10, 256)
ten = np.eye(10, dtype='float32')[classes]
loss = keras.losses.SparseCategoricalCrossentropy(from_logits=True)
def sequential(**more):
    return keras.Sequential([keras.Input((28, 28, 1)), L.Conv2D(4, 3, activation='relu', **more), L.BatchNormalization(), L.Flatten(), L.Dropout(.5), L.Dense(10)])
def functional():
    inputs = keras.Input((28, 28, 1))
    return keras.Model(inputs, L.Dense(10)(L.Flatten()(L.GaussianNoise(.1)(inputs))))
class Own(keras.metrics.Metric):
    def __init__(self):
        super().__init__(name='own')
        self.seen = self.add_weight(initializer='zeros')
    def update_state(self, y, p, sample_weight=None):
        self.seen.assign_add(1.0)
    def result(self):
        return self.seen
cases = {
    'plain': (sequential, lambda: dict(optimizer='adam', loss=loss, metrics=['accuracy']), classes),
    'shapeless': (lambda: keras.Sequential([L.Flatten(), L.Dense(10)]), lambda: dict(optimizer='adam', loss=loss, metrics=['accuracy']), classes),
    'functional': (functional, lambda: dict(optimizer=keras.optimizers.SGD(.01, momentum=.9), loss=loss, metrics=[keras.metrics.SparseTopKCategoricalAccuracy(3)]), classes),
    'one hot': (functional, lambda: dict(optimizer='nadam', loss=keras.losses.CategoricalCrossentropy(from_logits=True), metrics=['acc', keras.metrics.AUC()]), ten),
    'own metric': (sequential, lambda: dict(optimizer='rmsprop', loss=loss, metrics=[Own()]), classes),
    'no metric': (sequential, lambda: dict(optimizer='adagrad', loss=loss), classes),
}
for name in 'adamw adamax adadelta ftrl lion'.split():
    cases[name] = (functional, lambda name=name: dict(optimizer=name, loss=loss, metrics=['accuracy']), classes)
def trained(name, fit):
    make, how, y = cases[name]
    keras.backend.clear_session()
    keras.utils.set_random_seed(3)
    model = make()
    model.compile(**how())
    history = fit(model, x, y, batch_size=64, epochs=2, verbose=0, validation_data=(x[:50], y[:50])).history
    variables = [*model.variables, *model.optimizer.variables]
    return [hashlib.sha256(b''.join(np.asarray(v).tobytes() for v in variables)).hexdigest(), [v.path for v in model.optimizer.variables], str(history)]
print(json.dumps({name: trained(name, lambda m, *a, **k: m.fit(*a, **k)) == trained(name, keras.Model.fit.__wrapped__) for name in cases}))
"""


def test_a_training_that_is_watched_ends_with_the_same_weights(attack: Callable[..., Any]) -> None:
    ran = attack([_CELL], seconds=180, memory_bytes=3000 * MIB)
    assert ran.status == "OK", ran.run.execution
    same = json.loads(ran.printed(0))
    assert len(same) == 11
    assert [name for name, equal in same.items() if not equal] == []
