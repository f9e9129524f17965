"""Which frameworks of this environment can compute on the graphics card that this run was lent."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any


def run(_parameters: dict[str, Any], _inputs: dict[str, str], _project: str) -> tuple[dict[str, Any], dict[str, bytes]]:
    """Multiply two matrices with each framework there is: `seen` names those that did it on a card, `not_seen` says why not."""
    seen, not_seen = [], {}
    for name, multiply in _MULTIPLY.items():
        try:
            why = multiply()
        except ModuleNotFoundError as error:
            if error.name == name:
                continue
            why = str(error)
        except Exception as error:  # noqa: BLE001 - each framework has errors of its own; the reason is told
            why = f"{type(error).__name__}: {error}"
        if why:
            not_seen[name] = why[:300]
        else:
            seen.append(name)
    return {"seen": seen, "not_seen": not_seen}, {}


def _tensorflow() -> str:
    import tensorflow as tf

    if not tf.config.list_physical_devices("GPU"):
        return "it lists no GPU"
    with tf.device("/GPU:0"):
        place = tf.linalg.matmul(tf.ones((64, 64)), tf.ones((64, 64))).device
    return "" if "GPU" in place else f"it computed on {place}"


def _torch() -> str:
    import torch  # type: ignore[import-not-found]  # where the course installed it

    if not torch.cuda.is_available():
        return "it finds no CUDA device"
    ones = torch.ones((64, 64), device="cuda")
    return "" if float((ones @ ones)[0, 0]) == 64.0 else "it computed something else"


def _jax() -> str:
    import jax  # type: ignore[import-not-found]  # where the course installed it

    kind = str(jax.default_backend())
    if kind != "gpu":
        return f"it computes on {kind}"
    ones = jax.numpy.ones((64, 64))
    return "" if float((ones @ ones)[0, 0]) == 64.0 else "it computed something else"


_MULTIPLY: dict[str, Callable[[], str]] = {"tensorflow": _tensorflow, "torch": _torch, "jax": _jax}
