import signal
import sqlite3
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from pydantic import TypeAdapter

from grader.core.evidence import Evidence
from grader.gradebook.lock import lock
from grader.gradebook.store import Store

WRITER = """
import sys
from pathlib import Path
from pydantic import TypeAdapter
from grader.core.evidence import Evidence
from grader.gradebook.lock import lock
from grader.gradebook.store import Store

folder = Path(sys.argv[1])
template = TypeAdapter(Evidence).validate_json(sys.argv[2])
with lock(folder), Store.open(folder) as store:
    for number in range(100_000):
        store.put_evidence(f"k{number}", template)
        store.set_latest("team-a", f"k{number}")
        store.put_artefact("0123456789", "model.bin", bytes([number % 256]) * 500_000)
        print(number, flush=True)
"""


@pytest.mark.parametrize("after", [1, 7, 23])
def test_what_was_stored_before_a_kill_is_readable_after_it(
    tmp_path: Path, measured: Callable[..., Evidence], after: int
) -> None:
    evidence = measured()
    arguments = [str(tmp_path), TypeAdapter(Evidence).dump_json(evidence).decode()]
    done = _kill_after(after, arguments)
    with lock(tmp_path), Store.open(tmp_path) as store:
        assert store._database.read("PRAGMA integrity_check") == [("ok",)]
        assert all(store.get(f"k{number}") == evidence for number in range(done + 1))
        assert store.latest("team-a") == evidence
        assert store.stale() == ()
        content = (store.artefact("0123456789", "model.bin") or Path()).read_bytes()
        assert len(content) == 500_000
        assert len(set(content)) == 1
        store.put_evidence("next", evidence)
        assert store.get("next") == evidence


def _kill_after(lines: int, arguments: list[str]) -> int:
    with subprocess.Popen([sys.executable, "-c", WRITER, *arguments], stdout=subprocess.PIPE, text=True) as writer:
        assert writer.stdout is not None
        for _ in range(lines):
            writer.stdout.readline()
        writer.kill()
        rest = writer.stdout.read().splitlines()
    assert writer.returncode == -signal.SIGKILL
    return max([lines - 1, *(int(line) for line in rest if line)])


def test_a_kill_inside_a_transaction_leaves_the_state_before_it(tmp_path: Path) -> None:
    with Store.open(tmp_path) as store:
        store.record_duration("team-a", 1)
    program = """
import os, sqlite3, sys
connection = sqlite3.connect(sys.argv[1], isolation_level=None)
connection.execute("BEGIN IMMEDIATE")
connection.execute("UPDATE durations SET seconds = 2")
os.kill(os.getpid(), 9)
"""
    subprocess.run([sys.executable, "-c", program, str(tmp_path / ".grader" / "grader.db")], check=False)
    with Store.open(tmp_path) as store:
        assert store.durations() == {"team-a": 1.0}


def test_a_migration_that_is_cut_off_starts_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from grader.gradebook import schema

    steps = schema._STEPS
    monkeypatch.setattr(schema, "_STEPS", (*steps, ("CREATE TABLE half (id INTEGER)", "this is no SQL")))
    with pytest.raises(Exception, match="syntax error"):
        Store.open(tmp_path)
    with sqlite3.connect(tmp_path / ".grader" / "grader.db") as raw:
        assert raw.execute("SELECT count(*) FROM sqlite_schema").fetchone() == (0,)
    raw.close()
    monkeypatch.setattr(schema, "_STEPS", steps)
    with Store.open(tmp_path) as store:
        store.record_duration("team-a", 1)
    monkeypatch.setattr(schema, "_STEPS", (*steps, ("CREATE TABLE later (id INTEGER)",)))
    with Store.open(tmp_path) as store:
        assert store.durations() == {"team-a": 1.0}
        assert store._database.read("PRAGMA user_version") == [(len(steps) + 1,)]
