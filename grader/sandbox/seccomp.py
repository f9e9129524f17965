"""Seccomp filters as classic BPF: which system calls the sandbox refuses.

Two lists. OUTER is loaded by bubblewrap for everything in it; INNER is added by each run once its own walls stand,
so it may also refuse what building those walls needed. A refused call returns EPERM; the filter kills only foreign
architectures. Source: linux/filter.h, linux/seccomp.h, and the kernel's syscall tables for x86-64 and aarch64.
"""

from __future__ import annotations

import errno
import platform
import struct
from collections.abc import Iterable, Mapping
from types import MappingProxyType

_LOAD, _EQUAL, _AT_LEAST, _ANY_BIT, _RETURN = 0x20, 0x15, 0x35, 0x45, 0x06
_KILL, _ALLOW, _ERRNO = 0x80000000, 0x7FFF0000, 0x00050000
_NUMBER, _ARCH, _ARG0, _ARG1 = 0, 4, 16, 24
_AUDIT_ARCH = MappingProxyType({"x86_64": 0xC000003E, "aarch64": 0xC00000B7})
_NEW_NAMESPACES = 0x7E020080  # every CLONE_NEW* flag of clone(2)
_FAMILIES = (1, 2, 10, 16)  # AF_UNIX, AF_INET, AF_INET6, AF_NETLINK: useless without a network, expected by libraries
_TERMINAL_INJECTION = (0x5412, 0x541C)  # TIOCSTI, TIOCLINUX

# name: (x86-64, aarch64); None where the architecture has no such call
_CALLS: Mapping[str, tuple[int | None, int | None]] = MappingProxyType(
    {
        "acct": (163, 89),
        "add_key": (248, 217),
        "adjtimex": (159, 171),
        "bpf": (321, 280),
        "chroot": (161, 51),
        "clock_adjtime": (305, 266),
        "clock_settime": (227, 112),
        "delete_module": (176, 106),
        "fanotify_init": (300, 262),
        "finit_module": (313, 273),
        "fsconfig": (431, 431),
        "fsmount": (432, 432),
        "fsopen": (430, 430),
        "fspick": (433, 433),
        "init_module": (175, 105),
        "io_uring_enter": (426, 426),
        "io_uring_register": (427, 427),
        "io_uring_setup": (425, 425),
        "ioperm": (173, None),
        "iopl": (172, None),
        "kcmp": (312, 272),
        "kexec_file_load": (320, 294),
        "kexec_load": (246, 104),
        "keyctl": (250, 219),
        "lookup_dcookie": (212, 18),
        "memfd_create": (319, 279),
        "memfd_secret": (447, 447),
        "mount": (165, 40),
        "mq_open": (240, 180),
        "msgget": (68, 186),
        "semget": (64, 190),
        "shmget": (29, 194),
        "mount_setattr": (442, 442),
        "move_mount": (429, 429),
        "name_to_handle_at": (303, 264),
        "open_by_handle_at": (304, 265),
        "open_tree": (428, 428),
        "perf_event_open": (298, 241),
        "pidfd_getfd": (438, 438),
        "pivot_root": (155, 41),
        "process_madvise": (440, 440),
        "process_vm_readv": (310, 270),
        "process_vm_writev": (311, 271),
        "ptrace": (101, 117),
        "quotactl": (179, 60),
        "reboot": (169, 142),
        "request_key": (249, 218),
        "setns": (308, 268),
        "settimeofday": (164, 170),
        "swapoff": (168, 225),
        "swapon": (167, 224),
        "syslog": (103, 116),
        "umount2": (166, 39),
        "unshare": (272, 97),
        "userfaultfd": (323, 282),
    }
)
# Refused to a run only. Memory files and System V objects are counted nowhere but in a control group, which not every
# machine lends.
_RUN_ONLY = frozenset(
    {
        "memfd_create",
        "memfd_secret",
        "mq_open",
        "msgget",
        "semget",
        "shmget",
        "mount",
        "umount2",
        "pivot_root",
        "chroot",
        "unshare",
        "setns",
    }
)
_SOCKET = MappingProxyType({"x86_64": (41, 53), "aarch64": (198, 199)})  # socket, socketpair
_IOCTL = MappingProxyType({"x86_64": 16, "aarch64": 29})
# Which argument says whose limit or priority is set: one's own (0), or another's, and what the caller is told then.
# ZeroMQ sets the scheduling of its threads to what it is and aborts when that is refused: it is told that it was done.
_OF_ANOTHER = MappingProxyType(
    {
        "x86_64": ((302, _ARG0, errno.EPERM), (141, _ARG1, errno.EPERM), (144, _ARG0, 0), (142, _ARG0, 0), (314, _ARG0, 0)),
        "aarch64": ((261, _ARG0, errno.EPERM), (140, _ARG1, errno.EPERM), (119, _ARG0, 0), (118, _ARG0, 0), (274, _ARG0, 0)),
    }
)  # prlimit64, setpriority, sched_setscheduler, sched_setparam, sched_setattr
_CLONE = MappingProxyType({"x86_64": (56, 435), "aarch64": (220, 435)})  # clone, clone3


