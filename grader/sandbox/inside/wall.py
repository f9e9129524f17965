"""The inner wall: what a forked run puts between itself and its siblings before any submitted code runs.

Its own user, mount, PID, network, IPC and UTS namespace, its own /tmp, /dev/shm and /proc; then Landlock where the kernel
has it, no capability, no new privilege, not dumpable, no further namespaces, and a second seccomp filter. Runs inside
bubblewrap as its ordinary user. In a container of its own a run needs no namespaces, and gets the rest.
"""

from __future__ import annotations

import ctypes
import fcntl
import os
import resource
import socket
import struct
from pathlib import Path

_NEWNS, _NEWUTS, _NEWIPC, _NEWUSER, _NEWPID, _NEWNET = 0x20000, 0x4000000, 0x8000000, 0x10000000, 0x20000000, 0x40000000
_READONLY, _NOSUID, _NODEV, _REMOUNT, _BIND, _REC, _PRIVATE = 1, 2, 4, 0x20, 0x1000, 0x4000, 0x40000
_SET_PDEATHSIG, _SET_DUMPABLE, _CAPBSET_DROP, _SET_SECCOMP, _SET_NO_NEW_PRIVS = 1, 4, 24, 22, 38
_CAPBSET_READ = 23
_LAST_CAPABILITY = 40
_SIOCSIFFLAGS, _IFF_UP = 0x8914, 1
_CREATE_RULESET, _ADD_RULE, _RESTRICT_SELF = 444, 445, 446
_WRITES = 0b1_1111_1110_0010  # LANDLOCK_ACCESS_FS_WRITE_FILE, REMOVE_*, MAKE_*
_REFER, _TRUNCATE = 1 << 13, 1 << 14  # since ABI 2 and 3
_SCOPED = 3  # abstract sockets and signals stay within the run, since ABI 6
_KILL = 9
_INODES = 200_000  # each is about 1 KB of the kernel's memory, which no limit of a process counts

_libc = ctypes.CDLL(None, use_errno=True)


def _call(name: str, *arguments: object) -> None:
    if getattr(_libc, name)(*arguments) != 0:
        error = ctypes.get_errno()
        raise OSError(error, f"{name}: {os.strerror(error)}")


def _prctl(option: int, value: object = 0, more: object = 0) -> None:
    _call("prctl", option, value, more, 0, 0)


def _mount(source: str, target: str, kind: str | None, flags: int, data: str = "") -> None:
    _call("mount", source.encode(), target.encode(), kind.encode() if kind else None, flags, data.encode() or None)


def enter_namespaces() -> None:
    """Leave the siblings' namespaces; the next child forked is process 1 of a new PID namespace."""
    uid, gid = os.getuid(), os.getgid()
    _call("unshare", _NEWUSER | _NEWNS | _NEWPID | _NEWIPC | _NEWUTS | _NEWNET)
    Path("/proc/self/setgroups").write_text("deny", encoding="ascii")
    Path("/proc/self/uid_map").write_text(f"{uid} {uid} 1", encoding="ascii")
    Path("/proc/self/gid_map").write_text(f"{gid} {gid} 1", encoding="ascii")
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as control:  # a loopback that only this run is on
        fcntl.ioctl(control, _SIOCSIFFLAGS, struct.pack("16sH14x", b"lo", _IFF_UP))


def die_with_parent() -> None:
    """Ask the kernel to kill this process, and with it its namespace, when the process that forked it ends."""
    _prctl(_SET_PDEATHSIG, _KILL)


def own_files(disk_bytes: int, keep: list[str]) -> None:
    """Cover every writable place with an empty one of its own, and /proc with its own view.

    `keep` are read-only folders below /tmp that must stay to be seen: a course may live there, with its environments.
    """
    _mount("none", "/", None, _REC | _PRIVATE)
    kept = [(os.open(path, os.O_PATH | os.O_DIRECTORY), path) for path in keep]
    _mount("tmpfs", "/tmp", "tmpfs", _NOSUID | _NODEV, f"size={disk_bytes},nr_inodes={_INODES},mode=1777")  # noqa: S108 - a mount of our own
    bases = {str(Path(*Path(path).parts[:3])) for path in keep if len(Path(path).parts) > 3}  # /tmp/course of /tmp/course/.venv
    for base in bases:
        Path(base).mkdir()
        _mount("tmpfs", base, "tmpfs", _NOSUID | _NODEV, "size=64k,mode=755")
    for descriptor, path in kept:
        Path(path).mkdir(parents=True)
        _mount(f"/proc/self/fd/{descriptor}", path, None, _BIND | _REC)
        os.close(descriptor)
    for base in bases:  # what leads to them holds nothing else, and stays so
        _mount("none", base, None, _REMOUNT | _READONLY | _NOSUID | _NODEV)
    _mount("tmpfs", "/dev/shm", "tmpfs", _NOSUID | _NODEV, f"size={min(disk_bytes, 1 << 30)},nr_inodes={_INODES},mode=1777")  # noqa: S108 - likewise
    _mount("devpts", "/dev/pts", "devpts", _NOSUID, "newinstance,ptmxmode=0666,mode=600")
    _mount("proc", "/proc", "proc", _NOSUID | _NODEV)
    Path("/proc/sys/user/max_user_namespaces").write_text("0", encoding="ascii")


