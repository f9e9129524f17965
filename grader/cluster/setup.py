"""What a worker is told before it gets work, and what it says of itself."""

from __future__ import annotations

from dataclasses import dataclass

from grader.core.environment import BuiltEnvironment
from grader.core.limits import IF_AVAILABLE


@dataclass(frozen=True)
class Setup:
    """Which sandbox (None: the strongest), what one run may take, and the training data that notebooks are to find.

    `gpu` is the limits': whether notebooks are lent the worker's graphics cards.

    `training` is an .npz in Keras's layout, `training_sha256` the hash of its content, and `published` the keys of the digits
    that were sealed away, b'' where none were. With `prove` the worker asks
    its sandbox the questions of `grader doctor --quick` first. No label of the held-out set is in here.
    """

    sandbox: str | None
    memory_bytes: int
    training: bytes
    training_sha256: str
    environments: tuple[BuiltEnvironment, ...] = ()
    prove: bool = True
    gpu: str = IF_AVAILABLE
    published: bytes = b""


@dataclass(frozen=True)
class About:
    """With what a worker measures, as evidence will say it; `memory_bytes` is what it may use.

    `gpus` is how many graphics cards it has to lend.
    """

    grader: str
    python: str
    framework: str
    device: str
    sandbox: str
    training_sha256: str
    memory_bytes: int
    gpus: int = 0
