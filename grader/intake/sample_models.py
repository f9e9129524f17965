"""The committed models of the sample submissions: built once, then kept."""

from __future__ import annotations

import hashlib
import importlib.metadata
import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterable, Mapping
from pathlib import Path

from grader.core.errors import MachineError

_BUILDER = Path(__file__).with_name("sample_builder.py")


def sample_models(scripts: Iterable[Path], *, training: Path, cache: Path) -> Mapping[Path, Path]:
    """Return for each script a folder with the files that it wrote, running those that `cache` does not know.

    All of them run in one process of their own, so that TensorFlow is imported once. They are this project's samples:
    nothing that a group handed in may be given here. Raises MachineError with the script's last words where one fails.
    """
    data = hashlib.sha256(training.read_bytes()).hexdigest()
    version = importlib.metadata.version("keras")
    folders = {script: cache / _key(script.read_bytes(), data, version) for script in scripts}
    missing = {folder: script for script, folder in folders.items() if not folder.is_dir()}
    if missing:
        cache.mkdir(parents=True, exist_ok=True)
        _build(missing, training, cache)
    return folders


def _key(source: bytes, data: str, version: str) -> str:
    return hashlib.sha256(b"\0".join((hashlib.sha256(source).digest(), data.encode(), version.encode()))).hexdigest()


def _build(missing: Mapping[Path, Path], training: Path, cache: Path) -> None:
    with tempfile.TemporaryDirectory(prefix=".building-", dir=cache) as name:
        work = Path(name).resolve()
        steps = [{"script": str(script.resolve()), "into": str(work / folder.name)} for folder, script in missing.items()]
        plan = work / "plan.json"
        plan.write_text(json.dumps({"training": str(training.resolve()), "scripts": steps}), encoding="utf-8")
        command = [sys.executable, "-P", str(_BUILDER), str(plan)]
        ended = subprocess.run(
            command, cwd=work, env=_environment(work), capture_output=True, check=False, encoding="utf-8", errors="replace"
        )
        if ended.returncode:
            last = ended.stderr.strip().splitlines()[-1:] or ["it said nothing"]
            raise MachineError(f"building the samples' models failed (exit {ended.returncode}): {last[0]}")
        for folder in missing:
            _keep(work / folder.name, folder)


def _keep(built: Path, folder: Path) -> None:
    """Move a built folder into the cache; where another process was faster, what it left there is as good."""
    try:
        built.rename(folder)
    except OSError:
        if not folder.is_dir():
            raise


def _environment(home: Path) -> dict[str, str]:
    return {
        "PATH": os.environ.get("PATH", os.defpath),
        "HOME": str(home),
        "KERAS_HOME": str(home),
        "KERAS_BACKEND": "tensorflow",
        "MPLBACKEND": "Agg",
        "MPLCONFIGDIR": str(home),
        "CUDA_VISIBLE_DEVICES": "-1",
        "OMP_NUM_THREADS": "2",
        "TF_CPP_MIN_LOG_LEVEL": "3",
        "PYTHONHASHSEED": "0",
        "PYTHONUTF8": "1",
    }
