"""Let a notebook's code define its models without training them, whichever Keras it was written for.

Only for the program that looks for architectures: a run of the notebook that counts sees none of this.
"""

from __future__ import annotations

import contextlib
import functools
import sys
from collections.abc import Callable
from typing import Any

import keras
from missing_modules import MissingModules
from missing_tables import answer_missing_tables
from nothing import Nothing
from old_arguments import accept_old_arguments
from untrained_models import keep_untrained_models

_KERAS_INPUT: Any = keras.Input  # as it was


def put_stand_ins(project: str, keep: Callable[[Any], None]) -> None:
    """Replace what trains, saves or is missing, and `keep` each model; this process does nothing else, so nothing is put back."""
    old: list[bool] = []
    accept_old_arguments(lambda: bool(old))
    keep_untrained_models(keep)
    with contextlib.suppress(ImportError):
        import matplotlib as mpl

        mpl.use("Agg")
    for api in _apis():
        _api(api, lambda: old.append(True))
    _activations()
    answer_missing_tables()
    sys.modules["tf_keras"] = keras  # its models are written down as well by the Keras that is here
    sys.meta_path.append(MissingModules(project, lambda: old.append(True)))


def _apis() -> list[Any]:
    """Return Keras by its own name, and as tensorflow.keras."""
    import keras._tf_keras.keras as of_tensorflow

    return [keras, of_tensorflow]


def _api(api: Any, old: Callable[[], None]) -> None:
    for name in dir(api.optimizers):
        if isinstance(getattr(api.optimizers, name), type):
            setattr(api.optimizers, name, Nothing())
    api.models.load_model = Nothing()
    api.layers.Convolution2D = _convolution
    api.Input = api.layers.Input = _input
    api.backend.set_image_dim_ordering = lambda order: _ordering(order, old)
    api.backend.image_dim_ordering = lambda: "th" if keras.config.image_data_format() == "channels_first" else "tf"
    with contextlib.suppress(ImportError):
        from keras._tf_keras.keras.preprocessing.image import ImageDataGenerator

        api.preprocessing.image.ImageDataGenerator = ImageDataGenerator
    for name in dir(getattr(api, "applications", None)):
        build = getattr(api.applications, name)
        if callable(build):
            setattr(api.applications, name, functools.wraps(build)(functools.partial(_unloaded, build)))


def _unloaded(build: Any, *args: Any, **named: Any) -> Any:
    """Build a published network without the weights that would have to be downloaded."""
    return build(*args, **named | {"weights": None})


def _convolution(*args: Any, **named: Any) -> Any:
    if len(args) == 3 and all(isinstance(one, int) for one in args):
        args, named = args[:1], {**named, "kernel_size": args[1:]}
    return keras.layers.Conv2D(*args, **named)


def _input(shape: Any = None, *args: Any, **named: Any) -> Any:
    return _KERAS_INPUT((shape,) if isinstance(shape, int) else shape, *args, **named)


def _ordering(order: str, old: Callable[[], None]) -> None:
    old()
    keras.config.set_image_data_format("channels_first" if order == "th" else "channels_last")


def _activations() -> None:
    """Write `tf.nn.softmax` down by the name that Keras has for it."""
    import keras.src.activations as home

    original = home.get

    def get(identifier: Any) -> Any:
        if callable(identifier) and getattr(identifier, "__module__", "").startswith("tensorflow."):
            identifier = identifier.__name__.removesuffix("_v2")
        return original(identifier)

    home.get = get
