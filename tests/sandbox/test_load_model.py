"""Files as each Keras wrote them, by hand: what is in them is known, so that a wrong answer is seen."""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import h5py
import numpy as np
import pytest
from numpy.lib.stride_tricks import sliding_window_view

from grader.core.limits import MIB, Limits
from grader.core.training_data import TrainingData
from grader.sandbox.fork_server import ForkServer
from grader.sandbox.predictions import ModelFile, Predictions, predict

pytestmark = pytest.mark.slow

_LIMITS = Limits(memory_bytes=1500 * MIB, disk_bytes=256 * MIB)
Weights = Mapping[str, Sequence[np.ndarray]]
Ask = Callable[..., Predictions]


@pytest.fixture
def digits(training: TrainingData) -> np.ndarray:
    return (training.x_train / 255).astype(np.float32)


@pytest.fixture(scope="module")
def ask(server: ForkServer, training: TrainingData) -> Ask:
    """Return a function that lets a file predict the training digits: `ask(body, path, networks=…, code=…)`."""

    def run(body: bytes, path: str = "model.h5", networks: Sequence[str] = (), code: str = "refuse") -> Predictions:
        listed = [{"json": text, "place": f"cell {number}"} for number, text in enumerate(networks, 1)]
        known = json.dumps(listed).encode() if networks else b""
        file = ModelFile(path, body, known, declared="0 to 1", code=code)
        return predict(server, file, training.x_train, training, _LIMITS, seed=3)

    return run


def layer(name: str, **config: Any) -> dict[str, Any]:
    return {"class_name": name, "config": {"name": config.pop("called", name.lower()), **config}}


def model_config(*layers: dict[str, Any], listed: bool = False) -> str:
    return json.dumps({"class_name": "Sequential", "config": list(layers) if listed else {"name": "s", "layers": list(layers)}})


def hdf5(config: str | None, weights: Weights, version: str | None = "2.3.1", backend: str | None = "tensorflow") -> bytes:
    """Return a file as Keras 1 and 2 laid it out; without a config, as save_weights did."""
    body = io.BytesIO()
    with h5py.File(body, "w") as file:
        root = file if config is None else file.create_group("model_weights")
        known = {"keras_version": version, "backend": backend}
        file.attrs.update({name: np.bytes_(text) for name, text in known.items() if text is not None})
        if config is not None:
            file.attrs["model_config"] = np.bytes_(config)
        root.attrs["layer_names"] = [name.encode() for name in weights]
        for name, arrays in weights.items():
            group = root.create_group(name)
            names = [f"{name}/{number}:0" for number in range(len(arrays))]
            group.attrs["weight_names"] = [one.encode() for one in names]
            for one, array in zip(names, arrays, strict=True):
                group[one] = array
    return body.getvalue()


def archive(config: str, weights: Weights, separator: str, version: str = "2.15.0") -> bytes:
    """Return a file of Keras 2's newer format, with the separator of the system that wrote it."""
    inner, body = io.BytesIO(), io.BytesIO()
    with h5py.File(inner, "w") as file:
        for name, arrays in weights.items():
            group = file.create_group(f"_layer_checkpoint_dependencies{separator}{name}")
            for number, array in enumerate(arrays):
                group[f"vars/{number}"] = array
    with zipfile.ZipFile(body, "w") as zipped:
        zipped.writestr("metadata.json", json.dumps({"keras_version": version, "date_saved": "2024-01-01@00:00:00"}))
        zipped.writestr("config.json", config)
        zipped.writestr("model.weights.h5", inner.getvalue())
    return body.getvalue()


