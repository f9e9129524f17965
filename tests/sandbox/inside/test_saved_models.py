"""Models that the installed Keras saves, and what is loaded of them: the same answers to the last bit."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

pytestmark = pytest.mark.slow

INSIDE = Path(__file__).parents[3] / "grader" / "sandbox" / "inside"
PROGRAM = """
import inspect, json, os, sys
from pathlib import Path
os.environ["CUDA_VISIBLE_DEVICES"] = "-1"
sys.path.insert(0, sys.argv[1])
import h5py, keras, numpy as np, tensorflow as tf
import keras_config, known_layers
from load_model import Architecture, load_model
from refused import Refused

layers, made = keras.layers, {}
def flat(*stack, **more):
    return keras.Sequential([keras.Input((28, 28)), layers.Flatten(), *stack], **more)
def image(*stack):
    return keras.Sequential(
        [keras.Input((28, 28, 1)), layers.Conv2D(4, 3), *stack, layers.Flatten(), layers.Dense(10, "softmax")])
def compiled(model, **how):
    model.compile("adam", **how)
    return model
def my_loss(y, p):
    return keras.losses.sparse_categorical_crossentropy(y, p)
def my_start(shape, dtype=None):
    return keras.random.normal(shape, dtype=dtype)

made["softmax"] = flat(layers.Dense(16, tf.nn.relu), layers.Dense(10, tf.nn.softmax))
x = keras.Input((28, 28))
h = layers.Activation(tf.nn.swish)(layers.BatchNormalization()(layers.Dense(16)(layers.Flatten()(x))))
made["softmax functional"] = keras.Model(x, layers.Activation(tf.nn.softmax)(layers.Dense(10)(h)))
made["softmax beside a layer"] = flat(layers.Dense(16, layers.ReLU(max_value=0.1)), layers.Dense(10, tf.nn.softmax))
made["softmax of a layer in a layer"] = keras.Sequential(
    [keras.Input((28, 28)), layers.TimeDistributed(layers.Dense(4, tf.nn.softmax)), layers.Flatten(),
     layers.Dense(10, tf.nn.log_softmax)])
made["lambda loss"] = compiled(flat(layers.Dense(10, "softmax")), loss=lambda y, p: my_loss(y, p))
made["own loss"] = compiled(flat(layers.Dense(10, "softmax")), loss=my_loss, metrics=["accuracy"])
made["lambda loss of a model in a model"] = keras.Sequential([keras.Input((28, 28)), made["lambda loss"]])
made["own initialiser"] = flat(layers.Dense(10, "softmax", kernel_initializer=my_start))
made["lambda regulariser"] = flat(layers.Dense(10, "softmax", kernel_regularizer=lambda w: 0.1 * keras.ops.sum(w)))
made["augmented"] = image(layers.RandomErasing(), layers.RandomPerspective(), layers.RandAugment(), layers.RandomShear(0.1))
made["adaptive"] = image(layers.AdaptiveAveragePooling2D((4, 4)), layers.AdaptiveMaxPooling2D((2, 2)))
x = keras.Input((28, 28))
made["attention"] = keras.Model(x, layers.Dense(10)(layers.Flatten()(layers.GroupQueryAttention(8, 4, 2)(x, x))))

def loaded(path, model, run_code=False, known=()):
    work = Path(path).parent / "work"
    work.mkdir(exist_ok=True)
    try:
        found = load_model(Path(path).name, str(path), work, known, run_code=run_code)
    except Refused as refused:
        return f"{refused} {refused.steps}"
    images = np.random.default_rng(1).random((4, *found.shape), dtype=np.float32)
    return float(np.abs(np.asarray(found.model(images, training=False)) - np.asarray(model(images, training=False))).max())

answers = {}
for name, model in made.items():
    for ending in (".h5", ".keras"):
        path = Path(sys.argv[2], name.replace(" ", "-") + ending)
        model.save(path)
        answers[name + ending] = loaded(path, model)
# A network of the notebook, with what Keras must not be given
weights, text = Path(sys.argv[2], "own.weights.h5"), made["lambda loss"].to_json()
made["lambda loss"].save_weights(weights)
answers["weights"] = loaded(weights, made["lambda loss"], known=[Architecture(text, "cell 1")])
# Whatever an HDF5 file holds beside what was looked at is not read: Keras has no safe mode for it
path = Path(sys.argv[2], "evil.h5")
model = flat(layers.Dense(10, "softmax"))
model.save(path)
with h5py.File(path, "r+") as file:
    config = json.loads(file.attrs["model_config"])
    code = {"module": "builtins", "class_name": "__lambda__", "config": {"value": ["!", None, None]}}
    config["config"]["layers"][-1]["config"]["kernel_initializer"] = code
    file.attrs["model_config"] = json.dumps(config)
seen, original = [], keras.models.load_model
keras.models.load_model = lambda *a, **b: seen.append(a) or original(*a, **b)
answers["evil"] = loaded(path, model)
answers["evil was read by Keras"] = len(seen)
named = {text for key in dir(layers) if inspect.isclass(kind := getattr(layers, key)) and issubclass(kind, layers.Layer)
         for text in (key, kind.__name__)}
answers["unknown"] = sorted(named - known_layers.ALLOWED - known_layers.NOT_ALLOWED.keys() - keras_config._RUNS_CODE)
answers["both"] = sorted(known_layers.ALLOWED & (known_layers.NOT_ALLOWED.keys() | keras_config._RUNS_CODE))
print(json.dumps(answers))
"""


@pytest.fixture(scope="module")
def answers(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """What the program found: by model and ending how far the answers are apart, or why it was refused."""
    script = tmp_path_factory.mktemp("saved") / "program.py"  # Keras writes a lambda's source down
    script.write_text(PROGRAM, encoding="utf-8")
    asked = [sys.executable, str(script), str(INSIDE), str(script.parent)]
    done = subprocess.run(asked, capture_output=True, text=True, check=False, timeout=400)
    assert done.returncode == 0, done.stderr[-3000:]
    document: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return document


@pytest.mark.parametrize("ending", [".h5", ".keras"])
@pytest.mark.parametrize(
    "name",
    [
        "softmax", "softmax functional", "softmax beside a layer", "softmax of a layer in a layer", "lambda loss", "own loss",
        "lambda loss of a model in a model", "own initialiser", "lambda regulariser", "augmented", "adaptive", "attention",
    ],
)  # fmt: skip
def test_a_saved_model_answers_as_it_did(answers: dict[str, Any], name: str, ending: str) -> None:
    assert answers[name + ending] == 0


def test_weights_fit_a_network_of_the_notebook_whose_loss_is_code(answers: dict[str, Any]) -> None:
    assert answers["weights"] == 0


def test_keras_does_not_read_an_hdf5_file_with_code_that_only_training_needs(answers: dict[str, Any]) -> None:
    assert answers["evil"] == 0
    assert answers["evil was read by Keras"] == 0


def test_every_layer_of_the_installed_keras_is_allowed_or_named_as_not_allowed(answers: dict[str, Any]) -> None:
    assert answers["unknown"] == []
    assert answers["both"] == []
