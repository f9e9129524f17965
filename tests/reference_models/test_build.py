import hashlib
import importlib.util
import json
import os
import subprocess
import sys
from pathlib import Path
from types import ModuleType
from typing import Any

import h5py
import numpy as np
import pytest
from ruamel.yaml import YAML

FOLDER = Path(__file__).parents[2] / "reference_models"


@pytest.fixture(scope="module")
def build() -> ModuleType:
    spec = importlib.util.spec_from_file_location("build", FOLDER / "build.py")
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    sys.modules["build"] = module
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="module")
def manifest() -> dict[str, Any]:
    loaded: dict[str, Any] = YAML(typ="safe").load(FOLDER / "manifest.yaml")
    return loaded


def test_recipes_are_read_without_starting_tensorflow(build: ModuleType) -> None:
    asked = [sys.executable, "-X", "importtime", str(FOLDER / "build.py"), "--help"]
    assert "tensorflow" not in subprocess.run(asked, check=True, capture_output=True, text=True).stderr


def test_manifest_names_every_recipe_and_every_file(build: ModuleType, manifest: dict[str, Any]) -> None:
    assert list(manifest["models"]) == list(build.RECIPES)
    assert {entry["file"] for entry in manifest["models"].values()} == {file.name for file in FOLDER.glob("*.h5")}
    assert {name: entry["seed"] for name, entry in manifest["models"].items()} == {
        name: recipe.seed for name, recipe in build.RECIPES.items()
    }


def test_committed_files_are_the_ones_the_manifest_describes(manifest: dict[str, Any]) -> None:
    for entry in manifest["models"].values():
        file = FOLDER / entry["file"]
        assert hashlib.sha256(file.read_bytes()).hexdigest() == entry["sha256"]
        assert _parameters(file) == entry["parameters"]
    assert sum(file.stat().st_size for file in FOLDER.glob("*.h5")) < 1_000_000


def test_committed_files_are_complete_models_without_an_optimizer(manifest: dict[str, Any]) -> None:
    for entry in manifest["models"].values():
        with h5py.File(FOLDER / entry["file"]) as file:
            layers = json.loads(file.attrs["model_config"])["config"]["layers"]
            assert layers[0]["config"]["batch_shape"] == [None, 28, 28]
            assert layers[-1]["config"]["units"] == 10
            assert "optimizer_weights" not in file


def test_a_small_set_is_repeated_until_the_steps_are_enough(build: ModuleType) -> None:
    recipe = build.RECIPES["cnn"]
    assert build.copies(recipe, 60_000) == 1
    assert build.copies(recipe, 1_000) * 1_000 * recipe.epochs >= recipe.steps * recipe.batch
    assert build.copies(build.RECIPES["constant"], 1_000) == 1


@pytest.mark.slow
def test_the_same_data_give_the_same_bytes_and_the_constant_answers_the_most_frequent_digit(tmp_path: Path) -> None:
    rng = np.random.default_rng(5)
    labels = np.concatenate([np.full(40, 7), rng.integers(0, 10, 60)]).astype(np.uint8)
    images = rng.integers(0, 30, (100, 28, 28)).astype(np.uint8)
    images[np.arange(100), labels] += 200  # the digit's own row is bright
    np.savez(tmp_path / "data.npz", x_train=images, y_train=labels)
    for out in ("first", "second"):
        _build(tmp_path, out, "constant")
        _build(tmp_path, out, "linear")
    assert (tmp_path / "first/linear.h5").read_bytes() == (tmp_path / "second/linear.h5").read_bytes()
    assert set(_answers(tmp_path / "first/constant.h5", images)) == {7}
    assert (_answers(tmp_path / "first/linear.h5", images) == labels).mean() > 0.9


def _build(folder: Path, out: str, only: str) -> None:
    command = [sys.executable, str(FOLDER / "build.py"), "--data", "data.npz", "--out", out, "--only", only]
    subprocess.run(command, cwd=folder, env={**os.environ, "OMP_NUM_THREADS": "2"}, check=True, capture_output=True)


def _parameters(path: Path) -> int:
    sizes: list[int] = []
    with h5py.File(path) as file:
        file["model_weights"].visititems(lambda _, item: sizes.append(item.size) if isinstance(item, h5py.Dataset) else None)
    return sum(sizes)


def _answers(path: Path, images: np.ndarray[Any, Any]) -> np.ndarray[Any, Any]:
    """Read a Flatten-Dense model's weights and multiply by hand."""
    with h5py.File(path) as file:
        found: dict[str, np.ndarray[Any, Any]] = {}
        file["model_weights"].visititems(
            lambda name, item: found.update({name.rsplit("/", 1)[-1]: item[()]}) if isinstance(item, h5py.Dataset) else None
        )
    return np.asarray((images.reshape(-1, 784) / 255 @ found["kernel"] + found["bias"]).argmax(axis=1))
