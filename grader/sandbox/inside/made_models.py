"""Keep the models that a notebook makes, and tell their architectures as they become known."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import keras

_BYTES = 1_000_000  # DenseNet121 is 400,000
_TOLD = 200
_FILES = 50
_MODELS = {"Sequential", "Functional", "Model"}
_RANK = 10_000


class MadeModels:
    """Every model that was made; `file(name, body)` takes what is told of them."""

    def __init__(self, file: Callable[[str, bytes], None]) -> None:
        self._place = ""
        self._file, self._base, self._told = file, 0, 0
        self._models: list[tuple[int, str, Any]] = []
        self._last: dict[int, tuple[Any, ...]] = {}
        self._unwritten: set[str] = set()

    def keep(self, model: Any) -> None:
        """Keep a model; what is told of it later is told with the cell that runs now."""
        if all(model is not known for _, _, known in self._models[-_TOLD:]):
            self._models.append((self._base + 2 * len(self._models) % _RANK, self._place, model))

    def at(self, place: str, rank: int = 0) -> None:
        """What is made from now on is made there; of a higher rank is what is less likely to be the model that counts."""
        self._base, self._place = (3 - rank) * _RANK, place

    def tell(self) -> None:
        """Tell the architectures that are new or have changed."""
        for number, place, model in self._models[-_TOLD:]:
            state = (bool(model.built), len(model.layers))
            if model.layers and self._last.get(number) != state:
                self._last[number] = state
                self._written(number, place, model)

    def read_files(self, project: Path) -> None:
        """Tell the architectures that lie in the project as JSON, beside the weights."""
        found = sorted(path for path in project.rglob("*.json") if path.is_file() and path.stat().st_size <= _BYTES)
        for number, path in enumerate(found[:_FILES]):
            try:
                text = path.read_text("utf-8")
                content = json.loads(text)
                content = json.loads(content) if isinstance(content, str) else content  # json.dump(model.to_json())
            except (ValueError, RecursionError):
                continue
            if isinstance(content, dict) and content.get("class_name") in _MODELS and "config" in content:
                self._tell(number, path.relative_to(project).as_posix(), json.dumps(content))

    def notes(self, names: Mapping[str, Any]) -> list[str]:
        """Say which models cannot be written down."""
        for name, value in list(names.items()):
            if isinstance(value, keras.Model) and all(value is not model for _, _, model in self._models):
                self._unwritten.add(f"{name} is a model with code of its own ({type(value).__name__}): only Python can build it")
        return sorted(self._unwritten)[:20]

    def _written(self, number: int, place: str, model: Any) -> None:
        try:
            text = str(model.to_json())
        except Exception as error:  # noqa: BLE001 - a layer of the notebook's own raises what it likes
            self._unwritten.add(f"{place}: {type(model).__name__} cannot be written down ({type(error).__name__})")
            return
        if isinstance(model, keras.Sequential) and type(model) is not keras.Sequential:  # all that is its own is how it was made
            text = json.dumps(json.loads(text) | {"module": "keras", "class_name": "Sequential", "registered_name": None})
        self._tell(number + 1, place, text)
        if '"channels_first"' in text:
            self._tell(number, place, json.dumps(_with_plain_flatten(json.loads(text))))

    def _tell(self, number: int, place: str, text: str) -> None:
        if self._told < _TOLD and len(text) <= _BYTES:
            self._told += 1
            plain = place.replace("\n", " ")[:100]
            self._file(f"architecture:{number:05}", f"{plain}\n{text}".encode("utf-8", "replace"))


def _with_plain_flatten(config: Any) -> Any:
    """Return the architecture as Keras before 2.2 understood it, where Flatten left channels that come first in their place."""
    if isinstance(config, list):
        return [_with_plain_flatten(one) for one in config]
    if not isinstance(config, dict):
        return config
    plain = {name: _with_plain_flatten(value) for name, value in config.items()}
    if plain.get("class_name") == "Flatten" and isinstance(plain.get("config"), dict):
        plain["config"]["data_format"] = "channels_last"
    return plain
