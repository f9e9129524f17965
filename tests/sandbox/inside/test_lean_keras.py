"""Keras without what few programs use of it: sooner there, and nothing is missing."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

INSIDE = Path(__file__).parents[3] / "grader" / "sandbox" / "inside"
PROGRAM = """
import inspect, json, sys
sys.path.insert(0, sys.argv[1])
import lean_keras, keras
heavy = ("sklearn", "matplotlib")
def loaded():
    return [name for name in heavy if name in sys.modules]
found = {"at first": loaded()}
inspect.getmodule(compile("0", "<cell>", "eval"))  # looks at every module's file, as tracebacks do
hasattr(keras.wrappers, "__path__")
found["after a traceback"] = loaded()
from keras.wrappers import SKLearnClassifier
found["after keras.wrappers"] = loaded()
found["same"] = keras.wrappers.SKLearnClassifier is SKLearnClassifier is keras._tf_keras.keras.wrappers.SKLearnClassifier
found["gallery"] = keras.visualization.plot_image_gallery.__module__
found["after keras.visualization"] = loaded()
found["names"] = [name for name in dir(keras.wrappers) if name.startswith("SK")]
found["absent"] = hasattr(keras.wrappers, "nothing_of_that_name")
print(json.dumps(found))
"""


@pytest.fixture(scope="module")
def found() -> dict[str, Any]:
    done = subprocess.run([sys.executable, "-c", PROGRAM, str(INSIDE)], capture_output=True, text=True, check=True)
    document: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return document


@pytest.mark.slow
def test_keras_is_there_before_what_few_programs_use_of_it(found: dict[str, Any]) -> None:
    assert found["at first"] == found["after a traceback"] == []


@pytest.mark.slow
def test_who_asks_for_it_gets_it(found: dict[str, Any]) -> None:
    assert found["after keras.wrappers"] == ["sklearn"]
    assert found["after keras.visualization"] == ["sklearn", "matplotlib"]
    assert found["same"]
    assert found["gallery"].startswith("keras.src.visualization")
    assert "SKLearnClassifier" in found["names"]
    assert not found["absent"]
