# ruff: noqa: E501, ISC004 - a notebook's cell reads best in one piece, and a long one in pieces beside each other
from __future__ import annotations

import ast
import os
from collections.abc import Callable
from typing import Any

import pytest

from grader.core.limits import MIB

pytestmark = [pytest.mark.slow, pytest.mark.usefixtures("unharmed")]

_FILL = """import os
written = 0
try:
    for n in range({files}):
        with open('{place}/fill%d' % n, 'wb') as stream:
            for _ in range({blocks}):
                written += stream.write(b'x' * (1 << 20))
except OSError as error:
    print(error.errno)
print(written >> 20)
for n in range({files}):
    try:
        os.unlink('{place}/fill%d' % n)
    except OSError:
        pass
"""


def test_no_file_and_no_number_of_files_outgrows_the_limit(attack: Callable[..., Any]) -> None:
    ran = attack([
        _FILL.format(place="/tmp", files=1, blocks=300),
        _FILL.format(place="/tmp", files=300, blocks=1),
        _FILL.format(place="/dev/shm", files=300, blocks=1),
        "import os\ntry:\n    os.truncate(os.open('sparse', os.O_CREAT | os.O_RDWR), 1 << 40)\n    print('sparse')\nexcept OSError:\n    print('refused')",
    ], disk_bytes=64 * MIB)  # fmt: skip
    answers = ran.answers()
    assert all(int(answer) <= 64 for answer in answers[:3])
    assert answers[3] == "refused"


def test_inodes_are_bounded_too(attack: Callable[..., Any]) -> None:
    ran = attack(["import os\nprint([os.statvfs(place).f_files for place in ('/tmp', '/dev/shm')])"])
    assert all(0 < count <= 500_000 for count in ast.literal_eval(ran.answers()[0])), ran.answers()


def test_the_hosts_disk_is_what_it_was(attack: Callable[..., Any], server: Any) -> None:
    before = os.fstat(server._server.log.fileno()).st_size
    attack([
        "import os\nos.write(2, b'x' * (1 << 20))",
        "import sys, warnings\nfor _ in range(200):\n    os.write(1, b'y' * 5000)",
        "k = get_ipython().kernel\ns, p = k.session, k.get_parent('shell')\nfor n in range(2000):\n"
        "    s.send(k.iopub_thread.socket, 'nothing-known' * 20, {}, parent=p)",
    ])  # fmt: skip
    assert os.fstat(server._server.log.fileno()).st_size - before < 10_000
