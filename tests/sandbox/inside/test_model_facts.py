from __future__ import annotations

import io
import json
import os
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import h5py
import numpy as np
import pytest

Survey = Callable[[], dict[str, Any]]


def layer(name: str, **config: Any) -> dict[str, Any]:
    return {"class_name": name, "config": config}


def sequential(*layers: dict[str, Any]) -> str:
    return json.dumps({"class_name": "Sequential", "config": {"name": "s", "layers": list(layers)}})


HONEST = sequential(
    layer("InputLayer", batch_input_shape=[None, 28, 28]), layer("Flatten"), layer("Dense", units=10), layer("Activation")
)


def write_model(path: Path | io.BytesIO, config: str | None = HONEST, **attributes: Any) -> h5py.File:
    file = h5py.File(path, "w")
    file.attrs.update({"keras_version": "3.10.0", **attributes})
    if config is not None:
        file.attrs["model_config"] = config
    file["model_weights/dense/kernel"] = np.zeros((784, 10), "float32")
    file["model_weights/dense/bias"] = np.zeros(10, "float32")
    file["optimizer_weights/m"] = np.zeros((784, 10), "float32")
    return file


def model_of(survey: Survey) -> dict[str, Any]:
    facts: dict[str, Any] = survey()["models"][0]
    return facts


def test_a_keras_model_is_described(survey: Survey, tmp_path: Path) -> None:
    write_model(tmp_path / "model.h5").close()
    facts = model_of(survey)
    assert facts["kind"] == "keras-h5"
    assert facts["keras_version"] == "3.10.0"
    assert facts["layers"] == ["InputLayer", "Flatten", "Dense", "Activation"]
    assert (facts["input_shape"], facts["output_width"], facts["parameters"]) == ([28, 28], 10, 7850)
    assert facts["problems"] == []
    assert len(facts["sha256"]) == 64


def test_old_layouts_are_read(survey: Survey, tmp_path: Path) -> None:
    config = json.dumps({"class_name": "Sequential", "config": [layer("Dense", units=10, batch_input_shape=[[None, None, 784]])]})
    write_model(tmp_path / "model.h5", np.bytes_(config)).close()
    facts = model_of(survey)
    assert (facts["input_shape"], facts["output_width"], facts["problems"]) == ([None, 784], 10, [])


def test_weights_alone_are_no_danger(survey: Survey, tmp_path: Path) -> None:
    write_model(tmp_path / "w.h5", None, layer_names=[b"dense"]).close()
    facts = model_of(survey)
    assert facts["kind"] == "weights-only"
    assert facts["problems"] == []


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        (b"", "not-hdf5"),
        (b"\x80\x04\x95 a pickle", "not-hdf5"),
        (b"PK\x03\x04 no zip", "not-hdf5"),
        (b"\x89HDF\r\n\x1a\n" + b"\xff" * 3000, "not-hdf5"),
        (f"version https://git-lfs.github.com/spec/v1\noid sha256:{'0' * 64}\nsize 4\n".encode(), "lfs-pointer"),
    ],
)
def test_what_is_no_model_is_said(survey: Survey, tmp_path: Path, content: bytes, kind: str) -> None:
    (tmp_path / "model.h5").write_bytes(content)
    facts = model_of(survey)
    assert facts["kind"] == kind
    assert facts["problems"]


def test_a_file_that_was_cut_off_is_said(survey: Survey, tmp_path: Path) -> None:
    write_model(tmp_path / "model.h5").close()
    os.truncate(tmp_path / "model.h5", 9000)
    assert model_of(survey)["kind"] == "truncated"


def test_a_plain_hdf5_file_is_no_model(survey: Survey, tmp_path: Path) -> None:
    with h5py.File(tmp_path / "data.hdf5", "w") as file:
        file["x"] = np.zeros(3)
    facts = model_of(survey)
    assert (facts["kind"], facts["problems"]) == ("hdf5-other", [])


