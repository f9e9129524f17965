"""What is rendered of a notebook: pictures, tables and Markdown; and what is not."""

from __future__ import annotations

import base64
import json
import struct
import time
import zlib
from pathlib import Path
from typing import Any

import pytest

from grader.reports.clean_html import clean_html
from grader.reports.markdown_view import markdown_view
from grader.reports.notebook_picture import notebook_picture
from grader.reports.notebook_view import notebook_view


def _png(width: int, height: int, padding: int = 0) -> str:
    header = struct.pack(">I", 13) + b"IHDR" + struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0) + b"crc."
    rows = zlib.compress(bytes(100)) + bytes(padding)
    return base64.b64encode(b"\x89PNG\r\n\x1a\n" + header + rows).decode()


def _jpeg(width: int, height: int) -> str:
    app = b"\xff\xe0\x00\x04ab"
    frame = b"\xff\xc0\x00\x0b\x08" + struct.pack(">HH", height, width) + b"\x01\x01\x11\x00"
    return base64.b64encode(b"\xff\xd8" + app + frame + b"\xff\xda\x00\x02").decode()


def _shown(**data: str) -> str:
    output = {"output_type": "display_data", "data": {name.replace("_", "/"): text for name, text in data.items()}}
    return str(notebook_view(json.dumps({"cells": [{"cell_type": "code", "source": "x", "outputs": [output]}]}).encode()))


def test_pictures_stand_in_the_page_with_their_size_and_words() -> None:
    view = _shown(image_png=_png(640, 480), text_plain="<Figure size 640x480>")
    assert '<img class="output" src="data:image/png;base64,' in view
    assert 'width="640" height="480" alt="&lt;Figure size 640x480&gt;"' in view
    jpeg = notebook_picture({"image/jpeg": _jpeg(320, 200)})
    assert jpeg is not None
    assert (jpeg.width, jpeg.height) == (320, 200)


@pytest.mark.parametrize(
    "data",
    [
        {"image/png": "not base64"},
        {"image/png": base64.b64encode(b"<svg onload=alert(1)>").decode()},
        {"image/png": _png(100_000, 100_000)},
        {"image/png": _png(0, 10)},
        {"image/png": _png(10, 10, padding=200_000)},
        {"image/png": _jpeg(10, 10)},
        {"image/jpeg": base64.b64encode(b"\xff\xd8\xff").decode()},
        {"image/jpeg": base64.b64encode(b"\xff\xd8" + b"\xff\xe0\x00\x00" * 9).decode()},
        {"image/jpeg": _jpeg(10, 60_000)},
        {"image/svg+xml": "<svg/>"},
        {"image/png": 7},
        {"image/png": ["iVBOR", None]},
    ],
)
def test_what_is_no_picture_of_a_page_is_not_shown(data: dict[str, Any]) -> None:
    assert notebook_picture(data) is None


def test_a_page_holds_so_many_pictures_and_no_more() -> None:
    output = {"output_type": "display_data", "data": {"image/png": _png(100, 100, padding=130_000)}}
    cells = [{"cell_type": "code", "source": "x", "outputs": [output] * 4}] * 5
    view = notebook_view(json.dumps({"cells": cells}).encode())
    assert view.count("<img") == 8
    assert view.count("A picture was left out") == 12
    assert len(view) < 2_000_000


def test_a_table_keeps_its_cells_and_nothing_else() -> None:
    html = '<style>x{}</style><div id="a" style="position:fixed"><table border="1"><tr><th colspan="2" rowspan="9999">a</th>'
    assert clean_html(html) == '<table><tbody><tr><th colspan="2">a</th></tr></tbody></table>'


def test_markdown_reads_as_its_writer_meant_without_links_and_pictures() -> None:
    view = markdown_view("# A\n\n**b** [c](http://x) ![d](http://y)\n\n| e |\n|---|\n| f |\n\n<b onclick=x>g</b>")
    assert view is not None
    assert "<p><strong>A</strong></p>" in view
    assert "<strong>b</strong> c " in view
    assert "<td>f</td>" in view
    assert "href" not in view
    assert "<img" not in view
    assert "&lt;b onclick=x&gt;g&lt;/b&gt;" in view


@pytest.mark.parametrize("text", ["&#8238;gnp", "\u202egnp", "a&#8203;b", "&#x9b;31m"])
def test_nothing_hidden_or_reordering_comes_through_a_character_reference(text: str) -> None:
    for view in (clean_html(f"<table><tr><td>{text}"), markdown_view(text)):
        assert view is not None
        assert not set(view) & {"\u202e", "\u200b", "\x9b"}


@pytest.mark.parametrize(
    "text",
    [
        "[" * 6_000, "*a " * 2_000, "> " * 3_000, "`" * 6_000, "![[" * 2_000, "<" * 6_000, "_a" * 3_000, "- " * 3_000,
        "|a" * 3_000, "[a](" * 1_500, "&#" * 3_000, "a**b" * 1_500, "<!--" * 1_500, "\\" * 6_000, "1. " * 2_000,
    ],
)  # fmt: skip
def test_no_markdown_takes_long(text: str) -> None:
    started = time.process_time()
    view = notebook_view(json.dumps({"cells": [{"cell_type": "markdown", "source": text}]}).encode())
    assert time.process_time() - started < 3
    assert "Cell 1" in view


@pytest.mark.parametrize(
    "piece", ["<b>", "<table>", "<table><tr><td>", "<div>", "<svg><math>", "<a href=x>", "<b", "&amp;", "</table>"]
)
def test_no_html_takes_long_or_breaks_the_cleaner(piece: str) -> None:
    started = time.process_time()
    clean_html(piece * (99_000 // len(piece)))
    clean_html(piece * 650)
    assert time.process_time() - started < 3


def test_two_hundred_megabytes_are_a_sentence() -> None:
    started = time.process_time()
    stream = {"output_type": "stream", "name": "stdout", "text": "y" * 200_000_000}
    body = json.dumps({"cells": [{"cell_type": "code", "source": "x", "outputs": [stream]}]}).encode()
    before = time.process_time()
    view = notebook_view(body)
    assert "200.0 MB, more than a report shows" in view
    assert time.process_time() - before < 1
    assert before - started < 60


def test_notebooks_of_many_kinds_are_shown_whole(case: Any, tmp_path: Path, read_page: Any) -> None:
    text = read_page(str(notebook_view(case.notebooks["Group 1"]))).text
    assert "Digits" in text
    assert "We train a small network." in text
