"""How long do the rank bands of a large class take, and how much memory? Writes results/rank_bands.md.

    python benchmarks/rank_bands.py

Made-up answers to 10,000 digits, from models that have between 80 and 99.5 % right. Every two groups of the class are compared,
50 million pairs where there are 10,000; each size runs in a process of its own.
"""

from __future__ import annotations

import argparse
import json
import os
import resource
import subprocess
import sys
import time
from datetime import UTC, datetime
from pathlib import Path

import numpy as np

from grader.core.rank_bands import rank_bands

_SIZES = (1000, 2500, 10_000)
_AT_MOST_MB = 1000


def main() -> int:
    """Time each size; return 1 where the memory is more than wanted."""
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--digits", type=int, default=10_000)
    options.add_argument("--one", type=int, help=argparse.SUPPRESS)
    options.add_argument("--out", type=Path, default=Path(__file__).parent / "results" / "rank_bands.md")
    chosen = options.parse_args()
    if chosen.one:
        print(json.dumps(_timed(chosen.one, chosen.digits)))
        return 0
    rows = []
    for groups in _SIZES:
        command = [sys.executable, __file__, "--one", str(groups), "--digits", str(chosen.digits)]
        rows.append({"groups": groups, **json.loads(subprocess.run(command, capture_output=True, check=True).stdout)})
        print(rows[-1], flush=True)
    chosen.out.write_text(_report(chosen.digits, rows), encoding="utf-8")
    print(chosen.out.read_text(encoding="utf-8"))
    return int(max(row["peak"] for row in rows) > _AT_MOST_MB)


def _timed(groups: int, digits: int) -> dict[str, float]:
    random = np.random.default_rng(groups)
    labels = random.integers(0, 10, digits)
    shares = random.uniform(0.005, 0.2, groups)
    answers = {f"g{one:05}": _answers(labels, shares[one], random) for one in range(groups)}
    before, started, used = _peak(), time.monotonic(), time.process_time()
    bands = rank_bands(answers, labels.tolist())
    wall, cpu = time.monotonic() - started, time.process_time() - used
    return {"wall": wall, "cpu": cpu, "before": before, "peak": _peak(), "bands": len(bands)}


def _answers(labels: np.ndarray, share: float, random: np.random.Generator) -> str:
    wrong = random.random(len(labels)) < share
    return (np.where(wrong, (labels + 1) % 10, labels) + ord("0")).astype(np.uint8).tobytes().decode("ascii")


def _peak() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def _report(digits: int, rows: list[dict[str, float]]) -> str:
    lines = [
        "# Comparing every two groups of a class", "",
        (f"Rank bands of made-up answers to {digits:,} digits; {os.cpu_count()} cores that other programs were using as well "
         f"(load {os.getloadavg()[0]:.0f}), {datetime.now(UTC):%Y-%m-%d}."), "",
        "| Groups | Pairs | Bands | Wall s | CPU s | MB before | Peak MB |", "|---:|---:|---:|---:|---:|---:|---:|",
        *(
            f"| {row['groups']:,} | {row['groups'] * (row['groups'] - 1) // 2:,} | {row['bands']} | {row['wall']:.1f} "
            f"| {row['cpu']:.1f} | {row['before']:.0f} | {row['peak']:.0f} |"
            for row in rows
        ), "",
        f"Wanted: at most {_AT_MOST_MB:,} MB, the answers themselves included. Made by `python benchmarks/rank_bands.py`.", "",
    ]  # fmt: skip
    return "\n".join(lines)


if __name__ == "__main__":
    sys.exit(main())