def _external_link(file: h5py.File) -> None:
    file["model_weights/x"] = h5py.ExternalLink("/etc/passwd", "/")


def _soft_link(file: h5py.File) -> None:
    file["model_weights/x"] = h5py.SoftLink("/model_weights/dense")


def _external_storage(file: h5py.File) -> None:
    file.create_dataset("model_weights/x", (10,), "u1", external=[("/etc/passwd", 0, 10)])


def _virtual(file: h5py.File) -> None:
    layout = h5py.VirtualLayout((10,), "u1")
    layout[:] = h5py.VirtualSource("/etc/hostname", "x", (10,))
    file.create_virtual_dataset("model_weights/x", layout)


def _bomb(file: h5py.File) -> None:
    file.create_dataset("model_weights/x", (1 << 30,), "float32", chunks=(1 << 20,), compression="gzip")


def _claimed(file: h5py.File) -> None:
    file.create_dataset("model_weights/x", (1 << 42,), "float32", chunks=(1 << 20,))


def _cycle(file: h5py.File) -> None:
    file["model_weights/dense/up"] = file["model_weights"]


def _twice(file: h5py.File) -> None:
    file["model_weights/again"] = file["model_weights/dense/bias"]


def _many(file: h5py.File) -> None:
    for index in range(5001):
        file.create_group(f"model_weights/g{index}")


def _references(file: h5py.File) -> None:
    file.create_dataset("model_weights/x", (3,), h5py.ref_dtype)


def _texts(file: h5py.File) -> None:
    file.create_dataset("model_weights/x", data=["a"], dtype=h5py.string_dtype())


def _named_type(file: h5py.File) -> None:
    file["model_weights/x"] = np.dtype("float32")


@pytest.mark.parametrize(
    ("spoil", "words"),
    [
        (_external_link, "link to another object"),
        (_soft_link, "link to another object"),
        (_external_storage, "in another file"),
        (_virtual, "in another file"),
        (_bomb, "far more data"),
        (_claimed, "far more data"),
        (_cycle, "contains itself"),
        (_twice, "reached twice"),
        (_many, "more than 5000 objects"),
        (_references, "not plain numbers"),
        (_texts, "not plain numbers"),
        (_named_type, "neither a group nor data"),
    ],
)
def test_what_could_harm_a_loader_is_a_problem(survey: Survey, tmp_path: Path, spoil: Any, words: str) -> None:
    with write_model(tmp_path / "model.h5") as file:
        spoil(file)
    assert words in model_of(survey)["problems"][0]


@pytest.mark.parametrize(
    ("config", "words"),
    [
        (sequential(layer("Lambda", function=["code"])), "code of its own (Lambda)"),
        (sequential(layer("TFOpLambda")), "code of its own (TFOpLambda)"),
        (sequential(layer("TimeDistributed", layer=layer("Lambda"))), "code of its own (Lambda)"),
        (sequential(layer("Sequential", layers=[layer("Lambda")])), "code of its own (Lambda)"),
        (sequential(layer("Dense", activation={"class_name": "__lambda__"})), "code of its own (__lambda__)"),
        (sequential(layer("MyLayer\n")), r"does not have ('MyLayer\n')"),
        (sequential(layer("Dense") | {"module": "os", "registered_name": None}), "does not have ('Dense')"),
        (sequential(layer("get_file") | {"module": "keras.src.utils.file_utils"}), "does not have ('get_file')"),
        (sequential(layer("Dense") | {"registered_name": "mine>Dense"}), "does not have ('Dense')"),
        (sequential(*[layer("Dense")] * 501), "more than 500 layers"),
        (sequential(layer("Dense", units=12_000_000)), "far too wide"),
        ('{"a":' * 50 + "1" + "}" * 50, "nested too deeply"),
        ("{", "cannot be read"),
        (json.dumps({"x": "y" * (4 << 20)}), "far too long"),
    ],
)
def test_an_architecture_that_must_not_be_loaded_is_a_problem(survey: Survey, tmp_path: Path, config: str, words: str) -> None:
    with zipfile.ZipFile(tmp_path / "model.keras", "w", zipfile.ZIP_STORED) as archive:
        archive.writestr("config.json", config)
        archive.writestr("model.weights.h5", _weights())
    assert any(words in problem for problem in model_of(survey)["problems"])


