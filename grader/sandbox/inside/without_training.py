"""Leave out of an architecture what only training needs: loss and metrics, initialisers, regularisers, constraints."""

from __future__ import annotations

from typing import Any

_ENDINGS = ("_initializer", "_regularizer", "_constraint")


def without_training(config: Any) -> Any:
    """Return the architecture (parsed JSON) as prediction needs it: a group's own loss or regulariser is no layer.

    It is left out where Keras looks for it and nowhere else, so an input that somebody calls 'my_constraint' stays.
    """
    if isinstance(config, list):
        return [without_training(one) for one in config]
    if not isinstance(config, dict):
        return config
    kept = {name: without_training(value) for name, value in config.items()}
    if "class_name" in kept:
        kept.pop("compile_config", None)
        settings = kept.get("config")
        if isinstance(settings, dict):
            kept["config"] = {name: value for name, value in settings.items() if not name.endswith(_ENDINGS)}
    return kept
