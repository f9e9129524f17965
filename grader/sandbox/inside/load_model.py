"""The ladder of loaders: from the file as it is, over what an older Keras wrote, to weights that need the notebook's network.

Each rung is taken only when the one before it failed, and each says how it ended. Whatever is loaded has passed the same
look at its layers first, and a model counts as loaded only when it answers a blank image.
"""

from __future__ import annotations

import json
import shutil
import zipfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any

import keras
from accepted_input import accepted_input
from dense_chain import dense_chains
from keras_config import read_keras_config
from model_facts import ModelFacts, model_facts
from old_hard_sigmoid import use_old_hard_sigmoid
from put_config import put_config
from refused import Refused
from repair_config import repaired
from rung_failed import RungFailed, sentence
from weights_file import WeightsFile

_OLDEST = ("0", "1")  # what a version begins with whose files only a repair can read
_OLD = (*_OLDEST, "2")
NO_FIT = (
    "it holds weights without an architecture (save_weights), and no model that the notebook defines fits them: "
    "save the whole model with model.save('model.h5')"
)
_NOT_KERAS = "it is an HDF5 file, but not a Keras model: save the model with model.save('model.h5')"


@dataclass(frozen=True)
class Architecture:
    """A network that the notebook defines: Keras's JSON, and the place that defines it."""

    json: str
    place: str


@dataclass
class Loaded:
    """A model that answers, its input shape without the batch, its fixed batch size (None for any), and how it was loaded.

    `others` are networks that the same weights fit as well. One that is `unproven` counts only if it recognises digits.
    """

    model: Any
    shape: tuple[int | None, ...]
    batch: int | None
    loader: str
    facts: ModelFacts
    steps: list[str] = field(default_factory=list)
    others: list[Loaded] = field(default_factory=list)
    unproven: bool = False


def load_model(claimed: str, path: str, work: Path, architectures: Sequence[Architecture], *, run_code: bool) -> Loaded:
    """Return the model in the file at `path`, which the repository calls `claimed`.

    `run_code` lets models bring Lambda layers and the like; it is safe only because this process holds no answer. Raises
    Refused with a sentence for the group when no rung leads to a model.
    """
    copy = work / "model"
    shutil.copyfile(path, copy)
    try:
        facts = model_facts(str(copy), claimed)
        dangers = [problem for problem in facts.problems if not (run_code and problem in facts.code_problems)]
        if dangers:
            raise Refused(dangers[0])
        copy = copy.rename(copy.with_suffix(facts.ending))  # by what it is: Keras 2 wrote HDF5 into .keras as well
        if facts.kind == "keras-zip":
            _put_what_was_looked_at(copy, facts)
        if run_code:
            keras.config.enable_unsafe_deserialization()
        return _climb(_Ladder(copy, facts, architectures, safe=not run_code))
    finally:
        copy.unlink(missing_ok=True)


def _put_what_was_looked_at(archive: Path, facts: ModelFacts) -> None:
    """Let every loader read the architecture that was looked at, which is without what only training needs."""
    try:
        put_config(archive, facts.config or "{}")
    except (zipfile.BadZipFile, RuntimeError, NotImplementedError, ValueError) as error:
        raise Refused(f"the archive is damaged ({sentence(error)})") from error


def _climb(ladder: _Ladder) -> Loaded:
    whole = ladder.facts.kind in {"keras-h5", "keras-zip"}
    rungs = [ladder.keras_3, ladder.repaired, ladder.tf_keras] if whole else []
    if ladder.facts.kind != "hdf5-other":
        rungs += [ladder.weights_only] * bool(ladder.architectures) + [ladder.chain] * (ladder.facts.kind == "weights-only")
    for rung in rungs:
        try:
            return rung()
        except MemoryError:
            raise
        except Exception as error:  # noqa: BLE001 - a hostile file can make a library raise anything
            ladder.steps.append(f"{ladder.rung}: {sentence(error)}")
    if ladder.facts.kind == "hdf5-other":
        raise Refused(_NOT_KERAS)
    raise Refused(f"no Keras can load it: {ladder.steps[0]}" if whole else NO_FIT, ladder.steps)


