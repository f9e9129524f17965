"""The outer wall: bubblewrap's argument list for a Python that imports from read-only folders and reaches nothing else."""

from __future__ import annotations

import shutil
import sys
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

INSIDE = Path(__file__).parent / "inside"
SEEN_INSIDE, SEEN_DATA = "/srv/inside", "/srv/data"
_SYSTEM_LINKS = (("usr/lib", "/lib"), ("usr/lib64", "/lib64"), ("usr/bin", "/bin"), ("usr/sbin", "/sbin"))
OPTIONAL_FILES = ("/etc/ld.so.cache", "/etc/fonts", "/etc/alternatives", "/etc/localtime")
_DEVICE_FACTS = ("/sys/dev/char", "/sys/bus/pci", "/sys/devices/system/node")  # where a driver's library reads what it drives
_UID = 1000


@dataclass(frozen=True)
class Wall:
    """What the outer wall lets in: read-only folders (host path → path inside), devices, and the sizes of /tmp.

    `only` are folders within those of which nothing but the entries named is seen.
    """

    read_only: Mapping[str, str]
    devices: Sequence[str] = ()
    tmp_bytes: int = 256 * 1024 * 1024
    only: Mapping[Path, Sequence[Path]] = field(default_factory=dict)


def find_bubblewrap() -> str | None:
    """Return the path of the bwrap program, or None."""
    return shutil.which("bwrap", path="/usr/bin:/bin:/usr/local/bin")


def python_folders(prefix: str = sys.prefix, base: str = sys.base_prefix) -> dict[str, str]:
    """Return the folders a Python environment imports from that /usr does not already hold."""
    resolved = str(Path(base).resolve())
    folders = {folder: folder for folder in (prefix, base, resolved) if not Path(folder).is_relative_to("/usr")}
    return {folder: folder for folder in folders if not any(_below(folder, other) for other in folders if other != folder)}


def _below(folder: str, other: str) -> bool:
    return Path(folder).is_relative_to(other)


def bubblewrap_arguments(
    wall: Wall, environment: Mapping[str, str], *, seccomp_fd: int, passwd_fd: int, group_fd: int
) -> list[str]:
    """Return the options for `bwrap --args`, everything up to the command.

    No network, no host folder writable, private /tmp, /dev, /dev/shm and /proc, no capabilities. User namespaces stay
    allowed: the inner walls are made of them, and each inner wall forbids further ones.
    """
    options = [
        "--unshare-user", "--unshare-ipc", "--unshare-pid", "--unshare-net", "--unshare-uts", "--unshare-cgroup-try",
        "--uid", str(_UID), "--gid", str(_UID), "--hostname", "localhost",
        "--die-with-parent", "--new-session", "--cap-drop", "ALL", "--clearenv", "--seccomp", str(seccomp_fd),
        "--ro-bind", "/usr", "/usr",
    ]  # fmt: skip
    for target, link in _SYSTEM_LINKS:
        options += ["--symlink", target, link]
    for path in OPTIONAL_FILES:
        options += ["--ro-bind-try", path, path]
    options += ["--ro-bind-data", str(passwd_fd), "/etc/passwd", "--ro-bind-data", str(group_fd), "/etc/group"]
    options += ["--proc", "/proc", "--dev", "/dev"]
    for device in wall.devices:
        options += ["--dev-bind-try", device, device]
    for path in _DEVICE_FACTS if wall.devices else ():
        options += ["--ro-bind-try", path, path]
    options += ["--size", str(wall.tmp_bytes), "--tmpfs", "/dev/shm", "--size", str(wall.tmp_bytes), "--tmpfs", "/tmp"]  # noqa: S108 - inside
    options += ["--remount-ro", "/dev"]
    for source, target in wall.read_only.items():
        options += ["--ro-bind", source, target]
    for folder, entries in wall.only.items():
        options += [*_covered(folder, entries, wall.read_only)]
    for name, value in environment.items():
        options += ["--setenv", name, value]
    return [*options, "--chdir", "/tmp", "--remount-ro", "/"]  # noqa: S108 - inside, a tmpfs of its own


def _covered(folder: Path, entries: Sequence[Path], read_only: Mapping[str, str]) -> Iterator[str]:
    """Give the options that cover a folder with an empty one and bind its entries into it, each by itself."""
    yield from ("--perms", "0755", "--tmpfs", str(folder))
    for entry in entries:
        if entry.is_symlink():
            yield from ("--symlink", str(entry.readlink()), str(entry))
        elif entry.is_dir() or entry.is_file():
            yield from ("--ro-bind", _source(entry, read_only), str(entry))
    yield from ("--remount-ro", str(folder))


def _source(entry: Path, read_only: Mapping[str, str]) -> str:
    """Return where an entry is bound from: below a folder that was staged, where there is one that holds it."""
    for source, target in read_only.items():
        if source != target and entry.is_relative_to(target):
            return f"{source}/{entry.relative_to(target)}"
    return str(entry)


def account_files(uid: int = _UID, gid: int = _UID) -> tuple[bytes, bytes]:
    """Return a made-up /etc/passwd and /etc/group, so that `getpass.getuser()` has an answer."""
    return f"student:x:{uid}:{gid}::/tmp/home:/bin/sh\n".encode(), f"student:x:{gid}:\n".encode()
