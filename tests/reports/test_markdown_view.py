"""Markdown of a notebook costs no more time than it is worth."""

from __future__ import annotations

import json
import time

import pytest

from grader.reports.markdown_room import MarkdownRoom
from grader.reports.markdown_view import markdown_view
from grader.reports.notebook_view import notebook_view

# A row of one bar is filled up to 25 cells, and each of the quoted lines is tried against twelve levels.
WIDE = "|a" * 25 + "\n" + "|-" * 25 + "\n" + "|\n" * 2_900
QUOTES = ">" * 12 + "a\n" + "a\n" * 2_900
BRACKETS = "[*" * 3_000


@pytest.mark.parametrize("text", [WIDE, WIDE.replace("|\n", "x\n"), WIDE.replace("\n", "\r"), QUOTES, BRACKETS])
def test_what_would_take_long_to_parse_is_not_parsed(text: str) -> None:
    assert len(text) <= 6_000
    room = MarkdownRoom()
    assert not room.take(text)
    assert markdown_view(text) is None
    assert room == MarkdownRoom()


def test_a_character_that_begins_no_line_of_markdown_hides_no_column() -> None:
    assert not MarkdownRoom().take("|\x0c".join("a" * 60) + "\n" + "|\n" * 100)


def test_a_notebook_full_of_dear_tables_is_shown_at_once() -> None:
    cells = [{"cell_type": "markdown", "source": WIDE}] * 20
    began = time.process_time()
    view = notebook_view(json.dumps({"cells": cells}).encode())
    assert time.process_time() - began < 5
    assert view.count('<pre class="source">|a|a') == 20


def test_honest_markdown_is_rendered() -> None:
    table = "| layer | units | parameters |\n|---|---|---|\n" + "| dense | 128 | 100480 |\n" * 60
    quote = "> as the paper says\n" * 40
    view = markdown_view(f"# Model\n\n{table}\n\n{quote}\n\n- [a](b) and *more*\n")
    assert view is not None
    assert view.count("<td>") == 180
    assert "<blockquote>" in view


def test_a_page_renders_so_much_markdown_and_shows_the_rest_as_source() -> None:
    cells = [{"cell_type": "markdown", "source": f"**cell {n}** " + "word " * 1_000} for n in range(20)]
    view = notebook_view(json.dumps({"cells": cells}).encode())
    assert "<strong>cell 0</strong>" in view
    assert "<strong>cell 19</strong>" not in view
    assert "**cell 19**" in view
    assert view.count("<strong>") == 11


def test_all_the_tables_of_a_page_have_room_together() -> None:
    room = MarkdownRoom()
    table = "|a|b|c|\n|-|-|-|\n" + "|1|2|3|\n" * 500
    assert [room.take(table) for _ in range(12)] == [True] * 7 + [False] * 5
    assert room.take("plain words")
