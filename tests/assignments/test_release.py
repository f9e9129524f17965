from __future__ import annotations

import copy
import json
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from typing import Any

import nbformat
import pytest

from grader.assignments.cell import Cell, Kind
from grader.assignments.read_source import read_source
from grader.assignments.release import release
from grader.core.errors import InputError

_SOURCE = """\
# %% [markdown]
# Hello.
# %% locked imports
import numpy as np
# %% answer softmax
def softmax(x):
    if x.ndim == 2:
        ### BEGIN SOLUTION
        e = np.exp(x)
        return e / e.sum(1, keepdims=True)
        ### END SOLUTION
# %% answer whole
secret_of_the_teacher = 1
# %% tests softmax-tests points=2.5
assert softmax(np.zeros((1, 2))) is not None
### BEGIN HIDDEN TESTS
assert abs(softmax(np.zeros((1, 2)))[0, 0] - 0.5) < 1e-9
### END HIDDEN TESTS
# %% [markdown] manual why points=3
# The teacher's own words.
"""


@pytest.fixture
def source(tmp_path: Path) -> Path:
    path = tmp_path / "source.py"
    path.write_text(_SOURCE, encoding="utf-8")
    return path


def _document(path: Path) -> Any:
    return copy.deepcopy(dict(read_source(path).document))


def test_solutions_and_hidden_tests_are_gone_and_the_rest_stays(source: Path) -> None:
    released = json.loads(release(read_source(source)))
    nbformat.validate(released)
    texts = ["".join(cell["source"]) for cell in released["cells"]]
    assert texts[2] == "def softmax(x):\n    if x.ndim == 2:\n        # YOUR CODE HERE\n        raise NotImplementedError()"
    assert texts[3] == "# YOUR CODE HERE\nraise NotImplementedError()"
    assert texts[4] == "assert softmax(np.zeros((1, 2))) is not None"
    assert texts[5] == "YOUR ANSWER HERE"
    for word in (b"keepdims", b"secret_of", b"HIDDEN", b"own words"):
        assert word not in release(read_source(source))


@pytest.mark.parametrize("marks", ["### {} ###", "# {}", "    #{}", "=== {} ==="])
def test_a_region_is_cut_however_its_line_is_decorated(tmp_path: Path, marks: str) -> None:
    path = tmp_path / "source.py"
    begin, end = (marks.format(f"{word} SOLUTION") for word in ("BEGIN", "END"))
    scheme = "\n".join(f"# {line}" for line in (marks.format("BEGIN MARK SCHEME"), "secret", marks.format("END MARK SCHEME")))
    text = f"# %% answer a\n{begin}\nx = 'secret'\n{end}\n# %% [markdown] task t points=2\n# Do.\n{scheme}\n"
    path.write_text(text, encoding="utf-8")
    released = release(read_source(path)).decode()
    assert "secret" not in released
    assert "SCHEME" not in released
    assert "YOUR CODE HERE" in released


def test_a_task_is_locked_and_has_the_checksum_that_nbgrader_gives_it(tmp_path: Path) -> None:
    path = tmp_path / "source.py"
    path.write_text("# %% [markdown] task t points=2\n# Do your best.\n", encoding="utf-8")
    (cell,) = json.loads(release(read_source(path)))["cells"]
    assert cell["metadata"]["editable"] is False
    assert cell["metadata"]["nbgrader"]["locked"] is True
    assert cell["metadata"]["nbgrader"]["checksum"] == "37c9336271109a4cd8f289972aa22c42"


def test_the_released_notebook_reads_back_with_the_same_cells_and_points(source: Path, tmp_path: Path) -> None:
    path = tmp_path / "released.ipynb"
    path.write_bytes(release(read_source(source)))
    again = read_source(path)
    assert [(cell.kind, cell.grade_id, cell.points) for cell in again.cells] == [
        (cell.kind, cell.grade_id, cell.points) for cell in read_source(source).cells
    ]
    for raw, cell in zip(again.document["cells"], again.cells, strict=True):
        assert raw["metadata"].get("nbgrader", {}).get("checksum", cell.checksum) == cell.checksum


def test_what_students_may_not_change_is_locked_in_their_editor(source: Path) -> None:
    cells = json.loads(release(read_source(source)))["cells"]
    assert [cell["metadata"].get("editable") for cell in cells] == [None, False, None, None, False, None]
    assert cells[4]["metadata"]["deletable"] is False


