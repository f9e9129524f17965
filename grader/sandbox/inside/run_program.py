"""What every run does, behind a wall or without one: a home of its own, the tree, the program, what it hands out."""

from __future__ import annotations

import os
import random
import shutil
import sys
import tarfile
from pathlib import Path
from typing import Any

from frames import Frames


def prepare_home(work: str, configuration: dict[str, Any]) -> None:
    """Make the run's home and its environment, and link the training data to where loaders look."""
    home = Path(work, "home")
    for folder in (home / ".keras", Path(work, "project"), home / "matplotlib", home / "ipython"):
        folder.mkdir(parents=True, exist_ok=True)
    os.environ.clear()
    os.environ.update(configuration["environment"])
    os.environ.update(
        HOME=str(home), TMPDIR=work, KERAS_HOME=str(home / ".keras"), MPLCONFIGDIR=str(home / "matplotlib"),
        IPYTHONDIR=str(home / "ipython"), XDG_CACHE_HOME=str(home / ".cache"), TORCH_HOME=str(home / ".torch"),
    )  # fmt: skip
    if "keras.src.backend.config" in sys.modules:  # it looked for its home when the server imported it
        vars(sys.modules["keras.src.backend.config"])["_KERAS_DIR"] = str(home / ".keras")
    if configuration.get("data"):
        offer(Path(configuration["data"], "keras"), home / ".keras" / "datasets")
    os.chdir(Path(work, "project"))


def offer(data: Path, place: Path) -> None:
    """Let a folder of data stand at another place as well: by a link, or a copy where links are for administrators only."""
    try:
        place.symlink_to(data)
    except OSError:
        shutil.copytree(data, place)


def reseed(seed: int) -> None:
    """Give the run random states of its own: the server's would be every submission's."""
    random.seed(seed)
    if "numpy" in sys.modules:
        sys.modules["numpy"].random.seed(seed % 2**32)


def run_program(program: Any, request: dict[str, Any], inputs: dict[str, str], frames: Frames, project: str) -> None:
    """Run the program on the files `inputs`; hand out its document and files."""
    parameters = {**request["parameters"], "seed": request["seed"]}
    if getattr(program, "STREAMS", False):
        document, files = program.run(parameters, inputs, project, frames)
    else:
        document, files = program.run(parameters, inputs, project)
    for name, body in files.items():
        frames.file(name, body)
    frames.document(document)


def unpack(archive_path: str, project: str) -> None:
    """Unpack the exported tree: plain files only, below `project`, with time 0, so that what a run writes is newer."""
    with Path(archive_path).open("rb") as stream:
        if not stream.read(1):
            return
        stream.seek(0)
        with tarfile.open(fileobj=stream, mode="r:") as archive:
            for member in archive:
                target = Path(project, member.name)
                content = archive.extractfile(member) if member.isfile() else None
                if content is None or member.name.startswith("/") or ".." in target.parts:
                    continue  # the host makes no such member; this holds against a mistake there
                target.parent.mkdir(parents=True, exist_ok=True)
                with target.open("xb") as out:
                    shutil.copyfileobj(content, out, 1 << 20)
                target.chmod(0o755 if member.mode & 0o100 else 0o644)
                os.utime(target, (0, 0))
