"""Grade six groups that train on all 60,000 digits of real MNIST, from Git repositories to the gradebook.

Half of MNIST's 10,000 test digits are held out and no notebook sees them; the other half is what notebooks get as x_test.
Prints the gradebook and what each stage took, writes results/real_mnist.md, and fails where an accuracy is not plausible.
"""

from __future__ import annotations

import argparse
import csv
import os
import subprocess
import sys
import tempfile
from collections import defaultdict
from datetime import UTC, datetime
from pathlib import Path

from measured import Measured, measured
from real_mnist_course import GROUPS, make_course

from grader.core.evidence import Evidence, RunStatus
from grader.gradebook.store import Store

_STAGES = {
    "clone": "clone with Git", "survey": "look at notebooks and models, in the sandbox", "notebook": "run the notebooks",
    "predict": "score models on the held-out digits", "reference predict": "score the reference models, once a course",
    "judge": "judge", "report": "write gradebook and reports",
}  # fmt: skip


def arguments() -> argparse.Namespace:
    """Read the command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--mnist", type=Path, help="MNIST as .npz in Keras's layout (default: Keras's own copy)")
    parser.add_argument(
        "--slots", type=int, default=1, help="groups at once; with one, a clone's CPU time is its own (default: 1)"
    )
    parser.add_argument("--work", type=Path, help="a new folder for the course, which is kept (default: a temporary one)")
    parser.add_argument("--out", type=Path, default=Path(__file__).parent / "results" / "real_mnist.md", help="the results")
    given = parser.parse_args()
    home = Path(os.environ.get("KERAS_HOME") or Path.home() / ".keras")
    given.mnist = (given.mnist or home / "datasets" / "mnist.npz").resolve()
    if not given.mnist.is_file():
        parser.error(f"there is no {given.mnist}; run 'grader data mnist', or name a file with --mnist")
    return given


def main() -> None:
    """Make the course, grade it, print what came of it."""
    given = arguments()
    with tempfile.TemporaryDirectory(prefix="real-mnist-") as temporary:
        work = (given.work or Path(temporary)).resolve()
        course = make_course(work / "course", given.mnist)
        used = grade(course, work, given.slots)
        for group in GROUPS:
            mark_presentation(course, group)
        with Store.open(course) as store:
            evidence = {group: found for group in GROUPS if (found := store.latest(group))}
        text = "\n".join(["# Real MNIST", "", *heading(used, given.slots), "", *marks(course), "", *stages(used), ""])
        print(text)
        wrong = [line for group in GROUPS for line in implausible(group, evidence.get(group))] + unknown_totals(course)
    for line in wrong:
        print(f"NOT PLAUSIBLE: {line}", file=sys.stderr)
    if wrong or used.status not in {0, 1}:
        sys.exit(1)
    given.out.parent.mkdir(parents=True, exist_ok=True)
    given.out.write_text(text, encoding="utf-8")


def grade(course: Path, work: Path, slots: int) -> Measured:
    """Run `grader grade-all` and measure it; 1 is the status of a course whose presentations wait for staff."""
    words = [
        sys.executable,
        str(Path(__file__).with_name("graded.py")),
        "1",
        "grade-all",
        "-C",
        str(course),
        "--slots",
        str(slots),
    ]
    used = measured(words, folder=work, environment={**os.environ}, log=work / "log", name="grade-all")
    print((work / "log" / "grade-all.txt").read_text(encoding="utf-8", errors="replace"))
    return used


def mark_presentation(course: Path, group: str) -> None:
    """Give the points that staff give, so that totals are known."""
    words = ["project.presentation", group, "15", "--reason", "benchmark", "--author", "benchmark", "-C", str(course)]
    subprocess.run([sys.executable, "-m", "grader", "adjust", *words], check=True, capture_output=True)


def heading(used: Measured, slots: int) -> list[str]:
    """Return what was measured, in words."""
    when = f"{datetime.now(UTC):%Y-%m-%d %H:%M} UTC"
    return [
        f"`grader grade-all --slots {slots}` on {os.cpu_count()} cores, {when}, exit status {used.status}.",
        f"{len(GROUPS)} groups, 60,000 digits to train, 5,000 held out: {used.wall:.0f} s, {used.cpu:.0f} CPU s.",
        "Status 1: every presentation waited for staff. They were marked afterwards with `grader adjust`, 15 of 25 points each.",
    ]


def marks(course: Path) -> list[str]:
    """Return the gradebook as a table."""
    rows = gradebook(course)
    kept = [number for number, name in enumerate(rows[0]) if name not in {"email", "commit"}]
    lines = [[row[number].replace("|", "/") for number in kept] for row in rows]
    table = [f"| {' | '.join(line)} |" for line in lines]
    return ["## Gradebook", "", table[0], "|---" * len(kept) + "|", *table[1:]]


def gradebook(course: Path) -> list[list[str]]:
    """Read the gradebook's rows, the names of the columns first."""
    with (course / "out" / "gradebook.csv").open(encoding="utf-8-sig", newline="") as file:
        return list(csv.reader(file))


def unknown_totals(course: Path) -> list[str]:
    """Return a line for each student whose total is not known by now."""
    names, *rows = gradebook(course)
    found = [dict(zip(names, row, strict=True)) for row in rows]
    return [f"{one['name']} of {one['group']} has no total: {one['note']}" for one in found if not one["total_percent"]]


def stages(used: Measured) -> list[str]:
    """Return what each stage took, all groups together; what is left is the command itself and the server's start."""
    seconds: dict[str, float] = defaultdict(float)
    cpu: dict[str, float] = defaultdict(float)
    for step in used.notes["stages"]:
        seconds[step["stage"]] += step["seconds"]
        cpu[step["stage"]] += step["cpu"]
    lines = [f"| {words} | {seconds[name]:.1f} | {cpu[name]:.1f} |" for name, words in _STAGES.items() if name in seconds]
    start = used.notes["start"]
    rest = used.cpu - start - sum(cpu.values())
    return [
        "## Time", "", "| Stage | Wall s | CPU s |", "|---|---:|---:|", *lines,
        f"| start the sandbox's server | | {start:.1f} |", f"| everything else | | {rest:.1f} |",
        f"| **all** | **{used.wall:.1f}** | **{used.cpu:.1f}** |",
    ]  # fmt: skip


def implausible(group: str, evidence: Evidence | None) -> list[str]:
    """Return what is not as it must be for this group."""
    low, high = GROUPS[group].accuracy
    if evidence is None:
        return [f"{group} has no evidence"]
    found = evidence.evaluation("committed") or evidence.evaluation("written")
    accuracy = found.accuracy if found else None
    wrong = [] if evidence.execution.status is RunStatus.OK else [f"{group}: the notebook ended {evidence.execution.status}"]
    if accuracy is None or not low < accuracy <= high:
        wrong.append(f"{group}: accuracy {accuracy}, expected over {low} to {high}")
    return wrong


if __name__ == "__main__":
    main()
