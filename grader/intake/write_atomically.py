"""Write a file whole or not at all."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Callable
from pathlib import Path


def write_atomically(target: Path, write: Callable[[Path], object], *, check: Callable[[Path], object] | None = None) -> None:
    """Let `write` fill a file beside `target`, let `check` read it, then put it in its place in one step.

    When either raises, the error goes up, `target` stays as it was and nothing is left behind.
    """
    target.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix=".grader-", dir=target.parent) as folder:
        path = Path(folder, target.name)
        write(path)
        if check is not None:
            check(path)
        os.replace(path, target)  # noqa: PTH105  # the one call that replaces on every system
