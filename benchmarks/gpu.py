"""Grade sample submissions on this machine's graphics cards and on its CPU, and compare what they are worth.

Prints a line a sample (seconds on both, memory of the card, accuracy of the model that the notebook wrote), writes
results/gpu.md, and exits 1 where a status differs or the accuracies lie further apart than --tolerance. Exits 3 where there is
no card, or no framework computes on it.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from grader.core.environment import BuiltEnvironment
from grader.core.evidence import Evidence
from grader.core.limits import Limits
from grader.course import grade_course, open_course
from grader.executors.serial import Serial
from grader.intake.sample_course import make_sample_course
from grader.sandbox.choose import choose_sandbox, choose_with_gpus
from grader.sandbox.gpus.gpu_runs import GpuRuns
from grader.sandbox.gpus.lending import Lending, find_lending
from grader.sandbox.job import Sandbox
from grader.sandbox.server_process import server_plan

_CASES = ("good-cnn", "good-dense-784", "logits")


@dataclass(frozen=True)
class Pair:
    """One sample, with a card and without."""

    name: str
    card: Evidence
    cpu: Evidence

    def differs(self, tolerance: float) -> bool:
        """Say whether the two are further apart than they may be."""
        if self.card.execution.status != self.cpu.execution.status:
            return True
        on_card, on_cpu = written_accuracy(self.card), written_accuracy(self.cpu)
        if on_card is None or on_cpu is None:
            return on_card is not on_cpu
        return abs(on_card - on_cpu) > tolerance

    def row(self) -> str:
        """Return its line of the table."""
        card, cpu = self.card.execution, self.cpu.execution
        cells = (
            self.name, card.gpu, f"{card.seconds:.1f}", f"{cpu.seconds:.1f}", f"{card.gpu_bytes / 1e6:,.0f}",
            accuracy_text(written_accuracy(self.card)), accuracy_text(written_accuracy(self.cpu)),
        )  # fmt: skip
        return f"| {' | '.join(cells)} |"


def written_accuracy(found: Evidence) -> float | None:
    """Return the accuracy of the model that the notebook wrote."""
    return next((one.accuracy for one in found.evaluations if one.model == "written"), None)


def accuracy_text(value: float | None) -> str:
    """Return an accuracy for the table."""
    return "none" if value is None else f"{value:.4f}"


def graded(folder: Path, lending: Lending | None) -> dict[str, Evidence]:
    """Grade the samples, one after another."""

    def start(data: Path, environment: BuiltEnvironment | None = None) -> Sandbox:
        return choose_with_gpus(None, server_plan(data, environment), lending)

    return dict(grade_course(open_course(folder), start, Serial(), sandbox_of=start, again=True).evidence)


def computing() -> Lending:
    """Return the cards, or end where there is none that anything computes on."""
    lending = find_lending(Limits(), lambda sentence: print(sentence, file=sys.stderr))
    if lending is None:
        print("there is no graphics card on this machine", file=sys.stderr)
        sys.exit(3)
    with GpuRuns(choose_sandbox("bubblewrap", server_plan(None)), lending) as runs:
        if not runs.usable:
            sys.exit(3)
    return lending


def table(pairs: Sequence[Pair], lending: Lending, tolerance: float) -> str:
    """Return the results as Markdown."""
    lines = [
        "# Graphics cards", "",
        f"{datetime.now(UTC):%Y-%m-%d}, {lending.described}; accuracies of the written models may differ by {tolerance:g}.", "",
        "| sample | card | s on the card | s on the CPU | MB of the card | accuracy, card | accuracy, CPU |",
        "|---|---|--:|--:|--:|--:|--:|", *(pair.row() for pair in pairs), "",
    ]  # fmt: skip
    return "\n".join(lines)


def main() -> None:
    """Grade twice and compare."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--case", action="append", metavar="NAME", help=f"a sample (default: {', '.join(_CASES)})")
    parser.add_argument("--tolerance", type=float, default=0.02, help="how far accuracies may lie apart (default: 0.02)")
    parser.add_argument("--out", type=Path, default=Path(__file__).parent / "results" / "gpu.md", help="the results")
    given = parser.parse_args()
    lending = computing()
    with tempfile.TemporaryDirectory(prefix="gpu-") as temporary:
        folder = Path(temporary) / "course"
        make_sample_course(folder, cases=given.case or _CASES)
        card, cpu = graded(folder, lending), graded(folder, None)
    pairs = [Pair(name, card[name], cpu[name]) for name in sorted(card)]
    text = table(pairs, lending, given.tolerance)
    print(text)
    differing = [pair.name for pair in pairs if pair.differs(given.tolerance)]
    if differing:
        print(f"FURTHER APART THAN THEY MAY BE: {', '.join(differing)}", file=sys.stderr)
        sys.exit(1)
    given.out.write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