def set_limits(limits: dict[str, float], *, private_memory: bool = True) -> None:
    """Bound each process; the clock and the memory of the whole tree are watched from outside.

    `private_memory` is left unbounded where a graphics card is lent: its driver maps more than it uses.
    """
    # Above the watchdog's limit: a run that outgrows it is ended from outside as MEMORY, this bounds one sudden allocation.
    memory, disk = int(limits["memory_bytes"] * 1.5) + (512 << 20), int(limits["disk_bytes"])
    cpu = int(limits["seconds"] * (os.cpu_count() or 1)) + 30
    for which, value in (
        (resource.RLIMIT_DATA, memory if private_memory else resource.RLIM_INFINITY),
        (resource.RLIMIT_FSIZE, disk),
        (resource.RLIMIT_NPROC, int(limits["processes"]) if _own_users() else resource.RLIM_INFINITY),
        (resource.RLIMIT_NOFILE, int(limits["open_files"])),
        (resource.RLIMIT_CPU, cpu),
        (resource.RLIMIT_CORE, 0),
    ):
        hard = resource.getrlimit(which)[1]
        bound = min((one for one in (value, hard) if one != resource.RLIM_INFINITY), default=resource.RLIM_INFINITY)
        resource.setrlimit(which, (bound, bound))


def _own_users() -> bool:
    """Say whether users are counted here apart from the host's: else a limit of processes counts all that one's user has."""
    return Path("/proc/self/uid_map").read_text(encoding="ascii").split() != ["0", "0", "4294967295"]


def landlock(writable: tuple[str, ...]) -> int:
    """Forbid this process and all it starts to write anywhere but below `writable`; return the kernel's ABI, 0 for none.

    The mounts forbid it already; this is a second lock of another make. Source: Documentation/userspace-api/landlock.rst.
    """
    abi = int(_libc.syscall(_CREATE_RULESET, None, 0, 1))
    if abi < 1:
        return 0
    access = _WRITES | (_REFER if abi >= 2 else 0) | (_TRUNCATE if abi >= 3 else 0)
    attributes = struct.pack("=QQQ", access, 0, _SCOPED) if abi >= 6 else struct.pack("=Q", access)
    ruleset = int(_libc.syscall(_CREATE_RULESET, attributes, len(attributes), 0))
    if ruleset < 0:
        raise OSError(ctypes.get_errno(), "landlock_create_ruleset")
    for path in writable:
        folder = os.open(path, os.O_PATH)
        rule = ctypes.create_string_buffer(struct.pack("=Qi", access, folder), 12)
        if _libc.syscall(_ADD_RULE, ruleset, 1, rule, 0) != 0:
            raise OSError(ctypes.get_errno(), f"landlock_add_rule {path}")
        os.close(folder)
    _prctl(_SET_NO_NEW_PRIVS, 1)
    if _libc.syscall(_RESTRICT_SELF, ruleset, 0) != 0:
        raise OSError(ctypes.get_errno(), "landlock_restrict_self")
    os.close(ruleset)
    return abi


def hide() -> None:
    """Let no other process of this user look into this one."""
    _prctl(_SET_DUMPABLE, 0)


def give_up_power(seccomp: bytes) -> None:
    """Drop every capability for good, hide from siblings' /proc, and load the inner seccomp filter."""
    for capability in range(_LAST_CAPABILITY + 1):
        if _libc.prctl(_CAPBSET_READ, capability, 0, 0, 0) == 1:
            _prctl(_CAPBSET_DROP, capability)
    header = struct.pack("=Ii", 0x20080522, 0)  # _LINUX_CAPABILITY_VERSION_3, this process
    _call("capset", ctypes.create_string_buffer(header, 8), ctypes.create_string_buffer(24))
    _prctl(_SET_NO_NEW_PRIVS, 1)
    hide()
    if seccomp:
        program = ctypes.create_string_buffer(seccomp, len(seccomp))
        descriptor = struct.pack("HxxxxxxP", len(seccomp) // 8, ctypes.addressof(program))
        _prctl(_SET_SECCOMP, 2, ctypes.create_string_buffer(descriptor, len(descriptor)))
