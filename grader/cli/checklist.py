"""Show a checklist to a person, or hand it to a program."""

from __future__ import annotations

from dataclasses import asdict
from itertools import groupby

from rich.console import Console
from rich.table import Table
from rich.text import Text

from grader.cli.as_json import as_json
from grader.core.checklist import Checklist, Item, Verdict
from grader.core.said import in_words
from grader.reports.checklist_in import checklist_in
from grader.reports.language import Language, language

_MARKS = {Verdict.OK: ("✓", "green"), Verdict.NEEDS_WORK: ("✗", "red"), Verdict.NOTE: ("–", "yellow")}


def print_checklist(checklist: Checklist, console: Console | None = None, *, said_in: Language | None = None) -> None:
    """Print every item with its mark, what was found and what to do next, by topic; the last line sums up."""
    out, tongue = console or Console(highlight=False), said_in or language()
    for topic, items in groupby(checklist_in(tongue, checklist).items, key=lambda item: item.topic):
        out.print(Text(topic, style="bold"))
        table = Table.grid(padding=(0, 1))
        table.add_column(width=2, justify="right")
        table.add_column(overflow="fold")
        for item in items:
            mark, style = _MARKS[item.verdict]
            table.add_row(Text(mark, style=style), _words(item, tongue))
        out.print(table)
        out.print()
    out.print(Text(in_words(checklist.summary, tongue.say), style="bold"))


def print_json(checklist: Checklist) -> None:
    """Print the checklist as JSON: `commit`, `exit_status`, and `items` with the verdicts ok, needs work and note."""
    document = {
        "commit": checklist.commit,
        "exit_status": checklist.exit_status,
        "items": [asdict(item) for item in checklist.items],
    }
    print(as_json(document))  # noqa: T201 - a command's output


def _words(item: Item, tongue: Language) -> Text:
    text = Text(item.title)
    if item.text:
        text.append(f"\n{item.text}", style="dim" if item.verdict is Verdict.OK else "")
    if item.advice:
        before, _, after = tongue.say("→ next: {advice}").partition("{advice}")
        text.append(f"\n{before}", style="bold").append(item.advice).append(after)
    return text
