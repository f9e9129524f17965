"""How large is the index of a course with thousands of groups, and how long does a browser take to open it?

    python benchmarks/report_scale.py --groups 2500 --chromium /usr/bin/chromium

It writes the pages of a simulated course, opens them in Chromium from the disk, and fails where the index weighs 3 MB or more or
takes 2 s or longer until everything on it is laid out and painted.
"""

from __future__ import annotations

import argparse
import statistics
import sys
import tempfile
import time
from pathlib import Path

from playwright.sync_api import Browser, sync_playwright
from simulated_marks import YARDSTICKS, simulated_course

from grader.reports.index_page import index_page
from grader.reports.students_page import students_page
from grader.reports.write_reports import write_reports

_RUBRIC = Path(__file__).resolve().parents[1] / "rubrics" / "ncku-deep-learning.yaml"
_PAINTED = "() => new Promise(done => requestAnimationFrame(() => requestAnimationFrame(() => done(performance.now()))))"


def main() -> int:
    """Measure, print a table, and return 1 where a bound is broken."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--groups", type=int, default=2500)
    parser.add_argument("--pages", type=int, default=50, help="how many groups' pages to write and time")
    parser.add_argument("--chromium", default="/usr/bin/chromium")
    parser.add_argument("--times", type=int, default=7)
    asked = parser.parse_args()
    made = simulated_course(asked.groups, _RUBRIC)
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        started = time.monotonic()
        index = index_page(
            made.course, made.roster, made.marks, made.evidence, yardsticks=YARDSTICKS, generated_at="2027-01-09 09:30",
            sandbox="fork-server", durations=made.durations,
        )  # fmt: skip
        built = time.monotonic() - started
        students = students_page(made.course, made.marks, generated_at="2027-01-09 09:30")
        browser = playwright.chromium.launch(executable_path=asked.chromium, args=["--no-sandbox"])
        print(f"{asked.groups} groups, {len(made.marks)} students, Chromium {browser.version}\n")
        print("| Page | Weight, MB | Built in, s | Opened in, s (median, slowest) | Sorted in, s | Filtered in, s |")
        print("|---|--:|--:|--:|--:|--:|")
        opened = _line("index.html", index, built, browser, Path(folder), asked.times)
        _line("students.html", students, None, browser, Path(folder), asked.times)
        browser.close()
        _pages(asked.pages, Path(folder))
    heavy, slow = len(index.encode()) >= 3_000_000, opened >= 2
    print(f"\nunder 3 MB: {'no' if heavy else 'yes'}; within 2 s: {'no' if slow else 'yes'}")
    return int(heavy or slow)


def _line(name: str, text: str, built: float | None, browser: Browser, folder: Path, times: int) -> float:
    """Print a page's row; return the slowest time to open it."""
    (folder / name).write_text(text, encoding="utf-8")
    took = [_opened(browser, folder / name) for _ in range(times)]
    seconds = [one[0] for one in took]
    sorts, filters = (statistics.median(one[i] for one in took) for i in (1, 2))
    made = "" if built is None else f"{built:.2f}"
    print(
        f"| {name} | {len(text.encode()) / 1e6:.2f} | {made} | {statistics.median(seconds):.2f}, {max(seconds):.2f} "
        f"| {sorts:.2f} | {filters:.2f} |"
    )
    return max(seconds)


def _opened(browser: Browser, path: Path) -> tuple[float, float, float]:
    """Return the seconds to open the page, to sort its table and to filter it, each until it is painted."""
    page = browser.new_page(viewport={"width": 1280, "height": 900})
    started = time.monotonic()
    page.goto(path.as_uri(), wait_until="load")
    page.evaluate(_PAINTED)
    opened = time.monotonic() - started
    before = time.monotonic()
    page.locator("th button").last.click()
    page.evaluate(_PAINTED)
    after = time.monotonic()
    page.locator("input[type=search]").fill("chen")
    page.evaluate(_PAINTED)
    filtered = time.monotonic() - after
    page.close()
    return opened, after - before, filtered


def _pages(groups: int, folder: Path) -> None:
    small = simulated_course(groups, _RUBRIC)
    started = time.monotonic()
    files = write_reports(
        folder / "out", small.course, small.roster, small.marks, small.evidence, yardsticks=YARDSTICKS,
        generated_at="2027-01-09 09:30", sandbox="fork-server", heldout=small.heldout,
    )  # fmt: skip
    each = (time.monotonic() - started) / groups
    weigh = {
        kind: [f.stat().st_size for f in files if f.parent.name == kind and f.suffix == ".html"] for kind in ("groups", "staff")
    }
    print(
        f"\nOne group takes {each:.3f} s; its page has {_mean(weigh['groups'])} kB, the one for staff {_mean(weigh['staff'])} kB"
    )


def _mean(sizes: list[int]) -> int:
    return round(statistics.mean(sizes) / 1000)


if __name__ == "__main__":
    sys.exit(main())
