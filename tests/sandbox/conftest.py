# ruff: noqa: E501 - a notebook's cell or a hostile message reads best in one piece
"""A course small enough to attack: one fork server, a handful of digits, one honest model, and a victim to compare."""

from __future__ import annotations

import io
import json
import os
import time
import zipfile
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from grader.core.heldout import HeldOut
from grader.core.limits import MIB, Limits
from grader.core.training_data import TrainingData
from grader.intake.training_folder import write_training_folder
from grader.sandbox import predictions
from grader.sandbox.choose import choose_sandbox
from grader.sandbox.execution import NotebookRun, run_notebook
from grader.sandbox.fork_server import ForkServer
from grader.sandbox.scoring import Scored, score_model
from grader.sandbox.server_process import ServerPlan
from grader.sandbox.tree_of import tree_of

_LIMITS = Limits(seconds=10, memory_bytes=700 * MIB, disk_bytes=128 * MIB)
_VICTIM = (
    "import os\nprint(sorted(os.listdir('.')))",
    "import numpy as np\nprint(np.random.rand())",
    "import h5py\nwith h5py.File('mine.h5', 'w') as file:\n    file['x'] = np.arange(3)\nprint(h5py.__version__, sorted(os.listdir('/tmp')))",
)
_BUILD = """
import keras, numpy as np, os, zipfile
keras.utils.set_random_seed(1)
layers = keras.layers
def make(name, *stack, weights=None):
    model = keras.Sequential([keras.Input((28, 28)), *stack])
    if weights is not None:
        model.set_weights([np.full(w.shape, weights, 'float32') if w.ndim == 2 else np.zeros(w.shape) for w in model.get_weights()])
    model.save(name + '.h5')
flat = layers.Flatten
make('honest', flat(), layers.Dense(10, activation='softmax'))
make('nan-all', flat(), layers.Dense(10), weights=np.nan)
make('inf-some', flat(), layers.Dense(10), weights=2e36)
make('ties', flat(), layers.Dense(10), weights=0)
make('five', flat(), layers.Dense(5))
make('eleven', flat(), layers.Dense(11))
make('map', layers.Reshape((28, 28, 1)), layers.Conv2D(10, 3))
make('half', flat(), layers.Dense(10, dtype='float16'))
make('upsampling', layers.Reshape((28, 28, 1)), layers.UpSampling2D(200), layers.Conv2D(8, 3), layers.GlobalAveragePooling2D(), layers.Dense(10))
x = keras.Input((28, 28))
dense = layers.Dense(10)(flat()(x))
keras.Model(x, [dense, layers.Dense(10)(dense)]).save('two.h5')
keras.Model(x, {'a': dense}).save('named.h5')
keras.Model(x, keras.ops.cast(dense, 'int32')).save('int.h5')
keras.Model(x, keras.ops.greater(dense, 0.0)).save('bool.h5')
y = keras.Input((28, 28))
keras.Model([x, y], layers.Dense(10)(flat()(layers.Add()([x, y])))).save('inputs.h5')
keras.Sequential([keras.Input((28, 28)), flat(), layers.Lambda(lambda t: t[:, :10])]).save('lambda.h5')
keras.Sequential([keras.Input((28, 28)), flat(), layers.Lambda(lambda t: t[:, :10])]).save('lambda-archive.keras')
names = [name for name in os.listdir('.') if name.endswith(('.h5', '.keras'))]
with zipfile.ZipFile('all.bin', 'w') as archive:
    for name in names:
        archive.write(name)
for name in names:
    os.unlink(name)
os.rename('all.bin', 'all.h5')
"""


@dataclass(frozen=True)
class Ran:
    """A notebook's run as a test looks at it."""

    run: NotebookRun
    seconds: float

    @property
    def status(self) -> str:
        return self.run.execution.status.value

    @property
    def cells(self) -> list[str]:
        return [cell.status for cell in self.run.execution.cells]

    def printed(self, index: int) -> str:
        """Return what cell `index` printed to stdout."""
        outputs = json.loads(self.run.notebook)["cells"][index]["outputs"]
        return "".join("".join(o["text"]) for o in outputs if o.get("output_type") == "stream" and o.get("name") == "stdout")

    def answers(self) -> list[str]:
        """Return what each cell printed last."""
        count = len(json.loads(self.run.notebook)["cells"])
        return [(self.printed(index).strip().splitlines() or [""])[-1] for index in range(count)]


def _notebook(cells: Sequence[str | Mapping[str, Any]]) -> bytes:
    code = {"cell_type": "code", "metadata": {}, "outputs": [], "execution_count": None}
    written = [{**code, "id": f"c{n}", **({"source": c} if isinstance(c, str) else c)} for n, c in enumerate(cells)]
    return json.dumps({"nbformat": 4, "nbformat_minor": 5, "metadata": {}, "cells": written}).encode()


@pytest.fixture(scope="session")
def notebook() -> Callable[[Sequence[str | Mapping[str, Any]]], bytes]:
    """Return a function that writes code cells as a notebook: each its source, or what else is to stand in it."""
    return _notebook


