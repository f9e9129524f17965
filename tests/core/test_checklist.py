from __future__ import annotations

from dataclasses import replace

from grader.core.checklist import Checklist, Item, Verdict

FINE = Item("topic", "title", Verdict.OK, "text")


def test_only_work_that_is_needed_and_a_failed_machine_change_the_exit_status() -> None:
    note, work = replace(FINE, verdict=Verdict.NOTE), replace(FINE, verdict=Verdict.NEEDS_WORK)
    assert Checklist((FINE, note)).exit_status == 0
    assert Checklist((FINE, work)).exit_status == 1
    assert Checklist((FINE, work), failed=True).exit_status == 3
