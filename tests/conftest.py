"""What tests of several folders share: a course that needs no TensorFlow, the command line, a Git server, the samples."""

from __future__ import annotations

import contextlib
import csv
import fcntl
import hashlib
import importlib.util
import io
import os
import shutil
import sqlite3
import subprocess
import sys
import tarfile
import threading
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from types import ModuleType
from typing import Any
from urllib.parse import urlsplit

import numpy as np
import pytest
from hypothesis import settings

from grader.core.evidence import Choice, Contents, Evaluation, Evidence, Execution, Provenance, RunStatus, Submission
from grader.core.style_facts import StyleFacts
from grader.core.wilson import wilson
from grader.course import judge_course, open_course
from grader.gradebook.store import Store
from grader.intake.sample_course import make_sample_course
from grader.intake.samples import Sample
from grader.sandbox.bubblewrap import find_bubblewrap

settings.register_profile("shared machine", deadline=None)  # how long an example takes says nothing where others work too
settings.load_profile("shared machine")

os.environ["LC_ALL"] = "C.UTF-8"  # what is said in the language of a locale is asked for in English

GRADER = (sys.executable, "-m", "grader")
ROOT = Path(__file__).parents[1]
BROWSERS = ("chromium", "chromium-browser", "google-chrome")
AXE, AXE_SHA256 = "axe-core@4.14.1", "29348999450cdf2849a8e70b7912fc2da85a849da39c0d0d5394f51d4a9ed95c"
SAMPLE_SECONDS = 90  # of each notebook: a machine that does something else besides is slow, and not wrong


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Run what is fast first, then what starts TensorFlow or a notebook, of it the longest first; else in the files' order."""
    items.sort(key=_turn)


def _turn(item: pytest.Item) -> tuple[bool, float]:
    slow = item.get_closest_marker("slow")
    return slow is not None, -slow.kwargs.get("seconds", 0) if slow else 0


# The command line


@dataclass(frozen=True)
class Ended:
    """How a command ended."""

    status: int
    out: str
    err: str


