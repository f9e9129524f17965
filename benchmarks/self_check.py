"""How long does a group wait before `grader self-check` begins its notebook? Writes results/self_check.md.

    python benchmarks/self_check.py

A first cell is put into the notebook of the starter repository and of two samples: it notes when it began, and waits while
the CPU time of the whole process tree is read. `--quick` is timed to its end. Nothing else should use the machine.
"""

from __future__ import annotations

import argparse
import json
import os
import signal
import statistics
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import psutil
from measured import measured

from grader.intake.sample_course import make_sample_course
from grader.intake.starter import Starter, write_starter

_AT_MOST_SECONDS = 5.0
_SAMPLES = ("good-cnn", "no-model")
_WAITS_AT_MOST = 120.0
_NAMED_CELLS = 5  # the format of notebooks in which cells have names
_WHO = ("-c", "user.name=A", "-c", "user.email=a@example.org")
_FIRST_CELL = """\
import os, pathlib, time
_now = time.monotonic()
_mark = pathlib.Path({mark!r})
_mark.with_suffix(".part").write_text(repr(_now))
os.replace(_mark.with_suffix(".part"), _mark)
time.sleep(30)
"""


@dataclass(frozen=True)
class Waited:
    """Seconds by the clock and of CPU, of the whole process tree."""

    wall: float
    cpu: float


def main() -> int:
    """Make the repositories, time the checks; return 1 where a notebook begins later than wanted."""
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--times", type=int, default=5)
    options.add_argument("--out", type=Path, default=Path(__file__).parent / "results" / "self_check.md")
    chosen = options.parse_args()
    rows: list[tuple[str, str, list[Waited]]] = []
    with tempfile.TemporaryDirectory(prefix="grader-wait-") as temporary:
        folder = Path(temporary)
        repositories = _repositories(folder)
        for name, repository in repositories.items():  # the first of each is not counted: it warms the page cache
            for what, timed in (("until its first cell begins", _until_it_begins), ("`--quick`, to its end", _quick)):
                rows.append((name, what, [timed(repository, folder) for _ in range(chosen.times + 1)]))
            print(name, *rows[-2:], sep="\n", flush=True)
    rows = [(name, what, each[1:]) for name, what, each in rows]
    chosen.out.write_text(_report(rows), encoding="utf-8")
    print(chosen.out.read_text(encoding="utf-8"))
    return int(any(_middle(each).wall > _AT_MOST_SECONDS for _, what, each in rows if "--quick" not in what))


def _repositories(folder: Path) -> dict[str, Path]:
    """Return a repository for each case by its name, the marking cell in front and committed."""
    starter = folder / "starter"
    write_starter(starter, Starter(data="digits28"))
    subprocess.run(["git", "init", "-q", "-b", "main", str(starter)], check=True)
    make_sample_course(folder / "course", cases=_SAMPLES)
    found = {"starter repository": starter} | {f"sample {name}": folder / "course" / "repositories" / name for name in _SAMPLES}
    for repository in found.values():
        _mark_beginning(repository, folder / "mark")
    return found


def _mark_beginning(repository: Path, mark: Path) -> None:
    (path,) = repository.glob("*.ipynb")
    notebook = json.loads(path.read_text(encoding="utf-8"))
    source = _FIRST_CELL.format(mark=str(mark))
    first: dict[str, object] = {"cell_type": "code", "execution_count": None, "metadata": {}, "outputs": [], "source": source}
    if notebook["nbformat_minor"] >= _NAMED_CELLS:
        first["id"] = "beginning"
    notebook["cells"].insert(0, first)
    path.write_text(json.dumps(notebook), encoding="utf-8")
    for command in (["add", "-A"], [*_WHO, "commit", "-q", "-m", "Note when it begins"]):
        subprocess.run(["git", "-C", str(repository), *command], check=True)


def _command(repository: Path, *options: str) -> list[str]:
    return [sys.executable, "-m", "grader", "self-check", str(repository), "--data", "digits28", *options]


def _until_it_begins(repository: Path, folder: Path) -> Waited:
    """Start the check, and interrupt it when the first cell has begun."""
    mark = folder / "mark"
    mark.unlink(missing_ok=True)
    with (folder / "printed").open("wb") as printed:
        started = time.monotonic()
        process = subprocess.Popen(_command(repository), stdout=printed, stderr=printed)
        while not mark.exists():
            if process.poll() is not None or time.monotonic() - started > _WAITS_AT_MOST:
                sys.exit(f"no cell began: {(folder / 'printed').read_text(encoding='utf-8')}")
            time.sleep(0.01)
        cpu = _cpu_of_tree(process.pid)
        process.send_signal(signal.SIGINT)
        process.wait(60)
    return Waited(float(mark.read_text(encoding="ascii")) - started, cpu)


def _cpu_of_tree(top: int) -> float:
    """Return the CPU seconds of a process, of all that live below it, and of those that these have waited for."""
    process = psutil.Process(top)
    return sum(sum(one.cpu_times()[:4]) for one in (process, *process.children(recursive=True)))


def _quick(repository: Path, folder: Path) -> Waited:
    used = measured(_command(repository, "--quick"), folder=folder, environment=os.environ, log=folder / "log", name="quick")
    if used.status not in {0, 1}:
        sys.exit(f"self-check --quick ended with {used.status}: {(folder / 'log' / 'quick.txt').read_text(encoding='utf-8')}")
    return Waited(used.wall, used.cpu)


def _middle(each: list[Waited]) -> Waited:
    return Waited(statistics.median(one.wall for one in each), statistics.median(one.cpu for one in each))


def _report(rows: list[tuple[str, str, list[Waited]]]) -> str:
    lines = [
        "# What a group waits for self-check", "",
        (f"`grader self-check` without a sandbox, on {os.cpu_count()} cores (load {os.getloadavg()[0]:.1f}), page cache warm and "
         f"bytecode compiled, medians of {len(rows[0][2])}, the slowest in brackets, {datetime.now(UTC):%Y-%m-%d}."), "",
        "| Repository | What | Wall s | CPU s |", "|---|---|---:|---:|",
        *(
            f"| {name} | {what} | {_middle(each).wall:.1f} ({max(one.wall for one in each):.1f}) "
            f"| {_middle(each).cpu:.1f} ({max(one.cpu for one in each):.1f}) |"
            for name, what, each in rows
        ), "",
        (f"Wanted: a notebook begins within {_AT_MOST_SECONDS:g} s by the clock. CPU is of the whole process tree, so far. "
         "Made by `python benchmarks/self_check.py`."), "",
    ]  # fmt: skip
    return "\n".join(lines)


if __name__ == "__main__":
    sys.exit(main())
