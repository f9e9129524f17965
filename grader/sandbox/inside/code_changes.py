"""Count the lines of code that were added to and removed from notebooks, outputs and texts left out.

It parses hostile files, so it runs inside a sandbox.
"""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path
from typing import Any

_LINES = 200_000


def run(parameters: dict[str, Any], _inputs: dict[str, str], project: str) -> tuple[dict[str, Any], dict[str, bytes]]:
    """Return `{"changes": [[added, removed], …]}` for `parameters["changes"]`, pairs of files in `project`, and no file.

    A name of '' is a notebook that is not there, and one that cannot be read counts like it. A line that only moved is no
    change.
    """
    known: dict[str, Counter[str]] = {"": Counter()}
    told = []
    for before, after in parameters["changes"]:
        for name in (before, after):
            if name not in known:
                known[name] = _lines(Path(project, name))
        old, new = known[before], known[after]
        told.append([(new - old).total(), (old - new).total()])
    return {"changes": told}, {}


def _lines(path: Path) -> Counter[str]:
    """Return how often each line of code that is not blank stands in a notebook."""
    try:
        document = json.loads(path.read_bytes())
        sheets = document.get("worksheets") or [document]
        cells = [cell for sheet in sheets for cell in sheet.get("cells", ()) if cell.get("cell_type") == "code"]
        sources = [cell.get("source", cell.get("input", "")) for cell in cells]
        text = "\n".join("".join(source) if isinstance(source, list) else str(source) for source in sources)
    except (ValueError, RecursionError, AttributeError, TypeError, OSError):
        return Counter()
    return Counter(line.strip() for line in text.splitlines()[:_LINES] if line.strip())
