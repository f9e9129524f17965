"""The ways to grade that are compared: how each is installed, prepared and started, and what it does and does not do."""

from __future__ import annotations

import shutil
import subprocess
import sys
import sysconfig
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from overhead_course import Submissions

_HERE = Path(__file__).resolve().parent
_NBGRADER_SETTINGS = "c = get_config()\nc.CourseDirectory.course_id = 'overhead'\nc.Execute.timeout = 600\n"
_OTTER_LOOP = """\
for name; do
  mkdir -p "../out/otter/$name"
  "$0" run --no-logo -o "../out/otter/$name" "../notebooks/$name/digits.ipynb" || exit 1
done
"""


@dataclass(frozen=True)
class Method:
    """One way to grade: `package` is what pip installs for it, `produced` matches one file a submission when it is done."""

    name: str
    does: str
    does_not: str
    produced: str
    package: str | None = None
    parallel: bool = False
    scores: bool = False
    fine: tuple[int, ...] = (0,)


METHODS: Mapping[str, Method] = {
    "ours": Method(
        "grader grade-all", "clones with Git, looks at the files, runs in a sandbox, scores 10,000 images, judges, reports", "",
        "course/out/groups/*.md", parallel=True, scores=True, fine=(0, 1),
    ),
    "warm": Method(
        "warm process (the limit)", "runs the cells and scores 10,000 images in one process that has imported everything",
        "no clone, no sandbox, no kernel, no time limit, no report; one submission can change the next", "log/warm.notes.json",
        parallel=True, scores=True,
    ),
    "nbclient": Method(
        "nbclient loop", "runs each notebook in a fresh kernel", "no clone, no sandbox, no scoring, no points",
        "out/nbclient/*/*.ipynb",
    ),
    "papermill": Method(
        "papermill", "runs each notebook in a fresh kernel (its Python function, in one process)",
        "no clone, no sandbox, no scoring, no points; stops at a notebook's first error", "out/papermill/*/*.ipynb",
        package="papermill",
    ),
    "nbgrader": Method(
        "nbgrader autograde", "runs each notebook in a fresh kernel, gives points for one test cell",
        "no clone, no sandbox, no scoring", "nbgrader/autograded/*/project/digits.ipynb", package="nbgrader",
    ),
    "otter": Method(
        "otter run", "runs each notebook in a fresh kernel, gives points for one test (a command a submission)",
        "no clone, no sandbox, no scoring", "out/otter/*/results.json", package="otter-grader",
    ),
}  # fmt: skip


def install(method: Method, envs: Path) -> Path:
    """Return the `bin` folder of the method's own virtual environment, made on first use.

    This environment's packages are offered to it LAST, by a .pth file: what the method needs comes first, TensorFlow and
    the rest are shared, and their bytecode is compiled for all alike.
    """
    if method.package is None:
        return Path(sys.executable).parent
    env = (envs / method.package).resolve()
    done = env / "installed"
    if not done.exists():
        shutil.rmtree(env, ignore_errors=True)
        _run([sys.executable, "-m", "venv", str(env)], envs)
        packages = next(env.glob("lib/python*/site-packages"))
        (packages / "zz_shared.pth").write_text(sysconfig.get_path("purelib") + "\n", encoding="utf-8")
        _run([str(env / "bin" / "pip"), "install", "--quiet", "--disable-pip-version-check", method.package], envs)
        done.touch()
    return env / "bin"


def version(package: str, programs: Path) -> str:
    """Return the installed version of a package as that environment sees it."""
    code = f"import importlib.metadata as m; print(m.version({package!r}))"
    return subprocess.run([programs / "python", "-c", code], check=True, capture_output=True, text=True).stdout.strip()


def prepare(key: str, work: Submissions, programs: Path, environment: Mapping[str, str]) -> None:
    """Take away what an earlier run left, and set up what is not part of the grading; not measured."""
    folder = work.folder
    shutil.rmtree(folder / "out" / key, ignore_errors=True)
    if key == "ours":
        for name in (".grader", "out"):
            shutil.rmtree(folder / "course" / name, ignore_errors=True)
    elif key == "nbgrader":
        course = folder / "nbgrader"
        for name in ("autograded", "release"):
            shutil.rmtree(course / name, ignore_errors=True)
        (course / "gradebook.db").unlink(missing_ok=True)
        (course / "nbgrader_config.py").write_text(_NBGRADER_SETTINGS, encoding="utf-8")
        _run([str(programs / "nbgrader"), "generate_assignment", "project", "--create"], course, environment)
    elif key == "otter":
        generate = ["generate", "--tests-dir", "tests", "--output-path", "autograder.zip"]
        _run([str(programs / "otter"), *generate, "--no-requirements", "--no-environment"], folder / "otter", environment)


def command(key: str, work: Submissions, programs: Path, *, slots: int, threads: int) -> tuple[list[str], Path]:
    """Return what to start, and in which folder."""
    folder, notebooks = work.folder, str(work.notebooks)
    if key == "ours":
        words = ["grade-all", "-C", str(folder / "course"), "--slots", str(slots)]
        return [sys.executable, str(_HERE / "graded.py"), str(threads), *words], folder
    if key == "warm":
        return [sys.executable, str(_HERE / "warm.py"), str(slots), notebooks, str(work.heldout)], folder
    if key == "nbgrader":
        return [str(programs / "nbgrader"), "autograde", "project"], folder / "nbgrader"
    if key == "otter":
        return ["sh", "-c", _OTTER_LOOP, str(programs / "otter"), *work.names], folder / "otter"
    return [str(programs / "python"), str(_HERE / "notebook_loop.py"), key, notebooks, str(folder / "out" / key)], folder


def _run(words: Sequence[str], folder: Path, environment: Mapping[str, str] | None = None) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    done = subprocess.run(words, cwd=folder, env=environment, check=False, capture_output=True, text=True)
    if done.returncode:
        sys.exit(f"{' '.join(words[:3])} failed:\n{done.stdout[-1500:]}{done.stderr[-1500:]}")
