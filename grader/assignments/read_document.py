"""Read a notebook file as Jupyter's document, format 4."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from grader.assignments.percent_source import percent_source
from grader.core.errors import InputError
from grader.core.show import show
from grader.intake.read_text import read_text

_SAVE = "open it in JupyterLab and save it"


def read_document(path: Path) -> dict[str, Any]:
    """Return the document in an `.ipynb`, or the one that a `.py` in percent format stands for; `cells` is a list.

    Raises:
        InputError: with the file, when it is no notebook of format 4.
    """
    text = read_text(path)
    document = percent_source(path, text) if path.suffix == ".py" else _json(path, text)
    version = document.get("nbformat")
    if version != 4:
        raise InputError(f"the notebook has format {show(version, 20)}; format 4 is read", file=path, hint=_SAVE)
    if not isinstance(document.get("cells"), list):
        raise InputError("the notebook has no list of cells", file=path, hint=_SAVE)
    return document


def _json(path: Path, text: str) -> dict[str, Any]:
    try:
        document = json.loads(text)
    except json.JSONDecodeError as error:
        raise InputError(f"this is no notebook: {error.msg}", file=path, line=error.lineno, hint=_SAVE) from None
    except RecursionError:
        raise InputError("this is no notebook: JSON nested too deep", file=path, hint=_SAVE) from None
    if not isinstance(document, dict) or "nbformat" not in document:
        raise InputError("this is JSON, but no notebook", file=path, hint=_SAVE)
    return document
