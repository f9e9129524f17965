# ruff: noqa: E501, ISC004 - a notebook's cell reads best in one piece, and a long one in pieces beside each other
from __future__ import annotations

import stat
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

pytestmark = [pytest.mark.slow, pytest.mark.usefixtures("unharmed")]


def test_nothing_can_be_written_outside_the_runs_own_folder(attack: Callable[..., Any], host_marker: Path) -> None:
    ran = attack([
        f"import os\nos.makedirs({str(host_marker)!r}, exist_ok=True)\nopen({str(host_marker / 'left')!r}, 'w').write('x')",
        """import os, sys
got = []
for top in ('/', '/usr', '/etc', '/srv', '/srv/inside', '/srv/data', sys.prefix, sys.base_prefix, '/dev', '/dev/pts', '/proc/sys/kernel'):
    for how in (lambda p: open(p, 'w'), os.mkdir, lambda p: os.symlink('/', p), os.mkfifo):
        try:
            how(top + '/by-submission')
            got.append(top)
        except OSError:
            pass
print(got)""",
        """import os, numpy
got = []
for path in (numpy.__file__, os.__file__, '/etc/passwd', '/srv/data/keras/mnist.npz', '/usr/bin/env', '/srv/inside/serve.py'):
    for how in (lambda p: open(p, 'r+b'), os.unlink, lambda p: os.chmod(p, 0o777), lambda p: os.utime(p), lambda p: os.rename(p, p + '.x')):
        try:
            how(path)
            got.append(path)
        except OSError:
            pass
print(got)""",
        """import ctypes
libc = ctypes.CDLL(None)
print([libc.mount(b'none', b'/', None, 0x1020, None), libc.umount2(b'/tmp', 2), libc.chroot(b'/tmp')])""",
    ])  # fmt: skip
    assert not list(host_marker.iterdir())
    assert ran.answers()[1:] == ["[]", "[]", "[-1, -1, -1]"]


def test_links_do_not_bring_host_files_out(attack: Callable[..., Any], host_marker: Path) -> None:
    secret = host_marker / "secret.h5"
    secret.write_text("the host's own", encoding="ascii")
    ran = attack([
        f"""import os
os.symlink('/etc/passwd', 'passwd.h5')
os.symlink({str(secret)!r}, 'secret.h5')
os.symlink('/proc/1/environ', 'environ.h5')
os.symlink('/', 'folder')
os.symlink('/srv/data', 'data.h5')
for source in ('/etc/passwd', {str(secret)!r}, '/srv/data/keras/mnist.npz'):
    try:
        os.link(source, 'hard-' + os.path.basename(source) + '.h5')
    except OSError:
        pass
open('own.h5', 'w').write('mine')
os.link('own.h5', 'again.h5')""",
        "os.unlink('work.ipynb')\nos.symlink('/etc/passwd', 'work.ipynb')\nprint('replaced')",
    ])  # fmt: skip
    assert ran.status == "OK"
    assert set(ran.run.models) == {"own.h5", "again.h5"}
    assert ran.printed(1) == "replaced\n"
    assert b"root:" not in ran.run.notebook


def test_what_is_no_file_is_no_model(attack: Callable[..., Any]) -> None:
    ran = attack([
        """import os, socket
os.mkfifo('model.h5')
socket.socket(socket.AF_UNIX).bind('socket.h5')
os.mkdir('folder.h5')
for kind in (0o020000, 0o060000):
    try:
        os.mknod('device%o.h5' % kind, kind | 0o666, os.makedev(1, 5))
        print('made a device')
    except OSError:
        pass""",
    ])  # fmt: skip
    assert (ran.status, ran.run.models, ran.answers()) == ("OK", {}, [""])


def test_odd_names_come_out_harmless(attack: Callable[..., Any]) -> None:
    ran = attack([
        "for name in (b'\\xff\\xfe.h5', b'a\\nb\\x1b[31m.h5', b'x' * 250 + b'.h5', '\\u202egpj.h5'.encode(), b'-rf.h5'):\n    open(name, 'w').write('1')",
        "import os\nos.makedirs('.git/hooks')\nopen('.git/hooks/x.h5', 'w').write('2')",
    ])  # fmt: skip
    assert ran.status == "OK"
    assert len(ran.run.models) == 6
    assert all(name.isprintable() and not name.startswith("/") and ".." not in name for name in ran.run.models)


