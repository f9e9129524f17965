from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

Survey = Callable[[], dict[str, Any]]


def write(path: Path, *cells: str, tags: tuple[str, ...] = ()) -> None:
    listed = [{"cell_type": "code", "source": cell, "metadata": {"tags": list(tags)}, "outputs": []} for cell in cells]
    path.write_text(json.dumps({"nbformat": 4, "nbformat_minor": 5, "metadata": {}, "cells": listed}))


def hints(survey: Survey, folder: Path, *cells: str) -> list[str]:
    write(folder / "n.ipynb", *cells)
    return [mention["text"] for mention in survey()["notebooks"][0]["preprocessing"]]


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        ("x = x / 255", ["0 to 1"]),
        ("x /= 255.0", ["0 to 1"]),
        ("x = x.astype('float32') / np.float32(255)", ["0 to 1"]),
        ("x = tf.cast(x, tf.float32) / 256", ["0 to 1"]),
        ("x = x * (1. / 255)", ["0 to 1"]),
        ("x = np.divide(x, 255)", ["0 to 1"]),
        ("x = x / x.max()", ["0 to 1"]),
        ("x = x / np.amax(x)", ["0 to 1"]),
        ("t = transforms.Compose([transforms.ToTensor()])", ["0 to 1"]),
        ("g = ImageDataGenerator(rescale=1/255)", ["0 to 1"]),
        ("x = x / 127.5 - 1", ["-1 to 1"]),
        ("x = (x - 127.5) / 127.5", ["-1 to 1"]),
        ("x = (x / 255 - 0.5) / 0.5", ["-1 to 1", "-0.5 to 0.5", "0 to 1"]),
        ("x = 2 * (x / 255) - 1", ["-1 to 1", "0 to 1"]),
        ("x = x / 255 - 0.5", ["-0.5 to 0.5", "0 to 1"]),
        ("n = transforms.Normalize((0.5,), (0.5,))", ["-1 to 1"]),
        ("n = transforms.Normalize((0.1307,), (0.3081,))", ["standardised"]),
        ("x = (x - mean) / std", ["standardised"]),
        ("x = (x - x.mean()) / (x.std() + 1e-7)", ["standardised"]),
        ("x = (x - x.mean(axis=0)) / x.std(axis=0)", ["standardised by pixel"]),
        ("x = (x - m) / np.std(x, axis=(1, 2), keepdims=True)", ["standardised by image"]),
        ("x = StandardScaler().fit_transform(x)", ["standardised by pixel"]),
        ("x = tf.image.per_image_standardization(x)", ["standardised by image"]),
        ("x = tf.keras.utils.normalize(x, axis=1)", ["L2 columns", "L2 image"]),
        ("x = keras.utils.normalize(x, axis=-1)", ["L2 rows", "L2 image"]),
        ("x = normalize(x)", ["L2 rows", "L2 image"]),
        ("x = normalize(x, 2)", ["L2 rows"]),
        ("x = cv2.normalize(x, None, 0, 255)", []),
        ("model.add(layers.Rescaling(1./255, input_shape=(28, 28, 1)))", ["0 to 255"]),
        ("x = 255 - x", ["inverted 0 to 255"]),
        ("x = 1 - x / 255", ["inverted 0 to 1", "0 to 1"]),
        ("x = cv2.bitwise_not(x)", ["inverted 0 to 255"]),
        ("a = b / 10; c = 1 - y; print('x / 255')", []),
    ],
)
def test_what_code_says_of_a_models_input(survey: Survey, tmp_path: Path, code: str, expected: list[str]) -> None:
    assert sorted(hints(survey, tmp_path, code)) == sorted(expected)


def test_the_last_mention_is_believed_most_and_a_drawings_inversion_least(survey: Survey, tmp_path: Path) -> None:
    found = hints(survey, tmp_path, "x = x / 255", "x = (x - x.mean()) / x.std()", "img = 255 - img")
    assert found == ["inverted 0 to 255", "0 to 1", "standardised"]


def test_functions_that_answer_images_are_named(survey: Survey, tmp_path: Path) -> None:
    write(
        tmp_path / "n.ipynb", "def predict(images, batch=10):\n    pass", "def predict(a, b):\n    pass\ndef other(x):\n    pass"
    )
    assert survey()["notebooks"][0]["predicts"] == ["predict"]
    write(tmp_path / "n.ipynb", "def answer(images):\n    pass", "def needs(images, *, model):\n    pass", tags=("predict",))
    assert survey()["notebooks"][0]["predicts"] == ["answer"]


@pytest.mark.parametrize("name", ["0 to 1", "standardised by pixel", "transposed, -1 to 1"])
def test_a_known_convention_may_be_declared(survey: Survey, tmp_path: Path, name: str) -> None:
    (tmp_path / "submission.yaml").write_text(f"preprocessing: {json.dumps(name)}\n")
    document = survey()
    assert (document["declared"], document["problems"]) == ({"preprocessing": name}, [])


def test_an_unknown_convention_is_named_with_the_one_that_is_meant(survey: Survey, tmp_path: Path) -> None:
    (tmp_path / "submission.yaml").write_text("preprocessing: standardized\n")
    document = survey()
    assert document["declared"] == {}
    assert document["problems"][0].startswith("submission.yaml: 'preprocessing' must be one of: -0.5 to 0.5, ")
    assert document["problems"][0].endswith("; did you mean 'standardised'?")