@pytest.mark.parametrize(
    ("cell", "checksum"),
    [
        (Cell(1, "code", "assert x", Kind.TESTS, "t1", Decimal(2)), "0cf0ea4ef41b07f3ddcfd63bc8d675b6"),
        (Cell(1, "code", "y = 1", Kind.ANSWER, "a1"), "332db35a10093de358080c9c4ec166c0"),
        (Cell(1, "markdown", "wörter", Kind.MANUAL, "m1", Decimal("2.5")), "ebb57487ef7bba83075f8e7fe15c2f91"),
        (Cell(1, "markdown", "x", Kind.LOCKED, "l1"), "d433f9b32ce3ad94c761860bca4237d1"),
    ],
)
def test_the_checksum_is_what_nbgrader_computes(cell: Cell, checksum: str) -> None:
    assert cell.checksum == checksum  # by nbgrader 0.9.6's own compute_checksum


def _changed(source: Path, tmp_path: Path, change: Callable[[list[Any]], object]) -> Path:
    document = _document(source)
    change(document["cells"])
    path = tmp_path / "source.ipynb"
    path.write_text(json.dumps(document), encoding="utf-8")
    return path


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (lambda cells: cells[4]["metadata"]["nbgrader"].update(points="5"), r"cell 5 \(softmax-tests\): points must be a number"),
        (lambda cells: cells[4]["metadata"]["nbgrader"].pop("points"), "it is graded and has no points"),
        (lambda cells: cells[4]["metadata"]["nbgrader"].update(points=-1), "must lie from 0"),
        (lambda cells: cells[4]["metadata"]["nbgrader"].update(points=float("nan")), "must lie from 0"),
        (lambda cells: cells[4]["metadata"]["nbgrader"].update(grade_id="softmax"), "stands already in cell 3"),
        (lambda cells: cells[4]["metadata"]["nbgrader"].update(grade_id="a b"), "letters, digits, - and _"),
        (lambda cells: cells[4]["metadata"]["nbgrader"].update(grade="yes"), "grade must be true or false"),
        (lambda cells: cells[4]["metadata"]["nbgrader"].update(schema_version=10), "schema version 10"),
        (lambda cells: cells[4]["metadata"]["nbgrader"].update(pionts=1), "unknown key 'pionts'"),
        (lambda cells: cells[4]["metadata"].update(nbgrader=[]), "must be keys with values"),
        (lambda cells: cells[5]["metadata"]["nbgrader"].update(solution=False), "tests must be code"),
        (lambda cells: cells[5]["metadata"]["nbgrader"].update(grade=False), "needs points"),
        (lambda cells: cells[1].update(cell_type="drawing"), "cell 2 is no cell"),
        (lambda cells: cells[1].update(source=[1]), "cell 2 is no cell"),
        (lambda cells: cells.clear(), "no cell has nbgrader's metadata"),
    ],
)
def test_wrong_metadata_are_named_with_file_and_cell(
    source: Path, tmp_path: Path, change: Callable[[list[Any]], object], words: str
) -> None:
    path = _changed(source, tmp_path, change)
    with pytest.raises(InputError, match=words) as error:
        read_source(path)
    assert str(path) in str(error.value)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("{", "no notebook"),
        ("[]", "JSON, but no notebook"),
        ('{"nbformat": 3, "worksheets": []}', "format 3"),
        ('{"nbformat": 4}', "no list of cells"),
        ("[" * 100_000, "nested too deep"),
    ],
)
def test_what_is_no_notebook_of_format_4_is_named(tmp_path: Path, text: str, words: str) -> None:
    path = tmp_path / "source.ipynb"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(InputError, match=words):
        read_source(path)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("# %% answer a\n### BEGIN SOLUTION\nx = 1", "does not end"),
        ("# %% answer a\n### BEGIN SOLUTION\n### BEGIN SOLUTION\n### END SOLUTION", "inside another"),
        ("# %% answer a\n### END SOLUTION", "never began"),
        ("# %% locked a\n### BEGIN SOLUTION\n### END SOLUTION", "do not write in"),
        ("# %% answer a\n### BEGIN HIDDEN TESTS\n### END HIDDEN TESTS", "not graded by tests"),
        ("# %% locked a\n### BEGIN MARK SCHEME\n### END MARK SCHEME", "no task"),
    ],
)
def test_a_region_that_is_not_well_marked_is_refused_with_its_cell(tmp_path: Path, text: str, words: str) -> None:
    path = tmp_path / "source.py"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(InputError, match=rf"cell 1 \(a\): .*{words}"):
        release(read_source(path))


@pytest.mark.parametrize("mark", ["anwser x", "tests", "tests x point=5", "tests x points=five", "tests x points=1 points=2"])
def test_a_mark_that_means_nothing_is_refused_with_its_line(tmp_path: Path, mark: str) -> None:
    path = tmp_path / "source.py"
    path.write_text(f"# %% locked a\nx = 1\n# %% {mark}\ny = 2\n", encoding="utf-8")
    with pytest.raises(InputError, match=r"source\.py:3: "):
        read_source(path)
