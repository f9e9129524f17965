from __future__ import annotations

import struct

import pytest

from grader.sandbox.seccomp import seccomp_filter

_ALLOW, _KILL, _EPERM, _ENOSYS, _EAFNOSUPPORT = 0x7FFF0000, 0x80000000, 0x00050001, 0x00050026, 0x00050061
_DONE_NOTHING = 0x00050000  # the caller is told that it worked
_X86 = 0xC000003E


def _verdict(program: bytes, number: int, *arguments: int, architecture: int = _X86) -> int:
    """Run a filter as the kernel would on one system call."""
    call = struct.pack("=IIQ6Q", number & 0xFFFFFFFF, architecture, 0, *[*arguments, 0, 0, 0, 0, 0, 0][:6])
    steps, at, held = [struct.unpack_from("=HBBI", program, place) for place in range(0, len(program), 8)], 0, 0
    while True:
        code, yes, no, value = steps[at]
        at += 1
        if code == 0x20:
            held = struct.unpack_from("=I", call, value)[0]
        elif code == 0x06:
            return value
        else:
            true = {0x15: held == value, 0x35: held >= value, 0x45: bool(held & value)}[code]
            at += yes if true else no


@pytest.fixture
def inner() -> bytes:
    return seccomp_filter(inner=True, machine="x86_64")


@pytest.mark.parametrize(("name", "number"), [
    ("mount", 165), ("umount2", 166), ("pivot_root", 155), ("chroot", 161), ("unshare", 272), ("setns", 308), ("ptrace", 101),
    ("bpf", 321), ("keyctl", 250), ("add_key", 248), ("io_uring_setup", 425), ("userfaultfd", 323), ("process_vm_writev", 311),
    ("perf_event_open", 298), ("pidfd_getfd", 438), ("open_by_handle_at", 304), ("kexec_load", 246), ("memfd_create", 319),
    ("memfd_secret", 447), ("shmget", 29), ("msgget", 68), ("semget", 64), ("mq_open", 240),
])  # fmt: skip
def test_a_run_is_refused_what_it_has_no_use_for(inner: bytes, name: str, number: int) -> None:
    assert _verdict(inner, number) in {_EPERM, _ENOSYS}, name


@pytest.mark.parametrize("number", [0, 1, 9, 39, 57, 59, 61, 202, 231, 257])
def test_ordinary_calls_pass(inner: bytes, number: int) -> None:
    assert _verdict(inner, number) == _ALLOW


def test_only_families_that_reach_nothing_may_be_opened(inner: bytes) -> None:
    for call in (41, 53):
        assert [_verdict(inner, call, family) for family in (1, 2, 10, 16)] == [_ALLOW] * 4
        assert [_verdict(inner, call, family) for family in (17, 38, 40, 31, 44)] == [_EAFNOSUPPORT] * 5


def test_clone_makes_processes_and_threads_but_no_namespace(inner: bytes) -> None:
    assert _verdict(inner, 56, 17) == _ALLOW
    assert _verdict(inner, 56, 0x3D0F00) == _ALLOW
    for flag in (0x20000, 0x2000000, 0x4000000, 0x8000000, 0x10000000, 0x20000000, 0x40000000):
        assert _verdict(inner, 56, flag | 17) == _EPERM
    assert _verdict(inner, 435) == _ENOSYS


def test_terminals_cannot_be_typed_into(inner: bytes) -> None:
    assert _verdict(inner, 16, 0, 0x5412) == _EPERM
    assert _verdict(inner, 16, 0, 0xFFFFFFFF00005412) == _EPERM
    assert _verdict(inner, 16, 0, 0x5401) == _ALLOW


def test_limits_and_priority_of_another_process_cannot_be_set(inner: bytes) -> None:
    for number in (302, 142, 144, 314):  # prlimit64, sched_setparam, sched_setscheduler, sched_setattr
        assert _verdict(inner, number, 0) == _ALLOW
        assert _verdict(inner, number, 1) in {_EPERM, _ENOSYS, _DONE_NOTHING}
    assert _verdict(inner, 141, 0, 0) == _ALLOW
    assert _verdict(inner, 141, 0, 1) in {_EPERM, _ENOSYS}


def test_other_instruction_sets_are_killed(inner: bytes) -> None:
    assert _verdict(inner, 39, architecture=0x40000003) == _KILL
    assert _verdict(inner, 39 | 0x40000000) == _KILL


def test_the_outer_filter_lets_the_inner_wall_be_built() -> None:
    outer = seccomp_filter(inner=False, machine="x86_64")
    assert [_verdict(outer, number) for number in (165, 272, 161, 435, 319)] == [_ALLOW] * 5
    assert _verdict(outer, 321) == _EPERM


def test_both_architectures_have_a_filter_and_no_other() -> None:
    assert _verdict(seccomp_filter(inner=True, machine="aarch64"), 40, architecture=0xC00000B7) == _EPERM
    with pytest.raises(KeyError):
        seccomp_filter(inner=True, machine="riscv64")
