from __future__ import annotations

import json
from typing import Any

import pytest

from grader.reports.notebook_view import notebook_view


def _one(**cell: Any) -> bytes:
    return json.dumps({"cells": [{"cell_type": "code", "source": "", "outputs": []} | cell]}).encode()


def _error(name: str, value: str, trace: list[str]) -> bytes:
    return _one(outputs=[{"output_type": "error", "ename": name, "evalue": value, "traceback": trace}])


def test_sources_streams_results_and_errors_are_shown(case: Any, read_page: Any) -> None:
    text = read_page(str(notebook_view(case.notebooks["第三組"]))).text
    for shown in ("model.fit(x / 255, y, epochs=3)", "(60000, 28, 28)", "W0000 slow", "ModuleNotFoundError: No module named"):
        assert shown in text


def test_of_a_progress_bar_only_the_last_state_is_left(case: Any, read_page: Any) -> None:
    text = read_page(str(notebook_view(case.notebooks["Group 1"]))).text
    assert "Epoch 1/3\n32/32 - loss: 0.21" in text
    assert "2/32\r" not in text


def test_colours_of_a_terminal_are_gone_and_other_escapes_visible() -> None:
    stream = {"output_type": "stream", "name": "stdout", "text": "\x1b[1;31mred\x1b[0m \x1b]0;title\x07done \u202e \x00"}
    view = str(notebook_view(_one(outputs=[stream])))
    assert "red done \\u202e \\x00" in view


def test_rich_output_is_named_and_never_shown() -> None:
    data = {"text/html": "<script>alert(1)</script>", "image/png": "iVBORw0", "image/svg+xml": "<svg onload=x>", "x/<b>": "y"}
    view = str(notebook_view(_one(outputs=[{"output_type": "display_data", "data": data}])))
    assert "[image/png, image/svg+xml, text/html: not shown in this report]" in view
    assert "iVBOR" not in view
    assert "alert" not in view
    assert "<b>" not in view


def test_the_end_of_a_traceback_is_kept_since_the_cause_stands_there() -> None:
    view = str(notebook_view(_error("ValueError", "shapes differ", [*("frame\n" * 3 for _ in range(400)), "the cause"])))
    assert "ValueError: shapes differ" in view
    assert "the cause" in view


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"", "not readable JSON"),
        (b"\xff\xfe\x00\xd8", "not readable JSON"),
        (b"[" * 200_000, "not readable JSON"),
        (b'{"cells": ' + b"1" * 5_000 + b"}", "not readable JSON"),
        (b"[]", "no list of cells"),
        (b"null", "no list of cells"),
        (b'{"cells": {"a": 1}}', "no list of cells"),
        (b'{"cells": []}', "no cells"),
        (b" " * 20_000_001, "more than a report shows"),
    ],
)
def test_a_broken_notebook_is_a_sentence(data: bytes, said: str) -> None:
    view = str(notebook_view(data))
    assert said in view
    assert view.startswith("<p")


@pytest.mark.parametrize(
    "cell",
    [
        None,
        7,
        [],
        {},
        {"cell_type": ["code"], "source": {"a": 1}, "outputs": "x"},
        {"cell_type": "<script>", "source": [1, None, "ok"], "outputs": [None, 3, {"output_type": []}, {"output_type": "error"}]},
        {"cell_type": "code", "source": "\ud800", "outputs": [{"output_type": "stream", "text": 5, "name": {}}]},
        {"cell_type": "code", "outputs": [{"output_type": "error", "ename": 1, "evalue": [], "traceback": "no list"}]},
        {"cell_type": "code", "outputs": [{"output_type": "display_data", "data": []}, {"output_type": "execute_result"}]},
    ],
)
def test_values_of_the_wrong_type_do_no_harm(cell: Any) -> None:
    for text in (json.dumps({"cells": [cell]}), json.dumps({"cells": [cell]}, ensure_ascii=True)):
        view = notebook_view(text.encode())
        assert "Cell 1" in view
        view.encode()


def test_a_cell_has_at_most_4000_characters(read_page: Any) -> None:
    stream = {"output_type": "stream", "name": "stdout", "text": "y" * 100_000}
    text = read_page(str(notebook_view(_one(source="x" * 100_000, outputs=[stream] * 30)))).text
    assert text.count("x") + text.count("y") <= 4_000
    assert text.count("y") >= 1_000


def test_the_whole_has_at_most_400_kilobytes() -> None:
    cells = [{"cell_type": "code", "source": '<&"' * 2_000, "outputs": []}] * 500
    view = notebook_view(json.dumps({"cells": cells}).encode())
    assert len(view.encode()) <= 400_000
    assert "more cells are not shown" in view
    many = notebook_view(json.dumps({"cells": [{}] * 100_000}).encode())
    assert len(many.encode()) <= 400_000


def test_one_cell_can_be_asked_for(case: Any) -> None:
    notebook = case.notebooks["第三組"]
    assert 'id="cell-6"' in notebook_view(notebook, only=6)
    assert 'id="cell-5"' not in notebook_view(notebook, only=6)
    assert "no cell 100" in notebook_view(notebook, only=99)
    assert "no cell 0" in notebook_view(notebook, only=-1)
