"""Let Keras's layers be made with the arguments of Keras 1 and 2."""

from __future__ import annotations

import functools
import inspect
from collections.abc import Callable
from typing import Any

import keras

_RENAMED = {
    "output_dim": "units", "nb_filter": "filters", "border_mode": "padding", "subsample": "strides", "bias": "use_bias",
    "p": "rate", "stride": "strides", "pool_length": "pool_size", "inner_activation": "recurrent_activation",
    "atrous_rate": "dilation_rate", "ratio": "rate", "sigma": "stddev",
}  # fmt: skip
_DROPPED = frozenset(
    {
        "init", "weights", "W_regularizer", "b_regularizer", "activity_regularizer_l2", "W_constraint", "b_constraint",
        "input_dtype", "inner_init", "forget_bias_init", "dropout_W", "dropout_U", "consume_less", "implementation",
        "time_major", "input_length", "mode", "gamma_init", "beta_init",
    }
)  # fmt: skip
_ORDERS = {"th": "channels_first", "tf": "channels_last"}
_KERNEL = ("nb_row", "nb_col")


def accept_old_arguments(is_old: Callable[[], bool]) -> None:
    """Change the layers of this process; `is_old()` says that the notebook is written for an old Keras.

    It decides what `Conv2D(32, 3, 3)` is: a kernel of 3×3 in old code, a stride of 3 today.
    """
    for name in dir(keras.layers):
        kind = getattr(keras.layers, name)
        if isinstance(kind, type) and issubclass(kind, keras.layers.Layer) and "__init__" in vars(kind):
            _tolerant(kind, is_old)


def replace_init(kind: Any, init: Any) -> None:
    """Give a class another `__init__` of the same signature: Keras looks at it to write an object down."""
    init.__signature__ = inspect.signature(kind.__init__)
    kind.__init__ = init


def _tolerant(kind: Any, is_old: Callable[[], bool]) -> None:
    original = kind.__init__
    known = frozenset(inspect.signature(original).parameters)

    @functools.wraps(original)
    def init(self: Any, *args: Any, **named: Any) -> None:
        if "kernel_size" in known:
            args, named = _kernel(args, named, old=is_old() or bool(named.keys() & (_RENAMED.keys() - known)))
        original(self, *args, **_today(named, known))

    replace_init(kind, init)


def _today(named: dict[str, Any], known: frozenset[str]) -> dict[str, Any]:
    """Return the arguments under today's names, without those that say nothing of a network's form."""
    today: dict[str, Any] = {}
    for name, value in named.items():
        if name == "batch_input_shape":
            today["input_shape"] = tuple(value[1:])
        elif name == "dim_ordering":
            today["data_format"] = _ORDERS.get(value)
        elif name in known or name not in _RENAMED.keys() | _DROPPED:
            today[name] = value
        elif name in _RENAMED:
            today[_RENAMED[name]] = value
    return today


def _kernel(args: tuple[Any, ...], named: dict[str, Any], *, old: bool) -> tuple[tuple[Any, ...], dict[str, Any]]:
    """Bring together a kernel that is given as two numbers."""
    if all(name in named for name in _KERNEL):
        rest = {name: value for name, value in named.items() if name not in _KERNEL}
        return args, {**rest, "kernel_size": tuple(named[name] for name in _KERNEL)}
    if old and len(args) == 3 and all(isinstance(one, int) for one in args):
        return args[:1], {**named, "kernel_size": args[1:]}
    return args, named