def head(features: np.ndarray, labels: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return kernel and bias of a last layer that gets every one of these digits right."""
    inputs = np.hstack([features, np.ones((len(features), 1))])
    solved = np.linalg.lstsq(inputs, 20 * np.eye(10)[labels], rcond=None)[0]
    return solved[:-1].astype(np.float32), solved[-1].astype(np.float32)


def convolved(images: np.ndarray, kernel: np.ndarray) -> np.ndarray:
    """Return relu of the correlation of images (n, 28, 28) with a kernel (rows, cols, 1, outputs): (n, outputs, 26, 26)."""
    windows = sliding_window_view(images, kernel.shape[:2], axis=(1, 2))
    return np.maximum(np.einsum("nijrc,rco->noij", windows, kernel[:, :, 0]), 0)


@pytest.fixture
def kernel() -> np.ndarray:
    return np.random.default_rng(3).normal(size=(3, 3, 1, 4)).astype(np.float32)


_KERAS_1 = (
    layer(
        "Convolution2D", called="c", nb_filter=4, nb_row=3, nb_col=3, border_mode="valid", subsample=[1, 1], dim_ordering="th",
        activation="relu", init="glorot_uniform", bias=True, W_regularizer=None, batch_input_shape=[None, 1, 28, 28],
    ),
    layer("Dropout", p=0.25),
    layer("Flatten"),
    layer("Dense", called="d", output_dim=10, activation="softmax", init="uniform", bias=True, input_dim=2704),
)  # fmt: skip


@pytest.mark.parametrize("theano", [False, True])
def test_keras_1_with_its_kernels_turned(
    ask: Ask, digits: np.ndarray, training: TrainingData, kernel: np.ndarray, theano: bool
) -> None:
    dense = head(convolved(digits, kernel).reshape(len(digits), -1), training.y_train)
    stored = (kernel[::-1, ::-1] if theano else kernel).transpose(3, 2, 0, 1)
    given = ask(hdf5(model_config(*_KERAS_1, listed=True), {"c": [stored, np.zeros(4)], "d": dense}, "1.2.2", None))
    assert given.status == "OK", given
    assert given.sanity == 1
    assert "repair" in given.loading[-1]
    assert "settings of Keras 1" in given.loading[-1]


def test_what_theano_computed_is_mirrored(ask: Ask, digits: np.ndarray, training: TrainingData, kernel: np.ndarray) -> None:
    dense = head(convolved(digits, kernel).transpose(0, 2, 3, 1).reshape(len(digits), -1), training.y_train)
    config = model_config(
        layer("Conv2D", called="c", filters=4, kernel_size=[3, 3], activation="relu", batch_input_shape=[None, 28, 28, 1]),
        layer("Flatten"),
        layer("Dense", called="d", units=10, activation="softmax"),
    )
    assert ask(hdf5(config, {"c": [kernel, np.zeros(4)], "d": dense})).sanity == 1
    mirrored = {"c": [kernel[::-1, ::-1], np.zeros(4)], "d": dense}
    assert ask(hdf5(config, mirrored, backend="theano")).sanity == 1


_DENSE = (
    layer("Dense", called="a", units=32, activation="relu", batch_input_shape=[None, 784]),
    layer("Dense", called="b", units=10, activation="softmax"),
)


@pytest.fixture
def dense(digits: np.ndarray, training: TrainingData) -> dict[str, list[np.ndarray]]:
    """Return two dense layers' weights that know the digits, with relu between them."""
    return dense_with(lambda x: np.maximum(x, 0), digits, training)


def dense_with(activation: Callable[[Any], Any], digits: np.ndarray, training: TrainingData) -> dict[str, list[np.ndarray]]:
    flat = digits.reshape(len(digits), -1)
    first = np.random.default_rng(4).normal(size=(784, 120)).astype(np.float32) / 9
    return {"a": [first, np.zeros(120)], "b": list(head(activation(flat @ first), training.y_train))}


def wide(*layers: dict[str, Any]) -> list[dict[str, Any]]:
    """Return layers of which the first has 120 units."""
    first = {**layers[0], "config": {**layers[0]["config"], "units": 120}}
    return [first, *layers[1:]]


@pytest.mark.parametrize("version", ["1.0.8", "2.0.6", "2.2.4", "2.4.0"])
@pytest.mark.parametrize("listed", [True, False])
def test_dense_layers_of_every_age(ask: Ask, dense: Weights, version: str, listed: bool) -> None:
    given = ask(hdf5(model_config(*wide(*_DENSE), listed=listed), dense, version))
    assert (given.status, given.sanity) == ("OK", 1), given


def test_hdf5_under_the_name_of_the_newer_format_is_read(ask: Ask, dense: Weights) -> None:
    assert ask(hdf5(model_config(*wide(*_DENSE)), dense, "2.9.0"), "model.keras").sanity == 1


@pytest.mark.parametrize("separator", ["/", "\\"])
def test_the_newer_format_of_keras_2_is_read_from_any_system(ask: Ask, dense: Weights, separator: str) -> None:
    given = ask(archive(model_config(*wide(*_DENSE)), dense, separator), "model.keras")
    assert (given.status, given.sanity) == ("OK", 1), given


def test_an_archive_that_is_called_hdf5_is_refused(ask: Ask, dense: Weights) -> None:
    given = ask(archive(model_config(*wide(*_DENSE)), dense, "/"), "model.h5")
    assert given.status == "INVALID"
    assert "zip archive" in given.message


def test_hard_sigmoid_is_what_it_was(ask: Ask, digits: np.ndarray, training: TrainingData) -> None:
    weights = dense_with(lambda x: np.clip(x / 5 + 0.5, 0, 1), digits, training)
    config = [{**one, "config": {**one["config"]}} for one in wide(*_DENSE)]
    config[0]["config"]["activation"] = "hard_sigmoid"
    given = ask(hdf5(model_config(*config), weights))
    assert given.sanity == 1
    assert given.scores is not None
    hidden = np.clip(digits.reshape(len(digits), -1) @ weights["a"][0] / 5 + 0.5, 0, 1)
    logits = hidden @ weights["b"][0] + weights["b"][1]
    expected = np.exp(logits - logits.max(axis=1, keepdims=True))
    assert np.abs(given.scores - expected / expected.sum(axis=1, keepdims=True)).max() < 1e-3


def test_what_only_keras_2_loads_is_loaded_by_it(ask: Ask, digits: np.ndarray, training: TrainingData) -> None:
    config = model_config(
        layer("LocallyConnected2D", called="c", filters=1, kernel_size=[28, 28], batch_input_shape=[None, 28, 28, 1]),
        layer("Flatten"),
        layer("Dense", called="d", units=10, activation="softmax"),
    )
    weights = {"c": [np.ones((1, 784, 1)), np.zeros((1, 1, 1))], "d": [np.ones((1, 10)), np.arange(10.0)]}
    given = ask(hdf5(config, weights))
    assert given.status == "OK", given
    assert "tf_keras" in given.loading[-1]
    assert given.scores is not None
    assert (given.scores.argmax(axis=1) == 9).all()


# Weights without an architecture


def test_weights_find_their_network_in_the_notebook(ask: Ask, dense: Weights) -> None:
    networks = [model_config(*_DENSE), model_config(*wide(*_DENSE)), "{}"]
    given = ask(hdf5(None, dense), networks=networks)
    assert (given.status, given.sanity) == ("OK", 1), given
    assert given.loading[-1] == "loaded its weights into the network of cell 2"


def test_among_networks_that_fit_the_digits_decide(ask: Ask, digits: np.ndarray, training: TrainingData) -> None:
    weights = dense_with(np.tanh, digits, training)
    other = wide(*_DENSE)
    right = [{**other[0], "config": {**other[0]["config"], "activation": "tanh"}}, other[1]]
    given = ask(hdf5(None, weights), networks=[model_config(*other), model_config(*right)])
    assert given.sanity == 1
    assert given.loading[-1] == "loaded its weights into the network of cell 2"


def test_dense_weights_alone_are_read_where_the_digits_bear_it_out(ask: Ask, dense: Weights) -> None:
    given = ask(hdf5(None, dense))
    assert (given.status, given.sanity) == ("OK", 1), given
    assert "relu" in given.loading[-1]
    shuffled = {"a": dense["a"], "b": [dense["b"][0][::-1], dense["b"][1]]}
    assert ask(hdf5(None, shuffled)).status == "INVALID"


def test_weights_that_fit_nothing_are_refused_with_what_to_do(ask: Ask) -> None:
    given = ask(hdf5(None, {"c": [np.zeros((3, 3, 1, 4)), np.zeros(4)]}), networks=[model_config(*_DENSE)])
    assert given.status == "INVALID"
    assert "model.save('model.h5')" in given.message


def test_a_whole_model_that_no_keras_loads_is_read_with_the_notebooks_network(ask: Ask, dense: Weights) -> None:
    strange = wide(*_DENSE)
    strange = [strange[0], {**strange[1], "config": {**strange[1]["config"], "from_the_future": [2, 3]}}]
    body = hdf5(model_config(*strange), dense)
    assert ask(body).status == "INVALID"
    given = ask(body, networks=[model_config(*wide(*_DENSE))])
    assert (given.status, given.sanity) == ("OK", 1), given
    assert given.loading[-1] == "loaded its weights into the network of cell 1"


def test_a_network_of_the_notebook_is_looked_at_like_any_file(ask: Ask, dense: Weights) -> None:
    code = layer("Lambda", function=["4wEAAAA=", None, None], function_type="lambda")
    given = ask(hdf5(None, {**dense, "c": [np.zeros((3, 2)), np.zeros(2)]}), networks=[model_config(code, *wide(*_DENSE))])
    assert given.status == "INVALID"
    assert any("code of its own" in step for step in given.loading)


# Inputs, outputs, policy


def test_a_fixed_batch_size_is_kept_to(ask: Ask, dense: Weights) -> None:
    first = {**wide(*_DENSE)[0]}
    first["config"] = {**first["config"], "batch_input_shape": [7, 784]}
    given = ask(hdf5(model_config(first, _DENSE[1]), dense))
    assert (given.status, given.sanity) == ("OK", 1), given


def test_eleven_classes_are_ten_where_one_is_never_used(ask: Ask, dense: Weights) -> None:
    kernel, bias = dense["b"]
    more = {"a": dense["a"], "b": [np.hstack([np.zeros((120, 1)), kernel]), np.concatenate([[-50], bias])]}
    layers = wide(*_DENSE)
    layers[1] = {**layers[1], "config": {**layers[1]["config"], "units": 11}}
    given = ask(hdf5(model_config(*layers), more))
    assert (given.status, given.sanity) == ("OK", 1), given


def test_one_output_is_not_ten(ask: Ask) -> None:
    config = model_config(layer("Dense", units=1, activation="sigmoid", batch_input_shape=[None, 784]))
    given = ask(hdf5(config, {"dense": [np.zeros((784, 1)), np.zeros(1)]}))
    assert given.status == "INVALID"
    assert "gives 1 value for an image" in given.message


def test_multiply_adds_are_those_of_the_formulas(ask: Ask) -> None:
    config = model_config(
        layer("Conv2D", called="c", filters=6, kernel_size=[5, 5], padding="same", batch_input_shape=[None, 28, 28, 1]),
        layer("MaxPooling2D", pool_size=[2, 2]),
        layer("DepthwiseConv2D", called="w", kernel_size=[3, 3]),
        layer("Flatten"),
        layer("Dense", called="d", units=10),
    )
    shapes = {"c": [(5, 5, 1, 6), (6,)], "w": [(3, 3, 6, 1), (6,)], "d": [(864, 10), (10,)]}
    given = ask(hdf5(config, {name: [np.zeros(shape) for shape in one] for name, one in shapes.items()}))
    assert given.status == "OK", given
    assert given.multiply_adds == 28 * 28 * 25 * 6 + 12 * 12 * 9 * 6 + 864 * 10
    assert given.parameters == 25 * 6 + 6 + 9 * 6 + 6 + 864 * 10 + 10


def test_a_model_with_code_of_its_own_is_scored_only_where_the_course_says_so(ask: Ask, models: dict[str, bytes]) -> None:
    for name in ("lambda.h5", "lambda-archive.keras"):
        refused, allowed = ask(models[name], name), ask(models[name], name, code="sandbox")
        assert refused.status == "INVALID"
        assert "use a built-in layer" in refused.message
        assert allowed.status == "OK", allowed