@pytest.mark.parametrize(
    "last",
    [
        "import os\nopen('model.h5', 'w').write('x')\nos.chmod('model.h5', 0)",
        "import os\nos.mkdir('closed')\nopen('closed/m.h5', 'w').close()\nos.chmod('closed', 0)\nos.chmod('.', 0)",
        "import os\nfor _ in range(1200):\n    os.mkdir('d')\n    os.chdir('d')\nopen('m.h5', 'w').write('x')",
        "import os\nfor _ in range(700):\n    os.mkdir('d' * 9)\n    os.chdir('d' * 9)\nopen('m.h5', 'w').write('x')",
        "import shutil\nshutil.rmtree('/tmp/project', ignore_errors=True)\nshutil.rmtree('/tmp/kernel', ignore_errors=True)",
        "import os\nos.rename('/tmp/project', '/tmp/moved')\nos.symlink('/', '/tmp/project')",
        "import resource\nresource.prlimit(1, resource.RLIMIT_NOFILE, (3, 3))",
    ],
    ids=["unreadable-file", "unreadable-folder", "deep", "long-path", "gone", "moved", "no-descriptors"],
)
def test_no_folder_the_group_leaves_is_the_machines_fault(attack: Callable[..., Any], last: str) -> None:
    ran = attack(["print('first')", last])
    assert ran.status != "INTERNAL_ERROR", ran.run.execution.message
    assert ran.cells[0] == "OK"


def test_a_million_files_end_in_time_with_the_cells_that_ran(attack: Callable[..., Any]) -> None:
    ran = attack(
        ["print('first')", "import os\nfor n in range(10**6):\n    os.makedirs(f'd{n // 1000}', exist_ok=True)\n    open(f'd{n // 1000}/{n}.h5', 'w').close()"],
        seconds=4,
    )  # fmt: skip
    assert ran.seconds < 4 + 5 + 2
    assert ran.status in {"TIMEOUT", "CELL_ERROR", "MEMORY"}
    assert ran.cells[0] == "OK"


def test_a_model_replaced_while_it_is_read_is_a_plain_file_or_none(attack: Callable[..., Any]) -> None:
    ran = attack([
        """import os
os.mkfifo('fifo')
if os.fork() == 0:
    os.setsid()
    while True:
        for make in (lambda: open('next', 'w').write('plain'), lambda: os.mkfifo('next'), lambda: os.symlink('/etc/passwd', 'next')):
            try:
                make()
                os.rename('next', 'model.h5')
            except OSError:
                pass""",
    ], seconds=4)  # fmt: skip
    assert ran.status in {"OK", "TIMEOUT"}
    assert ran.seconds < 4 + 5 + 2
    assert set(ran.run.models.values()) <= {b"plain", b""}


def test_a_later_run_finds_nothing_of_an_earlier_one(attack: Callable[..., Any]) -> None:
    places = "('/tmp', '/dev/shm', '/tmp/home', '/tmp/home/.keras', '/tmp/home/matplotlib', '/tmp/home/ipython', '.')"
    left = attack([
        f"import os\nfor place in {places}:\n    open(place + '/left-behind', 'w').write('x')",
        "from multiprocessing import shared_memory\nfrom multiprocessing.resource_tracker import unregister\n"
        "block = shared_memory.SharedMemory('left', create=True, size=100)\nunregister('/left', 'shared_memory')\nprint(block.name)",
        "import ctypes\nprint(ctypes.CDLL(None).shmget(4711, 100, 0o1666) >= 0)",
    ])  # fmt: skip
    found = attack([
        f"import os\nprint([place for place in {places} if os.path.exists(place + '/left-behind')])",
        "import os\nprint(os.listdir('/dev/shm'))",
        "import ctypes\nprint(ctypes.CDLL(None).shmget(4711, 100, 0o666))",
    ])  # fmt: skip
    assert left.cells[0] == "OK"
    assert found.answers() == ["[]", "[]", "-1"]


def test_the_executed_notebook_is_no_file_of_the_sandbox(attack: Callable[..., Any]) -> None:
    ran = attack(["import os, stat\nprint(stat.S_ISREG(os.lstat('work.ipynb').st_mode))\nopen('work.ipynb', 'w').write('{}')"])
    assert ran.printed(0) == "True\n"
    assert stat.S_IFREG  # the mode was read inside; nothing was opened outside
