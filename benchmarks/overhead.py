"""What grading costs beyond the training itself: this grader, its peers, and a warm process that does nothing else.

Run it on an idle machine; README.md says what the columns mean. The results go to results/overhead.md.
"""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
from collections.abc import Mapping
from pathlib import Path

from measured import Measured, measured
from overhead_course import Submissions, make_submissions
from overhead_methods import METHODS, command, install, prepare, version
from overhead_table import Run, Setting, machine, profile, table

_THREADS = ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "TF_NUM_INTRAOP_THREADS", "TF_NUM_INTEROP_THREADS")


def arguments() -> argparse.Namespace:
    """Read the command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--submissions", "-n", type=int, nargs="+", default=[8, 32], help="how many (default: 8 32)")
    parser.add_argument("--slots", type=int, nargs="+", default=[1, 2], help="for those that can work in parallel (default: 1 2)")
    parser.add_argument("--threads", type=int, nargs="+", default=[1, 2], help="threads a notebook (default: 1 2)")
    parser.add_argument("--repeat", type=int, default=3, help="repetitions; with more than one thread just one (default: 3)")
    parser.add_argument("--epochs", type=int, default=6, help="length of a training; 6 are about 5 s of CPU")
    parser.add_argument("--only", default=",".join(METHODS), help=f"some of {','.join(METHODS)}; warm always runs")
    parser.add_argument("--mnist", type=Path, help="MNIST as .npz in Keras's layout; without it scikit-learn's small digits")
    parser.add_argument("--envs", type=Path, default=Path(".cache/peers"), help="where the peers are installed")
    parser.add_argument("--work", type=Path, help="a folder to work in and to keep (default: a temporary one)")
    parser.add_argument("--out", type=Path, default=Path(__file__).parent / "results" / "overhead.md", help="the results")
    parser.add_argument("--profile", action="store_true", help="show where this grader's CPU time goes")
    given = parser.parse_args()
    unknown = set(given.only.split(",")) - METHODS.keys()
    if unknown:
        parser.error(f"--only: there is no {min(unknown)!r}")
    return given


def main() -> None:
    """Measure, print and write the results."""
    given = arguments()
    keys = [key for key in METHODS if key in {*given.only.split(","), "warm"}]
    programs = {key: install(METHODS[key], given.envs.resolve()) for key in keys}
    with tempfile.TemporaryDirectory(prefix="overhead-") as temporary:
        root = (given.work or Path(temporary)).resolve()
        runs = [run for count in given.submissions for run in measure(given, count, keys, programs, root / str(count))]
    packages = {METHODS[key].package or "nbclient": programs[key] for key in keys}
    text = machine({name: version(name, folder) for name, folder in packages.items()}, given.epochs, mnist=bool(given.mnist))
    text += "".join(table(runs, setting) for setting in dict.fromkeys(run.setting for run in runs))
    if given.profile:
        text += "".join(profile(runs, setting) for setting in dict.fromkeys(run.setting for run in runs))
    print(text)
    given.out.parent.mkdir(parents=True, exist_ok=True)
    given.out.write_text(text, encoding="utf-8")


def measure(given: argparse.Namespace, count: int, keys: list[str], programs: Mapping[str, Path], folder: Path) -> list[Run]:
    """Run every method in every setting; each repetition has a turn of all of them."""
    work = make_submissions(folder, count, given.epochs, given.mnist and given.mnist.resolve())
    runs = []
    for repetition in range(given.repeat):
        for setting in settings(given, count):
            if setting.threads > 1 and repetition:
                continue
            chosen = [key for key in keys if setting.slots == 1 or METHODS[key].parallel]
            turn = chosen[repetition % len(chosen) :] + chosen[: repetition % len(chosen)]
            results = {key: once(key, work, programs[key], setting) for key in turn}
            runs.append(Run(setting, results))
    return runs


def settings(given: argparse.Namespace, count: int) -> list[Setting]:
    """Return what is measured: every number of slots with the first number of threads, the other threads with one slot."""
    first, *others = given.threads
    return [Setting(count, slots, first) for slots in given.slots] + [Setting(count, 1, threads) for threads in others]


def once(key: str, work: Submissions, programs: Path, setting: Setting) -> Measured:
    """Measure one method once; the benchmark stops where it did not do its work."""
    method, environment = METHODS[key], variables(work, programs, setting.threads)
    prepare(key, work, programs, environment)
    words, folder = command(key, work, programs, slots=setting.slots, threads=setting.threads)
    used = measured(words, folder=folder, environment=environment, log=work.folder / "log", name=key)
    found, wanted = len(list(work.folder.glob(method.produced))), 1 if key == "warm" else setting.submissions
    print(f"{setting}: {method.name}: {used.cpu:.1f} CPU s, {used.wall:.1f} s", file=sys.stderr, flush=True)
    if used.status not in method.fine or found != wanted:
        printed = (work.folder / "log" / f"{key}.txt").read_text(encoding="utf-8", errors="replace")
        sys.exit(f"{method.name} ended with {used.status} and did {found} of {wanted}:\n{printed[-3000:]}")
    return used


def variables(work: Submissions, programs: Path, threads: int) -> dict[str, str]:
    """Return the environment that every method starts with: this project's grader, no GPU, the same threads and digits."""
    path = f"{programs}:{os.environ.get('PATH', os.defpath)}"
    return {
        "PATH": path, "PYTHONPATH": str(Path(__file__).resolve().parents[1]), "HOME": str(work.folder),
        "KERAS_HOME": str(work.folder / "keras"), "LANG": "C.UTF-8",
        "CUDA_VISIBLE_DEVICES": "-1", "TF_CPP_MIN_LOG_LEVEL": "3", "PYTHONHASHSEED": "0",
        **dict.fromkeys(_THREADS, str(threads)),
    }  # fmt: skip


if __name__ == "__main__":
    main()
