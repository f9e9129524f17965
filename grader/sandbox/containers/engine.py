"""Podman or Docker on this machine: whether it can start a container, and the nearly empty image that every run starts from."""

from __future__ import annotations

import hashlib
import io
import shutil
import subprocess
import tarfile
from collections.abc import Sequence
from dataclasses import dataclass

from grader.core.errors import MachineError
from grader.core.show import show
from grader.sandbox.containers.container_options import trial_options

ENGINES = ("podman", "docker")
_SECONDS = 60
_FOLDERS = ("usr", "etc", "proc", "sys", "dev", "tmp", "srv", "srv/inside", "srv/data", "srv/control")
_LINKS = {"lib": "usr/lib", "lib64": "usr/lib64", "bin": "usr/bin", "sbin": "usr/sbin"}


@dataclass(frozen=True)
class Engine:
    """A container engine that has started a container here, and the image to start from."""

    name: str
    program: str
    image: str


def find_engine(name: str) -> Engine:
    """Return the engine with the image made and tried; MachineError with its own words where it cannot start a container."""
    program = shutil.which(name)
    if program is None:
        raise MachineError(f"{name} is not installed")
    body = _empty_system()
    image = f"localhost/grader-wall:{hashlib.sha256(body).hexdigest()[:12]}"
    if _ask([program, "image", "inspect", image]).returncode != 0:
        _must([program, "import", "-", image], f"{name} does not answer", body)
    _must([program, *trial_options(name), image, "/usr/bin/true"], f"{name} cannot start a container here")
    return Engine(name, program, image)


def first_engine() -> tuple[Engine | None, str]:
    """Return the first engine that answers, else None and why none does."""
    reasons = []
    for name in ENGINES:
        try:
            return find_engine(name), ""
        except MachineError as error:
            reasons.append(str(error))
    return None, ", ".join(reasons)


def _must(command: Sequence[str], what: str, body: bytes = b"") -> None:
    ended = _ask(command, body)
    if ended.returncode != 0:
        words = ended.stderr.decode("utf-8", "replace").strip().splitlines()
        raise MachineError(f"{what}: {show(words[-1] if words else 'it said nothing', 300)}")


def _ask(command: Sequence[str], body: bytes = b"") -> subprocess.CompletedProcess[bytes]:
    try:
        return subprocess.run(command, input=body, capture_output=True, check=False, timeout=_SECONDS)
    except (OSError, subprocess.TimeoutExpired) as error:
        raise MachineError(f"{command[0]} does not answer: {error}") from error


def _empty_system() -> bytes:
    """Return an archive of mount points and links, the same bytes each time: what runs comes from this machine, read-only."""
    body = io.BytesIO()
    with tarfile.open(fileobj=body, mode="w") as archive:
        for name in _FOLDERS:
            folder = tarfile.TarInfo(name)
            folder.type = tarfile.DIRTYPE
            folder.mode = 0o1777 if name == "tmp" else 0o755  # what is mounted there takes its mode
            archive.addfile(folder)
        for name, target in _LINKS.items():
            link = tarfile.TarInfo(name)
            link.type, link.linkname = tarfile.SYMTYPE, target
            archive.addfile(link)
    return body.getvalue()