def seccomp_filter(*, inner: bool, machine: str = "") -> bytes:
    """Return the filter as the bytes of a `sock_filter` array, for bubblewrap's --seccomp or prctl(2).

    `inner` adds what only a finished inner wall can do without. Raises KeyError on an unsupported machine.
    """
    machine = machine or platform.machine()
    column = 0 if machine == "x86_64" else 1
    names = set(_CALLS) if inner else set(_CALLS) - _RUN_ONLY
    numbers = sorted(number for name in names if (number := _CALLS[name][column]) is not None)
    program = [_op(_LOAD, _ARCH), *_unless_equal(_AUDIT_ARCH[machine], _KILL), _op(_LOAD, _NUMBER)]
    if machine == "x86_64":  # the x32 calls share the architecture and would slip past the numbers
        program += [_op(_AT_LEAST, 0x40000000, 0, 1), _op(_RETURN, _KILL)]
    for number in numbers:
        program += _if_equal(number, _ERRNO | errno.EPERM)
    for number in _SOCKET[machine]:
        program += _only_when(number, _ARG0, _refuse_families())
    program += _only_when(_IOCTL[machine], _ARG1, _refuse_values(_TERMINAL_INJECTION))
    if inner:
        clone, clone3 = _CLONE[machine]
        program += _only_when(clone, _ARG0, [_op(_ANY_BIT, _NEW_NAMESPACES, 0, 1), _op(_RETURN, _ERRNO | errno.EPERM)])
        for of_another, argument, told in _OF_ANOTHER[machine]:
            program += _only_when(of_another, argument, _unless_equal(0, _ERRNO | told))
        program += _if_equal(clone3, _ERRNO | errno.ENOSYS)  # its flags lie in memory; the C library falls back to clone
    program.append(_op(_RETURN, _ALLOW))
    return b"".join(program)


def _op(code: int, value: int, yes: int = 0, no: int = 0) -> bytes:
    return struct.pack("=HBBI", code, yes, no, value)


def _if_equal(value: int, result: int) -> list[bytes]:
    return [_op(_EQUAL, value, 0, 1), _op(_RETURN, result)]


def _unless_equal(value: int, result: int) -> list[bytes]:
    return [_op(_EQUAL, value, 1, 0), _op(_RETURN, result)]


def _refuse_families() -> list[bytes]:
    allowed = len(_FAMILIES)
    tests = [_op(_EQUAL, family, allowed - index, 0) for index, family in enumerate(_FAMILIES)]
    return [*tests, _op(_RETURN, _ERRNO | errno.EAFNOSUPPORT)]


def _refuse_values(values: Iterable[int]) -> list[bytes]:
    return [step for value in values for step in _if_equal(value, _ERRNO | errno.EPERM)]


def _only_when(number: int, argument: int, body: list[bytes]) -> list[bytes]:
    """Run `body` on a call's argument, then put the call's number back for the tests that follow."""
    inner = [_op(_LOAD, argument), *body, _op(_LOAD, _NUMBER)]
    return [_op(_EQUAL, number, 0, len(inner)), *inner]