@pytest.fixture
def grader(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Callable[..., Ended]:
    """Return a function that runs a command in this process: quick, for what needs no sandbox."""
    from grader.cli.app import main

    def run(*arguments: object) -> Ended:
        monkeypatch.setattr(sys, "argv", ["grader", *map(str, arguments)])
        capsys.readouterr()
        with pytest.raises(SystemExit) as ended:
            main()
        code = ended.value.code
        return Ended(code if isinstance(code, int) else int(code is not None), *capsys.readouterr())

    return run


@pytest.fixture(scope="session")
def grader_process() -> Callable[..., Ended]:
    """Return a function that runs a command in a process of its own, as a user would."""

    def run(*arguments: object, timeout: float = 1200, **environment: str) -> Ended:
        command = [*GRADER, *map(str, arguments)]
        done = subprocess.run(
            command, env=os.environ | environment, capture_output=True, encoding="utf-8", timeout=timeout, check=False
        )
        return Ended(done.returncode, done.stdout, done.stderr)

    return run


# A course whose evidence is written by hand


def _evaluation(model: str, correct: int) -> Evaluation:
    rows = [[10 if truth == answer else 0 for answer in range(10)] for truth in range(10)]
    rows[8][8], rows[8][3] = 10 - (100 - correct), 100 - correct
    counts = (10,) * 10
    return Evaluation(
        model, "held-out", RunStatus.OK, 100, correct, tuple(map(tuple, rows)), counts, wilson(correct, 100), sha256="ab" * 32
    )


def good_evidence(group: str, repository: str, dataset_sha256: str, correct: int = 95) -> Evidence:
    """Return what measuring a group that did everything right would have brought."""
    return Evidence(
        submission=Submission(group, repository, (group.encode().hex() * 40)[:40], "2027-01-08T20:00:00+08:00"),
        artifacts=(),
        choices=(Choice("notebook", "digits.ipynb", "the only notebook"), Choice("model", "model.h5", "the only model")),
        contents=Contents("cell 3: model.fit", "cell 5: model.predict", "cell 2: Sequential", "model.h5"),
        execution=Execution(RunStatus.OK, seconds=12.0, cpu_seconds=20.0, cells_run=5, cells_total=5, peak_bytes=900_000_000),
        evaluations=(_evaluation("committed", correct), _evaluation("written", correct)),
        provenance=Provenance(
            "0.1.0", "3.11", "tensorflow 2.21", "cpu", "fork-server", dataset_sha256, "2027-01-09T00:00:00+00:00", "1200 s"
        ),
        same_predictions=1.0,
        style=StyleFacts(lines=40),
    )


_COURSE = """\
course: "Deep Learning, autumn 2026"
rubric: ncku-deep-learning
deadline: 2027-01-08T23:59+08:00
roster: roster.csv
exam: exam.csv
heldout: heldout.npz
training_data: ./training.npz
limits: {time: 20 min, memory: 4 GB}
"""
_ROSTER = """\
student_id,name,email,group,repository
s1,Ann,ann@example.org,g01,repositories/g01
s2,Ben,ben@example.org,g01,repositories/g01
s3,陳小美,mei@example.org,第二組,repositories/g02
s4,Di,di@example.org,g03,repositories/g03
"""
_EXAM = "student_id,points\ns1,32\ns2,28\ns3,40\ns4,20\n"


@pytest.fixture(scope="session")
def course_files(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a course folder as an instructor would write it: three groups, four students, nothing measured."""
    folder = tmp_path_factory.mktemp("course-files")
    rng = np.random.default_rng(2027)
    images, labels = rng.integers(0, 256, (200, 28, 28)).astype(np.uint8), (np.arange(200) % 10).astype(np.uint8)
    np.savez(folder / "heldout.npz", images=images[:100], labels=labels[:100])
    np.savez(folder / "training.npz", x_train=images[100:150], y_train=labels[100:150], x_test=images[150:], y_test=labels[150:])
    for name, text in {"course.yaml": _COURSE, "roster.csv": _ROSTER, "exam.csv": _EXAM}.items():
        (folder / name).write_text(text, encoding="utf-8")
    for group in ("g01", "g02", "g03"):
        (folder / "repositories" / group).mkdir(parents=True)
    return folder


@pytest.fixture
def course(course_files: Path, tmp_path: Path) -> Path:
    """Return a course folder of the test's own: nothing measured, the reference models' values known."""
    folder = tmp_path / "course"
    shutil.copytree(course_files, folder)
    return folder


@pytest.fixture
def measured(course: Path) -> Path:
    """Return the course with evidence of every group, judged once: all wait for the presentation's marks."""
    opened = open_course(course)
    heldout, training = opened.heldout(), opened.training()
    with Store.open(course) as store:
        for name, correct in {"constant": 10, "linear": 80, "cnn": 95}.items():
            store.put_yardstick(heldout.sha256, training.sha256, name, correct=correct, samples=100)
        for group, correct in {"g01": 95, "第二組": 90, "g03": 100}.items():
            repository = opened.roster.group(group).repository  # type: ignore[union-attr]  # the roster above has it
            store.put_evidence(f"key of {group}", good_evidence(group, repository, heldout.sha256, correct))
            store.set_latest(group, f"key of {group}")
    judge_course(opened)
    return course


@pytest.fixture(scope="session")
def snapshot() -> Callable[[Path], Mapping[str, bytes | str | None]]:
    """Return a function that tells every file and folder below one, with its content: of a database, what stands in it."""

    def content(path: Path) -> bytes | str | None:
        if path.suffix != ".db":
            return path.read_bytes() if path.is_file() else None
        with contextlib.closing(sqlite3.connect(path)) as database:
            return "\n".join(database.iterdump())

    return lambda folder: {str(path.relative_to(folder)): content(path) for path in sorted(folder.rglob("*"))}


@pytest.fixture(scope="session")
def rows() -> Callable[[Path], dict[str, dict[str, str]]]:
    """Return a function that reads a course's gradebook: a row by student id."""

    def read(folder: Path) -> dict[str, dict[str, str]]:
        text = (folder / "out" / "gradebook.csv").read_bytes().decode("utf-8-sig")
        return {row["student_id"]: row for row in csv.DictReader(io.StringIO(text, newline=""))}

    return read


# The sample course


@pytest.fixture(scope="session")
def sandbox_options() -> tuple[str, ...]:
    """Return how to grade the samples here: behind the default wall, or on a machine that has none without."""
    return () if find_bubblewrap() else ("--sandbox", "none")


@pytest.fixture(scope="session")
def sample_models() -> Path:
    """Return this user's cache of the samples' models; their keys are hashes of script, data and version."""
    base = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache")
    cache = base / "grader-tests" / "sample-models"
    cache.mkdir(parents=True, exist_ok=True)
    cache.chmod(0o700)
    return cache


@pytest.fixture(scope="session")
def new_sample_course(
    sample_models: Path, tmp_path_factory: pytest.TempPathFactory
) -> Callable[..., tuple[Path, tuple[Sample, ...]]]:
    """Return a function that makes a sample course of the cases named (none: all), with time enough for a busy machine."""

    def make(*cases: str) -> tuple[Path, tuple[Sample, ...]]:
        folder = tmp_path_factory.mktemp("samples") / "course"
        samples = make_sample_course(folder, cases=cases, cache=sample_models)
        file = folder / "course.yaml"
        text = file.read_text(encoding="utf-8")
        assert "time: 45 s" in text
        file.write_text(text.replace("time: 45 s", f"time: {SAMPLE_SECONDS} s"), encoding="utf-8")
        return folder, samples

    return make


# A Git server


class GitBridge(BaseHTTPRequestHandler):
    """Serves the repositories below `root` through `git http-backend`."""

    root: Path

    def do_GET(self) -> None:
        parts = urlsplit(self.path)
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        environment = {
            "PATH": os.environ["PATH"],
            "GIT_PROJECT_ROOT": str(self.root),
            "GIT_HTTP_EXPORT_ALL": "1",
            "PATH_INFO": parts.path,
            "QUERY_STRING": parts.query,
            "REQUEST_METHOD": self.command,
            "CONTENT_TYPE": self.headers.get("Content-Type", ""),
            "CONTENT_LENGTH": str(len(body)),
            "HTTP_CONTENT_ENCODING": self.headers.get("Content-Encoding", ""),
            "GIT_PROTOCOL": self.headers.get("Git-Protocol", ""),
        }
        answer = subprocess.run(["git", "http-backend"], env=environment, input=body, capture_output=True, check=False).stdout
        head, _, content = answer.partition(b"\r\n\r\n")
        fields = dict(line.split(": ", 1) for line in head.decode().split("\r\n") if ": " in line)
        self.send_response(int(fields.pop("Status", "200").split()[0]))
        for name, value in fields.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(content)

    do_POST = do_GET  # noqa: N815 - the name is the base class's

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 - the name is the base class's
        pass


@pytest.fixture(scope="session")
def git_server_handler() -> type[GitBridge]:
    """Return the class that answers for `git_server`, for a test that adds answers of its own."""
    return GitBridge


@pytest.fixture(scope="session")
def git_server() -> Iterator[Callable[..., str]]:
    """Return a function that serves a folder of repositories over http on this machine, and says at which address.

    It may be given another handler than the default, a class that inherits from `git_server_handler`.
    """
    running: list[tuple[ThreadingHTTPServer, threading.Thread]] = []

    def serve(root: Path, handler: type[BaseHTTPRequestHandler] = GitBridge) -> str:
        server = ThreadingHTTPServer(("127.0.0.1", 0), type("Handler", (handler,), {"root": root}))
        thread = threading.Thread(target=server.serve_forever, args=(0.05,))
        thread.start()
        running.append((server, thread))
        return f"http://127.0.0.1:{server.server_port}"

    yield serve
    for server, thread in running:
        server.shutdown()
        thread.join()
        server.server_close()


@pytest.fixture(scope="session")
def evidence_of(course_files: Path) -> Callable[..., Evidence]:
    """Return the function that writes a good group's evidence, on the course's digits; its keywords replace parts of it."""
    digits = open_course(course_files).heldout().sha256

    def build(group: str = "g01", correct: int = 95, **changes: Any) -> Evidence:
        return replace(good_evidence(group, f"/repositories/{group}", digits, correct), **changes)

    return build


# Documents


@pytest.fixture(scope="session")
def made_pdf() -> ModuleType:
    """Return the module tests/made_pdf.py, which makes reports, posters and files that are none."""
    spec = importlib.util.spec_from_file_location("tests_made_pdf", Path(__file__).with_name("made_pdf.py"))
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


# A browser


@pytest.fixture(scope="session")
def browser() -> Iterator[Any]:
    """Return this machine's Chromium; where there is none the tests fail, for a page nobody opened is not tested."""
    from playwright.sync_api import sync_playwright

    found = next((path for name in BROWSERS if (path := shutil.which(name))), None)
    if found is None:
        pytest.fail("there is no Chromium: sudo apt-get install chromium")
    with sync_playwright() as playwright:
        # Chromium refuses its own sandbox to root; what it opens here are our own files.
        browser = playwright.chromium.launch(executable_path=found, args=["--no-sandbox"])
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def fetched() -> Callable[[str, Callable[[Path], object]], Path]:
    """Return a function that names a package's folder in .cache/; the first who asks for it, of several processes, fills it."""

    def ask(package: str, fill: Callable[[Path], object]) -> Path:
        folder = ROOT / ".cache" / package.replace("@", "-")
        folder.parent.mkdir(exist_ok=True)
        with folder.with_name(f".{folder.name}.lock").open("w") as waiting:
            fcntl.flock(waiting, fcntl.LOCK_EX)
            if not folder.is_dir():
                partial = folder.with_name(f".{folder.name}.part")
                shutil.rmtree(partial, ignore_errors=True)
                partial.mkdir()
                fill(partial)
                partial.rename(folder)
        return folder

    return ask


@pytest.fixture(scope="session")
def axe(fetched: Callable[..., Path]) -> str:
    """Return axe-core's script, fetched once by npm and checked against the hash of the version we know."""

    def fill(folder: Path) -> None:
        subprocess.run(["npm", "pack", "--silent", AXE], cwd=folder, check=True, timeout=120, stdout=subprocess.DEVNULL)
        with tarfile.open(next(folder.glob("*.tgz"))) as archive:
            member = archive.extractfile("package/axe.min.js")
            assert member is not None
            (folder / "axe.min.js").write_bytes(member.read())

    text = (fetched(AXE, fill) / "axe.min.js").read_bytes()
    assert hashlib.sha256(text).hexdigest() == AXE_SHA256, f"it is not {AXE}"
    return text.decode()


@pytest.fixture(scope="session")
def payloads() -> tuple[str, ...]:
    text = Path(__file__).parent.joinpath("reports", "xss_payloads.txt").read_text(encoding="utf-8")
    return tuple(text.splitlines())


@pytest.fixture
def as_a_stranger(tmp_path: Path) -> Iterator[Callable[[], contextlib.AbstractContextManager[None]]]:
    """Return a block in which the test is another user of this machine, who may enter `tmp_path` but not what is locked in it."""
    if os.name != "posix" or os.geteuid() != 0:
        pytest.skip("only root can become another user")
    modes = {folder: folder.stat().st_mode for folder in (tmp_path, *tmp_path.parents)}
    closed = {folder: mode for folder, mode in modes.items() if mode & 0o011 != 0o011}
    for folder, mode in closed.items():
        folder.chmod(mode | 0o011)

    @contextlib.contextmanager
    def block() -> Iterator[None]:
        os.seteuid(65534)
        try:
            yield
        finally:
            os.seteuid(0)

    yield block
    for folder, mode in closed.items():
        folder.chmod(mode)
