# ruff: noqa: E501 - a notebook's cell or a hostile message reads best in one piece
from __future__ import annotations

import json
import os
import shlex
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

import grader
from grader.sandbox.conformance import QUESTIONS, conformance

pytestmark = pytest.mark.slow

_USER = 12345
_ASK = """
import json
from grader.sandbox.choose import choose_sandbox
from grader.sandbox.conformance import conformance
from grader.sandbox.server_process import ServerPlan
if __name__ == '__main__':
    with choose_sandbox(None, ServerPlan()) as sandbox:
        print(json.dumps({reply.name: reply.detail for reply in conformance(sandbox)}))
"""


@pytest.fixture(scope="module")
def ordinary_user(tmp_path_factory: pytest.TempPathFactory) -> Iterator[subprocess.Popen[str] | None]:
    """A process that asks everything as an ordinary user, beside the tests of this file; None where one cannot be made."""
    if os.geteuid() != 0 or not shutil.which("setpriv"):
        yield None
        return
    script = _as_user([sys.executable, "-B", "-c", _ASK], tmp_path_factory.mktemp("user"))
    command = ["unshare", "--mount", "--propagation", "private", "sh", "-euc", script]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, encoding="utf-8", cwd="/") as process:
        yield process
        process.kill()


@pytest.mark.usefixtures("ordinary_user")
def test_every_question_is_answered_no(server: Any) -> None:
    replies = conformance(server)
    assert [reply.name for reply in replies] == list(QUESTIONS)
    assert {reply.name: reply.detail for reply in replies if not reply.no} == {}


def test_every_question_is_answered_no_in_a_fresh_sandbox(fresh: Any) -> None:
    assert {reply.name: reply.detail for reply in conformance(fresh) if not reply.no} == {}


def test_every_question_is_answered_no_for_an_ordinary_user(ordinary_user: subprocess.Popen[str] | None) -> None:
    if ordinary_user is None:
        pytest.skip("the tests above already ran as an ordinary user")
    out, errors = ordinary_user.communicate(timeout=120)
    assert ordinary_user.returncode == 0, errors[-2000:]
    assert {name: detail for name, detail in json.loads(out).items() if detail} == {}


def _as_user(command: list[str], scratch: Path) -> str:
    """Return a script that runs `command` as an ordinary user who can read what it needs, in a mount namespace of its own."""
    needed = {str(Path(path).resolve()) for path in (sys.prefix, sys.base_prefix, Path(grader.__file__).parents[1])}
    lines = [f"mount -t tmpfs -o mode=755 tmpfs {shlex.quote(str(scratch))}"]
    closed: dict[str, list[tuple[int, str]]] = {}
    for number, path in enumerate(sorted(needed)):
        top = next((above for above in reversed(Path(path).parents) if not above.stat().st_mode & 0o001), None)
        if top is not None:
            lines += [f"mkdir {scratch}/{number}", f"mount --bind {shlex.quote(path)} {scratch}/{number}"]
            closed.setdefault(str(top), []).append((number, path))
    for top, inside in closed.items():
        lines.append(f"mount -t tmpfs -o mode=755 tmpfs {shlex.quote(top)}")
        for number, path in inside:
            lines += [f"mkdir -p {shlex.quote(path)}", f"mount --bind {scratch}/{number} {shlex.quote(path)}"]
    home = f"{scratch}/home"
    lines += [f"mkdir -m 777 {home}", "mount -t tmpfs -o mode=1777 tmpfs /tmp" if not str(scratch).startswith("/tmp") else "true"]
    ask = " ".join(shlex.quote(word) for word in command)
    lines.append(
        f"cd / && exec env -i PATH=/usr/bin:/bin:/usr/sbin HOME={home} TMPDIR=/tmp setpriv --reuid {_USER} --regid {_USER} --clear-groups {ask}"
    )
    return "\n".join(lines)
