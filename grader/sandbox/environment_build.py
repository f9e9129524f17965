"""Build a course's environment beside the grader's own, with compiled bytecode, and find it again."""

from __future__ import annotations

import fcntl
import hashlib
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Sequence
from pathlib import Path

from grader.core.environment import BuiltEnvironment, Environment
from grader.core.errors import InputError, MachineError

_DRIVER = ("ipykernel", "nbclient", "nbformat", "numpy")  # what runs a notebook inside
_DONE = "built.json"  # read by notebooks too, perhaps: nothing in there says who built it
_SECONDS = 3600
_LIST_MODULES = """
import importlib.metadata, json, sys
found = set(sys.stdlib_module_names) | set(importlib.metadata.packages_distributions())
print(json.dumps(sorted(found)))
"""


def find_environment(environment: Environment, folder: Path) -> BuiltEnvironment:
    """Return the environment as it was built below `folder`; InputError says how to build one that is not there."""
    built = built_environment(environment, folder)
    if built is None:
        hint = "build it with: grader env build (in the course folder, or with -C DIR)"
        raise InputError(f"the environment {environment.name} is not built yet", file=environment.requirements, hint=hint)
    return built


def built_environment(environment: Environment, folder: Path) -> BuiltEnvironment | None:
    """Return the environment as it was built below `folder`, or None where it is not, or its requirements have changed."""
    return _read(place_of(environment, folder), environment)


def build_environment(
    environment: Environment, folder: Path, on_stage: Callable[[str], None] = lambda _: None
) -> BuiltEnvironment:
    """Build the environment below `folder` unless it is there; MachineError with the installer's words when that fails.

    The folder's name follows the requirements' content, so a changed file is a new environment and old evidence keeps its own.
    """
    place = place_of(environment, folder)
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / f".{place.name}.lock").open("w") as guard:
        fcntl.flock(guard, fcntl.LOCK_EX)
        if (built := _read(place, environment)) is not None:
            return built
        shutil.rmtree(place, ignore_errors=True)
        uv = shutil.which("uv") or shutil.which("uv", path=str(Path(sys.prefix, "bin")))
        on_stage(f"building {environment.name} with {'uv' if uv else 'pip'}")
        python = place / "bin" / "python"
        if uv:
            _run([uv, "venv", "--quiet", "--seed", "--python", sys.executable, str(place)])
            _run(
                [
                    uv,
                    "pip",
                    "install",
                    "--quiet",
                    "--compile-bytecode",
                    "--python",
                    str(python),
                    *_DRIVER,
                    "-r",
                    str(environment.requirements),
                ]
            )
        else:
            _run([sys.executable, "-m", "venv", str(place)])
            _run([str(python), "-m", "pip", "install", "--quiet", "--compile", *_DRIVER, "-r", str(environment.requirements)])
        on_stage(f"compiling {environment.name}")
        subprocess.run([str(python), "-m", "compileall", "-q", "-j", "0", str(place / "lib")], check=False, capture_output=True)
        modules = json.loads(_run([str(python), "-I", "-c", _LIST_MODULES]))
        frozen = _run([str(python), "-m", "pip", "freeze"]).splitlines()
        (place / _DONE).write_text(json.dumps({"modules": modules, "packages": frozen}), encoding="utf-8")
    found = _read(place, environment)
    if found is None:
        raise MachineError(f"the environment {environment.name} was built and cannot be read")
    return found


def place_of(environment: Environment, folder: Path) -> Path:
    """Return where the environment lies below `folder`, built or not: the name follows what the requirements hold."""
    content = environment.requirements.read_bytes() + repr((environment.variables, sys.version_info[:2], _DRIVER)).encode()
    return folder / f"{environment.name}-{hashlib.sha256(content).hexdigest()[:12]}"


def _read(place: Path, environment: Environment) -> BuiltEnvironment | None:
    try:
        document = json.loads((place / _DONE).read_text(encoding="utf-8"))
    except OSError:
        return None
    packages = hashlib.sha256("\n".join(document["packages"]).encode()).hexdigest()[:12]
    return BuiltEnvironment(
        name=environment.name,
        fingerprint=f"{place.name}-{packages}",
        python=str(place / "bin" / "python"),
        prefix=str(place),
        base_prefix=sys.base_prefix,
        modules=frozenset(document["modules"]),
        variables=environment.variables,
    )


def _run(command: Sequence[str]) -> str:
    variables = {name: value for name, value in os.environ.items() if name not in {"PYTHONPATH", "PYTHONDONTWRITEBYTECODE"}}
    done = subprocess.run(command, capture_output=True, text=True, timeout=_SECONDS, check=False, env=variables)
    if done.returncode != 0:
        raise MachineError(f"{Path(command[0]).name} failed: {(done.stderr or done.stdout).strip()[-1500:]}")
    return done.stdout
