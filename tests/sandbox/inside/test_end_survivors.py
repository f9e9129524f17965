from __future__ import annotations

import shutil
import subprocess
import sys
import textwrap

import pytest

from grader.sandbox.bubblewrap import INSIDE

_DRIVER = f"""
import os, signal, sys, time
sys.path.insert(0, {str(INSIDE)!r})
from end_survivors import alive, end_survivors, others

def left_behind():
    started, said = os.pipe()
    for _ in range(3):
        if os.fork() == 0:
            os.setsid()
            if os.fork() == 0:
                signal.pthread_sigmask(signal.SIG_BLOCK, range(1, 32))
                os.write(said, b'x')
                time.sleep(300)
            os._exit(0)
    for _ in range(3):
        os.read(started, 1)

def drive(parameters):
    left_behind()
    before = sum(map(alive, others()))
    end_survivors(parameters)
    print(before, sum(map(alive, others())), flush=True)
"""
_IN_A_CONTAINER = _DRIVER + textwrap.dedent("""
    driver = os.fork()  # as contained.py does
    if driver == 0:
        drive({'contained': %s})
        os._exit(0)
    os.waitpid(driver, 0)
    print(os.getpid())
""")
_WITHOUT_A_WALL = _DRIVER + textwrap.dedent("""
    import subprocess
    beside = subprocess.Popen(['sleep', '300'])
    end_survivors({'contained': True})
    print(beside.poll())
    beside.kill()
""")


def _in_a_namespace(code: str) -> list[str]:
    command = ["unshare", "--user", "--map-root-user", "--pid", "--fork", "--mount-proc", sys.executable, "-c", code]
    done = subprocess.run(command, capture_output=True, encoding="utf-8", timeout=60, check=False)
    if done.returncode != 0 and "unshare" in done.stderr:
        pytest.skip(done.stderr)
    assert done.returncode == 0, done.stderr
    return done.stdout.splitlines()


@pytest.mark.skipif(not shutil.which("unshare"), reason="needs unshare")
@pytest.mark.parametrize(("contained", "seen"), [(True, "3 0"), (False, "3 3")])
def test_beside_the_first_process_of_a_container_nothing_is_left_but_that(contained: bool, seen: str) -> None:
    assert _in_a_namespace(_IN_A_CONTAINER % contained) == [seen, "1"]


@pytest.mark.skipif(not shutil.which("unshare"), reason="needs unshare")
def test_the_first_process_of_a_namespace_ends_everything_but_itself() -> None:
    assert _in_a_namespace(_DRIVER + "drive({})") == ["3 0"]


def test_without_a_wall_nothing_is_ended() -> None:
    done = subprocess.run([sys.executable, "-c", _WITHOUT_A_WALL], capture_output=True, encoding="utf-8", timeout=60, check=True)
    assert done.stdout == "None\n"
