from __future__ import annotations

import json
import subprocess
from datetime import datetime
from pathlib import Path

from grader.intake.git import Fetched, fetch
from grader.steps.kept_source import kept_source

GIT = ("git", "-c", "user.name=Ann", "-c", "user.email=ann@example.org", "-c", "init.defaultBranch=main")


def _fetched(folder: Path, files: dict[str, bytes]) -> Fetched:
    home, into = folder / "work", folder / "into"
    into.mkdir()
    for name, body in files.items():
        (home / name).parent.mkdir(parents=True, exist_ok=True)
        (home / name).write_bytes(body)
    for arguments in (("init", "-q"), ("add", "-A"), ("commit", "-q", "-m", "work")):
        subprocess.run([*GIT, *arguments], cwd=home, check=True)
    return fetch(str(home), into, deadline=datetime.fromisoformat("2099-01-01T00:00+00:00"), allow=("file",))


def test_code_and_prose_are_kept_as_they_are(tmp_path: Path) -> None:
    files = {
        "README.md": "# Ziffern\n第一組\n".encode(),
        "src/net.py": b"import keras\n",
        "broken.txt": b"\xff\xfe",
        "model.h5": b"\x89HDF",
        "digits.ipynb": b"{}",
        "huge.py": b"#" * 200_000,
    }
    assert dict(json.loads(kept_source(_fetched(tmp_path, files)))) == {
        "README.md": "# Ziffern\n第一組\n",
        "src/net.py": "import keras\n",
        "broken.txt": "\\xff\\xfe",
    }


def test_no_more_is_kept_than_a_page_can_show(tmp_path: Path) -> None:
    files = {f"part{n:03d}.py": b"x" * 90_000 for n in range(30)}
    kept = json.loads(kept_source(_fetched(tmp_path, files)))
    assert len(kept) == 11
    assert sum(len(text) for _, text in kept) <= 1_000_000


def test_where_there_is_nothing_to_read_nothing_is_kept(tmp_path: Path) -> None:
    assert kept_source(_fetched(tmp_path, {"model.h5": b"x"})) == b""
