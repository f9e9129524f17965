"""What happened becomes points: one task for each graded cell and each test from outside. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from decimal import Decimal
from fractions import Fraction
from typing import Any

from grader.assignments.assignment import Assignment
from grader.assignments.cell import Cell, Kind
from grader.assignments.run_submission import Ran
from grader.core.assignment import Task, Where
from grader.core.exact import as_decimal, exact
from grader.core.rounding import at_most_four_decimals
from grader.core.scores import State
from grader.core.show import show

_WORDS = {
    "TIMEOUT": "it was stopped: its time was over", "KERNEL_DIED": "the kernel ended in it",
    "MEMORY": "it needed too much memory",
    "OUTPUT": "the notebook put out more than the limit allows",
}  # fmt: skip


def score_tasks(assignment: Assignment, ran: Ran, tests: Mapping[str, Mapping[str, Any]]) -> tuple[Task, ...]:
    """Return the tasks in the order of the notebook, the tests from outside behind them.

    `tests` are those there are: one that the run did not come to earns nothing, and says why.
    """
    why = f"the notebook did not come so far: {ran.message or 'it ended before'}"
    never = {"outcome": "failed", "raised": why, "detail": "", "share": None}
    return (
        *cell_tasks(assignment, ran),
        *test_tasks({name: ran.tests.get(name, {**test, **never}) for name, test in tests.items()}),
    )


def cell_tasks(assignment: Assignment, ran: Ran) -> Iterator[Task]:
    """Yield what the notebook's graded cells earned."""
    never = {"status": "NOT_RUN", "error": ran.message or "the run ended before"}
    for cell in assignment.source.of((Kind.TESTS, Kind.MANUAL, Kind.TASK)):
        if cell.earned_by_marks:
            continue  # by the tests in autotests.py
        found = ran.cells.get(cell.grade_id, never)
        yield _tests(cell, found) if cell.kind is Kind.TESTS else _manual(cell, found)


def _tests(cell: Cell, found: Mapping[str, Any]) -> Task:
    points, message = _earned(cell.points or Decimal(0), found)
    detail = message
    if found.get("hidden") is True:
        message = "a hidden test does not pass"
    return Task(
        cell.grade_id, cell.grade_id, points, cell.points or Decimal(0), State.FULLY_GRADED, Where.KERNEL, message, detail
    )


def _earned(maximum: Decimal, found: Mapping[str, Any]) -> tuple[Decimal, str]:
    status, error, number = (
        str(found.get("status", "KERNEL_DIED")),
        show(found.get("error", ""), 300).rstrip(": "),
        found.get("number"),
    )
    if status != "OK":
        return Decimal(0), _WORDS.get(status, error) or status.lower()
    if isinstance(number, int | float) and not isinstance(number, bool) and 0 <= number <= maximum:
        given = as_decimal(exact(number))
        said = show(found.get("said", ""), 300) or f"the tests gave {at_most_four_decimals(given)} points"
        return given, "" if given == maximum else said
    return maximum, ""


def _manual(cell: Cell, found: Mapping[str, Any]) -> Task:
    """Return an answer that waits for staff; one that was never written is worth nothing."""
    answer, maximum = show(found.get("text", ""), 20_000, lines=True), cell.points or Decimal(0)
    task = Task(
        cell.grade_id, cell.grade_id, None, maximum, State.PENDING_MANUAL, Where.STAFF, "to be marked by staff", answer=answer
    )
    missing = found.get("status") in {"MISSING", "NOT_RUN"}
    if missing or found.get("unchanged") is True:
        as_it_was = "no cell was added" if cell.kind is Kind.TASK else "it is as it was handed out"
        why = "the answer is missing" if missing else f"not answered: {as_it_was}"
        return Task(cell.grade_id, cell.grade_id, Decimal(0), maximum, State.FULLY_GRADED, Where.STAFF, why, answer=answer)
    return task


def test_tasks(tests: Mapping[str, Mapping[str, Any]]) -> Iterator[Task]:
    """Yield what the tests from outside earned; the cases of one test share its points evenly."""
    cases: dict[str, list[tuple[str, Mapping[str, Any]]]] = {}
    for name, test in tests.items():
        cases.setdefault(str(test["group"]), []).append((name, test))
    for group, members in cases.items():
        yield _outside(group, [test for _, test in members])


test_tasks.__test__ = False  # type: ignore[attr-defined]  # its name begins as a test's does


def _outside(group: str, cases: list[Mapping[str, Any]]) -> Task:
    first = cases[0]
    maximum = Decimal(str(first["points"]))
    shares = [_share(case) for case in cases]
    earned = sum((share for share in shares if share is not None), Fraction(0)) / len(cases)
    points = as_decimal(exact(maximum) * earned) if None not in shares else None
    unmet = [case for case, share in zip(cases, shares, strict=True) if share != 1]
    hidden = bool(first["hidden"])
    name = group.rpartition("::")[2]
    return Task(
        id=name,
        title=show(first["title"] or name.removeprefix("test_").replace("_", " "), 200),
        points=points,
        maximum=maximum,
        state=State.FULLY_GRADED if points is not None else State.NOT_READY,
        where=Where.KERNEL if first.get("in_kernel") is True else Where.OUTSIDE,
        message=_public(unmet, len(cases)),
        detail=show("\n".join(str(case["detail"]) for case in unmet), 4000, lines=True),
        hidden=hidden,
    )


def _share(case: Mapping[str, Any]) -> Fraction | None:
    """Return what share of the points a case earned; None where the test itself broke or was skipped."""
    if case["outcome"] == "passed":
        return Fraction(1) if case["share"] is None else exact(float(case["share"]))
    return Fraction(0) if case["outcome"] == "failed" else None


def _public(unmet: list[Mapping[str, Any]], cases: int) -> str:
    """Return what the student may read: the code's own error, the teacher's hint, never what was compared."""
    if not unmet:
        return ""
    first = unmet[0]
    of = f"{len(unmet)} of {cases} cases: " if cases > 1 else ""
    partly = first["outcome"] == "passed"
    said = str(first["raised"]) or ("partly right" if partly else "the answer is not right")
    return show(of + said + (f"; hint: {first['hint']}" if first["hint"] else ""), 800)
