# ruff: noqa: E501 - a notebook's cell or a hostile message reads best in one piece
from __future__ import annotations

import ast
import os
import re
import secrets
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import psutil
import pytest

from grader.core.heldout import HeldOut
from grader.core.limits import MIB, Limits
from grader.sandbox.job import Job

pytestmark = [pytest.mark.slow, pytest.mark.usefixtures("unharmed")]


@pytest.fixture(scope="module")
def looked(attack: Callable[..., Any]) -> Any:
    """What a curious notebook finds."""
    return attack([
        "import os\nprint(sorted(os.environ.items()))",
        "print(os.getcwd(), os.uname(), __import__('sys').argv, __import__('getpass').getuser())",
        "print([open(f'/proc/{p}/cmdline').read() + open(f'/proc/{p}/comm').read() for p in os.listdir('/proc') if p.isdigit()])",
        "import subprocess\nprint(subprocess.run(['ps', 'axeww'], capture_output=True, text=True).stdout.split('ps axeww')[0])",
        "print([(int(n), os.readlink('/proc/self/fd/' + n)) for n in os.listdir('/proc/self/fd') if os.path.lexists('/proc/self/fd/' + n)])",
        """found = []
for top, folders, files in os.walk('/'):
    folders[:] = [f for f in folders if os.path.join(top, f) not in ('/proc', '/usr', '/sys')]
    found += [os.path.join(top, f) for f in files + folders if any(w in f.lower() for w in ('label', 'held', 'roster', 'gradebook', 'answer'))]
    if 'site-packages' in folders:
        folders.remove('site-packages')
print([f for f in found if '/lib/python' not in f and not f.startswith('/etc/alternatives/')])""",
        "print(sorted(os.listdir('/')), sorted(os.listdir('/etc')))",
    ])  # fmt: skip


@pytest.mark.parametrize("number", range(4), ids=["environment", "place", "processes", "ps"])
def test_nothing_a_notebook_commonly_looks_at_names_the_product(looked: Any, number: int) -> None:
    said = looked.printed(number).lower()
    assert said
    assert "grader" not in said
    assert "sandbox" not in said


def test_no_variable_of_this_process_reaches_a_notebook(attack: Callable[..., Any]) -> None:
    ran = attack(["import os\nprint(sorted(os.environ))"])
    ours = set(os.environ) - {"PATH", "LANG", "HOME", "USER", "LOGNAME", "TZ", "TMPDIR", "PYTHONDONTWRITEBYTECODE", "PYTHONPATH"}
    assert not ours & set(ast.literal_eval(ran.printed(0))) - {
        "MPLBACKEND",
        "PYTHONHASHSEED",
        "PYTHONNOUSERSITE",
        "TERM",
        "CLICOLOR",
        "PAGER",
        "OMP_NUM_THREADS",
    }


def test_no_label_and_no_list_of_students_is_anywhere(looked: Any) -> None:
    assert [name for name in ast.literal_eval(looked.printed(5)) if not name.endswith(("-labels-idx1-ubyte",))] == []
    needed = {Path(path).parts[1] for path in (sys.prefix, sys.base_prefix)}
    top = set(re.findall(r"'([^']+)'", looked.printed(6).partition("]")[0]))
    assert top - needed <= {"bin", "dev", "etc", "lib", "lib64", "proc", "sbin", "srv", "tmp", "usr"}


def test_a_kernel_holds_no_descriptor_of_the_server(looked: Any) -> None:
    links = [target for _, target in ast.literal_eval(looked.printed(4))]
    assert all(target.startswith(("/dev/null", "socket:", "pipe:", "anon_inode:", "/proc/")) for target in links), links


def _below(server: Any) -> set[int]:
    """Return the processes of this server alone; others run tests here too."""
    return {child.pid for child in psutil.Process(server._server.process.pid).children(recursive=True)}


def test_a_run_of_ours_holds_no_descriptor_of_the_host_either(server: Any) -> None:
    if os.geteuid() != 0:
        pytest.skip("only root may look at the descriptors of a process that hides them")
    server.run(Job("probe", {"attempts": []}))  # it stands, and is what it stays
    before = _below(server)
    limits = Limits(seconds=2, memory_bytes=700 * MIB)
    running = threading.Thread(target=server.run, args=(Job("hog", {"how": "time"}, limits=limits),))
    running.start()
    time.sleep(1)
    targets = {}
    for process in _below(server) - before:
        status = Path(f"/proc/{process}/status").read_text(encoding="ascii")
        if "NSpid" in status and status.split("NSpid:")[1].splitlines()[0].split()[-1] == "1":
            targets = {path.name: str(path.readlink()) for path in Path(f"/proc/{process}/fd").iterdir()}
    running.join()
    assert targets
    assert all(t.startswith(("/dev/null", "/memfd:", "pipe:", "anon_inode:")) for t in targets.values()), targets


def test_the_held_out_set_comes_in_shuffled_and_without_labels(
    score: Callable[..., Any], honest: bytes, heldout: HeldOut, server: Any
) -> None:
    seen: list[Job] = []

    class Listening:
        name = "listening"

        def run(self, job: Job, on_event: Any = None) -> Any:
            seen.append(job)
            return server.run(job, on_event)

        def close(self) -> None: ...

    score(honest, sandbox=Listening())
    inputs = dict(seen[0].inputs)
    assert set(inputs) == {"model", "images", "calibration_images", "calibration_labels"}
    assert inputs["images"] != heldout.images.tobytes()
    assert heldout.labels.astype("uint8").tobytes() not in b"".join(inputs.values())
    assert seen[0].tree is None


def test_memory_of_the_server_holds_nothing_of_this_process(attack: Callable[..., Any], monkeypatch: pytest.MonkeyPatch) -> None:
    secret = secrets.token_hex(16)
    monkeypatch.setenv("COURSE_TOKEN", secret)
    ran = attack([
        f"""import gc, sys
half = ({secret[:16]!r}, {secret[16:]!r})
mine = open('/proc/self/maps').read()
found = 0
with open('/proc/self/mem', 'rb', 0) as memory:
    for line in mine.splitlines():
        if ' rw-p' in line and '[v' not in line:
            low, high = (int(x, 16) for x in line.split()[0].split('-'))
            try:
                memory.seek(low)
                found += memory.read(min(high - low, 64 << 20)).count((half[0] + half[1]).encode())
            except (OSError, ValueError, OverflowError):
                pass
print(found)""",
    ], memory_bytes=1500 * MIB)  # fmt: skip
    assert ran.answers() in (["0"], ["1"], [""])  # '1': the copy this very cell made by joining its halves
