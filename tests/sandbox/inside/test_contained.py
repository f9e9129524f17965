from __future__ import annotations

import os
import select
import signal
import socket
import subprocess
import sys
from pathlib import Path

from grader.sandbox.bubblewrap import INSIDE

_ORPHANS_WITHOUT_END = f"""
import os, signal, socket, sys, time
sys.path.insert(0, {str(INSIDE)!r})
from contained import Contained
first = os.fork()
if first == 0:
    time.sleep(60)
    os._exit(0)
server = Contained.__new__(Contained)
server.control, host = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
host.send(b'end')
really, os.waitpid = os.waitpid, lambda *_: (first + 1, 0)  # another one each time that it is asked
print(server.wait_for(first))
os.kill(first, signal.SIGKILL)
really(first, 0)
"""


def test_a_storm_of_orphans_does_not_keep_it_from_hearing_the_host() -> None:
    with subprocess.Popen(
        [sys.executable, "-c", _ORPHANS_WITHOUT_END], stdout=subprocess.PIPE, start_new_session=True
    ) as process:
        try:
            assert process.communicate(timeout=20)[0] == b"0\n"
        finally:
            os.killpg(process.pid, signal.SIGKILL) if process.poll() is None else None


def test_it_serves_nothing_where_it_is_not_the_first_process(tmp_path: Path) -> None:
    address = str(tmp_path / "socket")
    with socket.socket(socket.AF_UNIX, socket.SOCK_SEQPACKET) as listening:
        listening.bind(address)
        listening.listen(1)
        done = subprocess.run(
            [sys.executable, str(INSIDE / "contained.py"), address],
            capture_output=True,
            encoding="utf-8",
            timeout=60,
            check=False,
        )
        assert done.returncode == 1
        assert "no processes of their own" in done.stderr
        assert select.select([listening], [], [], 0)[0] == []