@dataclass
class _Ladder:
    path: Path
    facts: ModelFacts
    architectures: Sequence[Architecture]
    safe: bool
    steps: list[str] = field(default_factory=list)
    rung: str = ""

    @property
    def old(self) -> bool:
        """Whether a Keras before 3 wrote the file."""
        return self.version.startswith(_OLD)

    @property
    def version(self) -> str:
        """The Keras that wrote the file; only Keras 1 wrote a whole model without its version."""
        return self.facts.keras_version or ("1" if self.facts.kind == "keras-h5" else "3")

    def keras_3(self) -> Loaded:
        """Let Keras 3 load the file as it is."""
        self.rung = f"Keras {keras.__version__}"
        self.read_whole()
        if self.version.startswith(_OLDEST) or self.weights().backend == "theano":
            raise RungFailed("the file is of an older Keras, which kept weights in another way")
        model = keras.models.load_model(self.path, compile=False, safe_mode=self.safe)
        if self.old and nested(getattr(model, "input_shape", None), self.facts.input_shape):
            raise RungFailed("it reads the input shape with one nesting too many")
        return self.done(self.as_then(model), self.rung, f"loaded with {self.rung}")

    def read_whole(self) -> None:
        """Raise RungFailed where Keras, which reads the whole of an HDF5 file, would meet code that nobody looked at."""
        if self.safe and self.facts.kind == "keras-h5" and self.facts.training_code:
            raise RungFailed("it names code of its own that only training needs: the network is built without it")

    def repaired(self) -> Loaded:
        """Build the architecture anew from its repaired config, and put the weights in."""
        self.rung = "repaired for Keras 3"
        config, changed = repaired(json.loads(self.facts.config or "{}"), keras.layers)
        what = f" ({', '.join(changed[:6])})" if changed else ""
        step = f"loaded with Keras {keras.__version__} after a repair{what}"
        return self.first(self.filled(lambda: build(config)), step)

    def tf_keras(self) -> Loaded:
        """Let Keras 2 load the file."""
        self.rung = "tf_keras"
        self.read_whole()
        import tf_keras  # three seconds, and few files need it

        self.rung = f"tf_keras {tf_keras.__version__}"
        if self.facts.kind == "keras-zip":
            model = tf_keras.models.load_model(self.path, compile=False, safe_mode=self.safe)
        else:
            # For HDF5 it has no safe mode; the allow-list of layers was checked before, for every loader alike.
            model = tf_keras.models.load_model(self.path, compile=False)
        return self.done(model, self.rung, f"loaded with {self.rung}")

    def weights_only(self) -> Loaded:
        """Look for a network of the notebook that these weights fit."""
        self.rung = "weights into the notebook's network"
        reasons: list[str] = []
        fitting: list[Loaded] = []
        for one in self.architectures:
            try:
                models = self.filled(partial(_from_json, self.checked(one)))
                fitting.append(self.first(models, f"loaded its weights into the network of {one.place}"))
            except MemoryError:
                raise
            except Exception as error:  # noqa: BLE001 - the next one may fit
                reasons.append(f"{one.place}: {sentence(error)}")
        if not fitting:
            raise RungFailed("; ".join(reasons[:3]))
        return with_others([one for found in fitting for one in (found, *found.others)])

    def chain(self) -> Loaded:
        """Put the weights of dense layers into the only network they can be, with each of the usual activations."""
        self.rung = "weights into a chain of dense layers"
        step = "loaded its weights into dense layers with {}, which no notebook says but the digits bear out"
        models = dense_chains(self.weights().readings()[0])
        fitting = [self.done(model, f"Keras {keras.__version__}", step.format(name)) for name, model in models.items()]
        for one in fitting:
            one.unproven = True
        return with_others(fitting)

    def checked(self, one: Architecture) -> str:
        """Return a network of the notebook without what only training needs, looked at like any file."""
        config = read_keras_config(one.json)
        refused = [problem for problem in config.problems if self.safe or problem not in config.code_problems]
        if refused:
            raise RungFailed(refused[0])
        return config.text or one.json

    def weights(self) -> WeightsFile:
        """Return the file's weights."""
        return WeightsFile(self.path, self.version)

    def filled(self, make: Callable[[], Any]) -> list[Any]:
        """Return the model that `make` builds with the file's weights in it; several where they can be read in several ways."""
        return self.weights().filled(lambda: self.as_then(make()))

    def as_then(self, model: Any) -> Any:
        """Let a model of an older Keras compute as it did there."""
        if self.old:
            use_old_hard_sigmoid(model)
        return model

    def first(self, models: Sequence[Any], step: str) -> Loaded:
        """Return the first of these models that answer; the rest are its others."""
        return with_others([self.done(model, f"Keras {keras.__version__}", step) for model in models])

    def done(self, model: Any, loader: str, step: str) -> Loaded:
        """Try the model on a blank image; it is loaded when it answers."""
        shape, batch = accepted_input(model)
        return Loaded(model, shape, batch, loader, self.facts, [*self.steps, step])


def with_others(found: list[Loaded]) -> Loaded:
    """Return the first, which knows of the others."""
    found[0].others = found[1:]
    return found[0]


def _from_json(text: str) -> Any:
    """Build a model of the notebook: as Keras 3 reads its config, or repaired."""
    config = json.loads(text)
    try:
        return keras.models.model_from_json(text)
    except MemoryError:
        raise
    except Exception:  # noqa: BLE001 - then it is of another Keras, and what fails next is reported
        return build(repaired(config, keras.layers)[0])


def build(config: dict[str, Any]) -> Any:
    """Build a model from the config of a Sequential or Functional model."""
    kind: Callable[[dict[str, Any]], Any] = (
        keras.Sequential.from_config if config["class_name"] == "Sequential" else keras.Model.from_config
    )
    return kind(config["config"])


def nested(read: Any, stated: Sequence[int | None] | None) -> bool:
    """Say whether an input shape (with the batch) has one size more than the file states: Keras 2.2 files read by Keras 3."""
    return isinstance(read, tuple) and stated is not None and len(read) == len(stated) + 2