@pytest.mark.parametrize(
    "config", ["[]", "1", '{"config": 1}', '{"config": {"layers": [1, null, {"config": []}]}}', "null", '{"a": NaN}']
)
def test_an_architecture_of_wrong_types_does_no_harm(survey: Survey, tmp_path: Path, config: str) -> None:
    write_model(tmp_path / "model.h5", config).close()
    assert model_of(survey)["kind"] == "keras-h5"


def test_attributes_of_wrong_types_do_no_harm(survey: Survey, tmp_path: Path) -> None:
    with write_model(tmp_path / "model.h5", None, keras_version=3.5) as file:
        file.attrs["model_config"] = np.zeros((3, 3))
    assert "cannot be read" in model_of(survey)["problems"][0]


def _weights() -> bytes:
    body = io.BytesIO()
    with h5py.File(body, "w") as file:
        file["layers/dense/vars/0"] = np.zeros((784, 10), "float32")
        file["optimizer/vars/0"] = np.zeros((784, 10), "float32")
    return body.getvalue()


def test_a_keras_archive_is_described(survey: Survey, tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "model.keras", "w") as archive:
        archive.writestr("config.json", HONEST)
        archive.writestr("metadata.json", '{"keras_version": "3.15.1", "date_saved": "x"}')
        archive.writestr("model.weights.h5", _weights())
    facts = model_of(survey)
    assert (facts["kind"], facts["keras_version"], facts["parameters"], facts["problems"]) == ("keras-zip", "3.15.1", 7840, [])


def test_an_archive_that_unpacks_to_far_more_is_a_problem(survey: Survey, tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "model.keras", "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("config.json", HONEST)
        archive.writestr("model.weights.h5", bytes(100_000_000))
    assert "unpacks to far more" in model_of(survey)["problems"][0]


def test_an_archive_whose_weights_lead_elsewhere_is_a_problem(survey: Survey, tmp_path: Path) -> None:
    body = io.BytesIO(_weights())
    with h5py.File(body, "a") as file:
        file["layers/x"] = h5py.ExternalLink("/etc/passwd", "/")
    with zipfile.ZipFile(tmp_path / "model.keras", "w") as archive:
        archive.writestr("config.json", HONEST)
        archive.writestr("model.weights.h5", body.getvalue())
    assert "link to another object" in model_of(survey)["problems"][0]


@pytest.mark.slow
def test_models_that_keras_saves_have_no_problems(survey: Survey, tmp_path: Path) -> None:
    import keras

    inputs = keras.Input((28, 28, 1))
    hidden = keras.layers.Conv2D(4, 3, activation="relu", kernel_regularizer="l2")(inputs)
    hidden = keras.layers.BatchNormalization()(hidden) + hidden
    hidden = keras.layers.Dropout(0.1)(keras.layers.Flatten()(hidden))
    model = keras.Model(inputs, keras.layers.Dense(10, activation="softmax")(hidden))
    model.compile("adam", "sparse_categorical_crossentropy")
    model.fit(np.zeros((4, 28, 28, 1)), np.zeros(4), verbose=0)
    model.save(tmp_path / "a.h5")
    model.save(tmp_path / "b.keras")
    model.save_weights(tmp_path / "c.weights.h5")
    first, second, third = survey()["models"]
    assert (first["problems"], second["problems"], third["kind"]) == ([], [], "weights-only")
    assert first["parameters"] == second["parameters"] == model.count_params()
    assert first["input_shape"] == second["input_shape"] == [28, 28, 1]
    assert first["output_width"] == 10
