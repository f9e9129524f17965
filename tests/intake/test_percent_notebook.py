import nbformat
import pytest

from grader.intake.percent_notebook import percent_notebook

TEXT = """\
# %% [markdown]
# # Title
#
# A sentence - 數字 🔢.

# %%
x = 1

# a comment stays
print(x)

# %% a named cell
x
"""


def test_marks_become_cells_in_order() -> None:
    notebook = nbformat.reads(percent_notebook(TEXT), as_version=4)
    assert [(cell.cell_type, cell.source) for cell in notebook.cells] == [
        ("markdown", "# Title\n\nA sentence - 數字 🔢."),
        ("code", "x = 1\n\n# a comment stays\nprint(x)"),
        ("code", "x"),
    ]
    assert notebook.metadata.kernelspec.name == "python3"
    assert all(not cell.get("outputs") for cell in notebook.cells)


def test_the_same_text_gives_the_same_bytes() -> None:
    assert percent_notebook(TEXT) == percent_notebook(TEXT)
    assert '"id": "cell-2"' in percent_notebook(TEXT)


@pytest.mark.parametrize(("text", "cells"), [("", 0), ("\n\n# %%\nx", 1), ("import this\n# %%\nx", 2)])
def test_what_stands_before_the_first_mark_is_a_cell_unless_blank(text: str, cells: int) -> None:
    assert len(nbformat.reads(percent_notebook(text), as_version=4).cells) == cells
