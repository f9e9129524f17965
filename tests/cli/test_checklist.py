from __future__ import annotations

import io

from rich.console import Console

from grader.cli.checklist import print_checklist
from grader.core.checklist import Checklist, Item, Verdict

ITEMS = (
    Item("Your repository", "Pushed", Verdict.NEEDS_WORK, "2 commits are not in origin/main [bold]yet[/bold]", "git push"),
    Item("Group project", "Accuracy", Verdict.OK, "0.98 on public digits " * 8),
    Item("Group project", "Presentation", Verdict.NOTE, "marked by staff"),
)


def printed(checklist: Checklist) -> list[str]:
    out = io.StringIO()
    print_checklist(checklist, Console(file=out, width=80, highlight=False))
    return [line.rstrip() for line in out.getvalue().splitlines()]


def test_it_fits_eighty_columns_and_says_everything_without_colour() -> None:
    lines = printed(Checklist(ITEMS))
    assert max(map(len, lines)) <= 80
    assert "\x1b" not in "".join(lines)
    assert " ✗ Pushed" in lines
    assert "   → next: git push" in lines
    assert [line for line in lines if line and not line.startswith(" ")][:2] == ["Your repository", "Group project"]


def test_what_groups_wrote_is_no_markup() -> None:
    assert any("[bold]yet[/bold]" in line for line in printed(Checklist(ITEMS)))


def test_the_last_line_sums_up() -> None:
    assert printed(Checklist(ITEMS))[-1] == "1 thing needs work (✗); 1 is fine, 1 is for you to know."
    assert printed(Checklist(ITEMS[1:]))[-1].startswith("Nothing needs work")
    assert printed(Checklist(ITEMS, failed=True))[-1].startswith("This machine failed")
