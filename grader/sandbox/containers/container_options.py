"""What a container is told: nothing of the host writable, no network, no capability, and the run's own bounds."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType

from grader.core.limits import MIB, Limits
from grader.sandbox.bubblewrap import OPTIONAL_FILES, Wall

SEEN_CONTROL = "/srv/control"
_TMP, _SHM = "/tmp", "/dev/shm"  # noqa: S108 - inside, mounts of its own
_START = ("run", "--rm", "--pull", "never", "--log-driver", "none", "--network", "none", "--read-only", "--init=false")
# What Podman alone does unless told: hand on the caller's proxies, copy its /etc/hosts, leave /run and /var/tmp writable.
_UNLIKE = MappingProxyType(
    {"podman": ("--http-proxy=false", "--no-hosts", "--read-only-tmpfs=false", "--pid", "private"), "docker": ()}
)
# Podman copies what lies beneath unless it is told, and knows no number of files: there the group's memory bounds them.
_EMPTY = MappingProxyType({"podman": "notmpcopyup", "docker": "nr_inodes=200000"})
_SHM_BYTES = 1 << 30
_FEW_FILES, _FEW, _LITTLE = 256, 32, 128 * MIB
_OF_A_USER = 1 << 15  # processes of one user on all of the machine, no limit of a run: the most that engines may hand on anywhere


@dataclass(frozen=True)
class Account:
    """Who a container's process is on this machine, and the files that say so inside; `keep` maps that user to itself."""

    uid: int
    gid: int
    passwd: Path
    group: Path
    keep: bool = False


def container_options(engine: str, wall: Wall, limits: Limits, account: Account, *, name: str, control: Path) -> list[str]:
    """Return the options for `podman` or `docker`, everything up to the image.

    `control` is a folder in which the grader listens on a socket. Containers come without further walls inside: one run
    each. What the engine itself adds (its seccomp filter, AppArmor, masked files of /proc and /sys) stays. Variables are no
    options: the engine adds its own to them.
    """
    room = limits.memory_bytes + limits.disk_bytes  # a run's files lie in memory too
    empty = f"rw,nosuid,nodev,{_EMPTY[engine]}"
    shm = min(limits.disk_bytes, _SHM_BYTES)
    options = [
        *_START, *_UNLIKE[engine], *_ulimits(limits.open_files), "--name", name,
        "--hostname", "localhost", "--ipc", "private", "--cap-drop", "ALL",
        "--security-opt", "no-new-privileges", "--security-opt", "label=disable",
        "--user", f"{account.uid}:{account.gid}", *(("--userns", "keep-id") if account.keep else ()),
        *_group(room, limits.processes),
        "--tmpfs", f"{_TMP}:{empty},exec,size={limits.disk_bytes},mode=1777", "--tmpfs", f"{_SHM}:{empty},size={shm},mode=1777",
        "--workdir", _TMP,
    ]  # fmt: skip
    options += _bound("/usr", "/usr")
    for path in OPTIONAL_FILES:
        options += _bound(path, path) if Path(path).exists() else ()
    options += [*_bound(str(account.passwd), "/etc/passwd"), *_bound(str(account.group), "/etc/group")]
    options += _bound(str(control), SEEN_CONTROL)
    for source, target in wall.read_only.items():
        options += _bound(source, target)
    for folder, entries in wall.only.items():
        options += [*_covered(folder, entries, empty)]
    for device in wall.devices:
        options += ["--device", device] if Path(device).exists() else []
    return options


def trial_options(engine: str) -> list[str]:
    """Return the options for a container that proves that the engine starts some here, and can bound them."""
    return [*_START, *_UNLIKE[engine], *_ulimits(_FEW_FILES), *_group(_LITTLE, _FEW), *_bound("/usr", "/usr")]


def _group(room: int, processes: int) -> list[str]:
    """Return the bounds that the engine's control group keeps."""
    return ["--memory", str(room), "--memory-swap", str(room), "--pids-limit", str(processes)]


def _ulimits(open_files: int) -> list[str]:
    """Return limits that nobody is refused: unless they are told, engines ask for more than this process may have."""
    import resource  # noqa: PLC0415 - not on every system that imports the grader

    hard = resource.getrlimit(resource.RLIMIT_NPROC)[1]
    processes = _OF_A_USER if hard == resource.RLIM_INFINITY else min(hard, _OF_A_USER)
    values = f"nofile={open_files}:{open_files}", f"nproc={processes}:{processes}", "core=0:0"
    return [word for value in values for word in ("--ulimit", value)]


def _bound(source: str, target: str) -> list[str]:
    return ["--mount", _comma_separated("type=bind", f"source={source}", f"target={target}", "readonly")]


def _comma_separated(*values: str) -> str:
    """Return what the engines read as one row of CSV: a path may hold a comma."""
    row = io.StringIO()
    csv.writer(row, lineterminator="").writerow(values)
    return row.getvalue()


def _covered(folder: Path, entries: Sequence[Path], empty: str) -> Iterator[str]:
    """Give the options that cover a folder with an empty one and bind its entries into it, each by itself."""
    yield from ("--tmpfs", f"{folder}:{empty},size=64k,mode=755")
    for entry in entries:
        if entry.is_dir() or entry.is_file():
            yield from _bound(str(entry), str(entry))