@pytest.fixture(scope="session")
def at_once() -> Callable[..., dict[str, Any]]:
    """Return a function that tries something with each name, a few at one time, and keeps results and exceptions by name."""

    def run(attempt: Callable[[str], Any], names: Iterable[str], workers: int = 3) -> dict[str, Any]:
        with ThreadPoolExecutor(workers) as pool:
            running = {name: pool.submit(attempt, name) for name in names}
        return {name: future.exception() or future.result() for name, future in running.items()}

    return run


@pytest.fixture(scope="session")
def tar() -> Callable[[Mapping[str, bytes]], bytes]:
    return tree_of


@pytest.fixture(scope="session")
def training() -> TrainingData:
    digits = np.random.default_rng(1)
    images, labels = digits.integers(0, 256, (100, 28, 28), np.uint8), digits.integers(0, 10, 100).astype(np.uint8)
    return TrainingData("small", images, labels, images[:20], labels[:20], "0" * 64)


@pytest.fixture(scope="session")
def heldout() -> HeldOut:
    digits = np.random.default_rng(2)
    bright = digits.integers(0, 256, (60, 28, 28)) * np.where(np.arange(60) % 2, 1.0, 0.1)[:, None, None]
    return HeldOut(bright.astype(np.uint8), digits.integers(0, 10, 60), "ab" * 32, "small.npz")


@pytest.fixture(scope="session")
def plan(training: TrainingData, tmp_path_factory: pytest.TempPathFactory) -> ServerPlan:
    folder = tmp_path_factory.mktemp("training")
    for above in (folder, *folder.parents[:2]):
        above.chmod(0o755)
    return ServerPlan(data=write_training_folder(training, folder))


@pytest.fixture(scope="session")
def server(plan: ServerPlan) -> Iterator[ForkServer]:
    """The default sandbox, one for the whole session: its TensorFlow is started once. `SANDBOX=podman` tries another."""
    with choose_sandbox(os.environ.get("SANDBOX"), plan) as sandbox:
        sandbox.start()
        yield sandbox


@pytest.fixture(scope="session")
def fresh(plan: ServerPlan) -> Iterator[ForkServer]:
    with choose_sandbox("bubblewrap", plan) as sandbox:
        yield sandbox


@pytest.fixture(scope="session")
def attack(server: ForkServer) -> Callable[..., Ran]:
    """Return a function that runs cells as a notebook: `attack(cells, files={}, sandbox=None, raw=None, **limits)`."""

    def run(
        cells: Sequence[str],
        files: Mapping[str, bytes] | None = None,
        sandbox: ForkServer | None = None,
        raw: bytes | None = None,
        **limits: Any,
    ) -> Ran:
        tree = tree_of({"work.ipynb": _notebook(cells) if raw is None else raw, **(files or {})})
        started = time.monotonic()
        done = run_notebook(sandbox or server, "work.ipynb", tree, replace(_LIMITS, **limits), seed=7)
        return Ran(done, time.monotonic() - started)

    return run


@pytest.fixture(scope="session")
def score(server: ForkServer, heldout: HeldOut, training: TrainingData) -> Callable[..., Scored]:
    """Return a function that scores a model file: `score(body, path='model.h5', sandbox=None, seconds=12)`."""

    def run(body: bytes, path: str = "model.h5", sandbox: Any = None, **limits: Any) -> Scored:
        return score_model(sandbox or server, path, body, heldout, training, replace(_LIMITS, **limits), seed=7)

    return run


@pytest.fixture(scope="session", autouse=True)
def _short_scoring() -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(predictions, "_SECONDS", 30.0 if "SANDBOX" in os.environ else 8.0)  # others import TensorFlow each time
        yield


@pytest.fixture(scope="session")
def models(attack: Callable[..., Ran]) -> dict[str, bytes]:
    """Every model that Keras itself can write, made once, in the sandbox."""
    made = attack([_BUILD], seconds=60, memory_bytes=2000 * MIB)
    assert made.status == "OK", made.run.execution
    with zipfile.ZipFile(io.BytesIO(made.run.models["all.h5"])) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


@pytest.fixture(scope="session")
def honest(models: dict[str, bytes]) -> bytes:
    return models["honest.h5"]


@pytest.fixture(scope="session")
def victim(attack: Callable[..., Ran], score: Callable[..., Scored], honest: bytes) -> Callable[[], tuple[Any, ...]]:
    """Return a function that runs an honest submission and returns all that should be the same each time."""

    def run() -> tuple[Any, ...]:
        ran, scored = attack(_VICTIM), score(honest)
        assert scored.classes is not None
        facts = replace(scored.evaluation, seconds=0.0)
        return ran.status, ran.cells, ran.answers(), dict(ran.run.models), scored.classes.tobytes(), facts

    return run


@pytest.fixture(scope="session")
def undisturbed(victim: Callable[[], tuple[Any, ...]]) -> tuple[Any, ...]:
    found = victim()
    assert found[0] == "OK"
    return found


@pytest.fixture(scope="module")
def unharmed(undisturbed: tuple[Any, ...], victim: Callable[[], tuple[Any, ...]]) -> Iterator[None]:
    """An honest submission after a module's attacks gets what it got before them."""
    yield
    assert victim() == undisturbed


@pytest.fixture
def host_marker(tmp_path: Path) -> Path:
    """A place on the host that everybody may write to, for attacks to miss."""
    for above in (tmp_path, *tmp_path.parents[:3]):
        above.chmod(above.stat().st_mode | 0o005)
    tmp_path.chmod(0o777)
    return tmp_path
