"""A driver that says what a test wants of cards that are not there."""

from __future__ import annotations

import ctypes
import shutil
import subprocess
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from grader.core.errors import MachineError
from grader.sandbox.gpus.gpu import Gpu

_SOURCE = Path(__file__).with_name("fake_nvml.c")


@dataclass(frozen=True)
class Library:
    """The library's folder, for LD_LIBRARY_PATH, and the file whose lines are the cards."""

    folder: Path
    cards: Path

    def say(self, *cards: str) -> None:
        """Let the driver have these cards: 'uuid name memory-MB used-MB errors code slices' each."""
        self.cards.write_text("".join(f"{card}\n" for card in cards), encoding="ascii")

    @property
    def environment(self) -> dict[str, str]:
        return {"LD_LIBRARY_PATH": str(self.folder), "FAKE_NVML": str(self.cards)}


@pytest.fixture(scope="session")
def _compiled(tmp_path_factory: pytest.TempPathFactory) -> Path:
    compiler = shutil.which("cc") or shutil.which("gcc")
    if compiler is None:
        pytest.skip("there is no C compiler to make the driver's library with")
    library = tmp_path_factory.mktemp("nvml") / "libnvidia-ml.so.1"
    options = ("-shared", "-fPIC", "-Wl,-soname,libnvidia-ml.so.1", "-o")
    subprocess.run([compiler, *options, str(library), str(_SOURCE)], check=True, capture_output=True)
    ctypes.CDLL(str(library))  # whoever asks this process for the library of that name gets this one
    return library.parent


@pytest.fixture
def nvml(_compiled: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Library:
    """A driver without cards; without this fixture the library says that no driver is loaded."""
    library = Library(_compiled, tmp_path / "cards")
    library.say()
    monkeypatch.setenv("FAKE_NVML", str(library.cards))
    monkeypatch.delenv("CUDA_VISIBLE_DEVICES", raising=False)
    return library


@dataclass
class Driver:
    """Says of each card, by its id, what is wrong with it and how much of its memory is taken."""

    wrong: dict[str, str] = field(default_factory=dict)
    used: dict[str, int] = field(default_factory=dict)

    def used_bytes(self, gpu: Gpu) -> int:
        if gpu.id in self.wrong:
            raise MachineError(self.wrong[gpu.id])
        return self.used.get(gpu.id, 0)

    def trouble(self, gpu: Gpu) -> str:
        return self.wrong.get(gpu.id, "")


@pytest.fixture
def driver() -> Driver:
    return Driver()


@pytest.fixture
def card(request: pytest.FixtureRequest) -> Callable[..., Gpu]:
    """Return a function that makes a card; its id is of this test alone, for others may run beside it."""

    def make(name: str, nodes: tuple[str, ...] = ()) -> Gpu:
        return Gpu(f"GPU-{name}-{abs(hash(request.node.nodeid)):x}", f"Card {name}", 1000, 0, nodes)

    return make
