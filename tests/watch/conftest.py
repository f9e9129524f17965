"""A course whose groups push to bare repositories, and a watch over it in a process of its own."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from grader.core.evidence import Evidence
from grader.gradebook.store import Store

GRADER = (sys.executable, "-m", "grader")
IDENTITY = ("-c", "user.name=Ana", "-c", "user.email=ana@example.org", "-c", "init.defaultBranch=main")


def git(folder: Path, *arguments: str) -> str:
    done = subprocess.run(["git", *IDENTITY, *arguments], cwd=folder, capture_output=True, check=True, text=True)
    return done.stdout.strip()


def until(true: Callable[[], object], seconds: float = 60) -> float:
    """Wait until it is true, and return how long that took."""
    began = time.monotonic()
    while not true():
        assert time.monotonic() < began + seconds, "it did not happen in time"
        time.sleep(0.05)
    return time.monotonic() - began


@dataclass
class Pushing:
    """A course folder, and for each group a bare repository with a clone to push from."""

    course: Path
    hook: str = ""
    clones: dict[str, Path] = field(default_factory=dict)

    def serve(self, group: str, work: Path) -> str:
        """Put a repository of `work` on the server, poked by its hook, and return the server's address."""
        bare = self.course.parent / "server" / f"{group}.git"
        git(work, "init", "-q")
        git(work, "add", "-A")
        git(work, "commit", "-q", "--allow-empty", "-m", "begin")
        git(self.course.parent, "clone", "-q", "--bare", str(work), str(bare))
        git(work, "remote", "add", "origin", str(bare))
        if self.hook:
            path = bare / "hooks" / "post-receive"
            path.parent.mkdir(exist_ok=True)
            path.write_text(self.hook.format(group=group, course=self.course), encoding="utf-8")
            path.chmod(0o755)
        self.clones[group] = work
        return str(bare)

    def push(self, group: str, text: str) -> str:
        """Change something, commit and push it; return the commit."""
        work = self.clones[group]
        (work / "README.md").write_text(text, encoding="utf-8")
        git(work, "add", "-A")
        git(work, "commit", "-q", "-m", text)
        git(work, "push", "-q", "origin", "HEAD:main")
        return git(work, "rev-parse", "HEAD")

    def evidence(self, group: str) -> Evidence | None:
        with Store.open(self.course) as store:
            return store.latest(group)

    def graded_commit(self, group: str) -> str:
        found = self.evidence(group)
        return found.submission.commit if found else ""


@dataclass
class Running:
    """A `grader watch` that runs beside the test, and what it says."""

    process: subprocess.Popen[str]
    log: Path

    def said(self, words: str) -> bool:
        return words in self.log.read_text(encoding="utf-8")

    def end(self, number: signal.Signals = signal.SIGTERM) -> int:
        self.process.send_signal(number)
        return self.process.wait(60)


@pytest.fixture
def watching(tmp_path: Path) -> Iterator[Callable[..., Running]]:
    """Return a function that starts `grader watch` with these options."""
    running: list[Running] = []

    def start(*options: object, **environment: str) -> Running:
        log = tmp_path / f"watch-{len(running)}.log"
        with log.open("w", encoding="utf-8") as file:
            command = [*GRADER, "watch", *map(str, options)]
            process = subprocess.Popen(command, stdout=file, stderr=subprocess.STDOUT, text=True, env=os.environ | environment)
        running.append(Running(process, log))
        return running[-1]

    yield start
    for one in running:
        one.process.kill()
        one.process.wait()


@pytest.fixture(name="until")
def until_fixture() -> Callable[..., float]:
    """Return the function that waits until something is true."""
    return until


@pytest.fixture
def pushing_course() -> Callable[[Path, str, str], Pushing]:
    """Return a function that puts one group of a sample course on a server, so that what it pushes now still counts."""

    def make(folder: Path, group: str, hook: str) -> Pushing:
        file = folder / "course.yaml"
        file.write_text(re.sub(r"deadline: \S+", "deadline: 2199-06-12T23:59+08:00", file.read_text(encoding="utf-8")), "utf-8")
        pushing = Pushing(folder, hook)
        server = pushing.serve(group, folder / "repositories" / group)
        roster = folder / "roster.csv"
        roster.write_text(roster.read_text(encoding="utf-8").replace(f"repositories/{group}", server), encoding="utf-8")
        return pushing

    return make
