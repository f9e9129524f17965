"""Find the numbers that a submission states of itself: accuracies, parameter counts and epochs, each with its place.

Read are saved outputs, Markdown cells and the README, as text: nothing is run or rendered.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

_TEXT = 200_000
_MOST = 40
_QUOTED = 160
_READMES = ("README.md", "README.rst", "README.txt", "README")
_NUMBER = r"(?P<number>\d{1,3}(?:\.\d+)?)\s?(?P<percent>%|percent)?"
_NAME = r"(?P<name>[A-Za-z _-]{0,24}(?:accuracy|accuracies|acc)\b|准确率|準確率|正確率|Genauigkeit)"
_ACCURACY = re.compile(rf"{_NAME}[^0-9\n%]{{0,24}}{_NUMBER}", re.IGNORECASE)
_OF = re.compile(r"(?P<number>\d{1,3}(?:\.\d+)?)\s?(?P<percent>%)\s+(?P<name>(?:test |validation )?accuracy)", re.IGNORECASE)
_PARAMETERS = re.compile(r"(?:Total|Trainable) params:\s*(?P<number>[\d,]{1,15})")
_EPOCHS = re.compile(r"Epoch\s+\d+\s*/\s*(?P<number>\d{1,5})\b")
_TRAINING = re.compile(r"\btrain", re.IGNORECASE)


def claims_found(root: Path, notebooks: list[str]) -> list[dict[str, Any]]:
    """Return the claims of a repository: `kind`, `value` (an accuracy from 0 to 1), `place` and `quoted`; the last of a place.

    An accuracy on training digits is no claim about the model's worth and is left out.
    """
    found: list[dict[str, Any]] = []
    for path in notebooks[:10]:
        name = "" if len(notebooks) == 1 else f"{path}, "
        for place, text in _notebook_texts(root / path):
            found += _claims(text, f"{name}{place}")
    for name in _READMES:
        if (root / name).is_file() and not (root / name).is_symlink():
            lines = (root / name).read_bytes()[:_TEXT].decode("utf-8", "replace").splitlines()
            for number, line in enumerate(lines, 1):
                found += _claims(line, f"{name}, line {number}")
    return found[-_MOST:]


def _notebook_texts(path: Path) -> Iterator[tuple[str, str]]:
    try:
        cells = json.loads(path.read_bytes()).get("cells", [])
    except (ValueError, RecursionError, AttributeError, OSError):
        return
    for index, cell in enumerate(cells[:2000] if isinstance(cells, list) else ()):
        if not isinstance(cell, dict):
            continue
        if cell.get("cell_type") == "markdown":
            yield f"cell {index + 1}, text", _joined(cell.get("source"))
        outputs = cell.get("outputs")
        texts = [_output(one) for one in outputs if isinstance(one, dict)] if isinstance(outputs, list) else []
        if texts:
            yield f"cell {index + 1}, output", "\n".join(texts)[-_TEXT:]


def _output(output: dict[str, Any]) -> str:
    data = output.get("data")
    return _joined(data.get("text/plain")) if isinstance(data, dict) else _joined(output.get("text"))


def _joined(text: Any) -> str:
    if isinstance(text, list):
        return "".join(part for part in text if isinstance(part, str))
    return text if isinstance(text, str) else ""


def _claims(text: str, place: str) -> Iterator[dict[str, Any]]:
    """Yield the last claim of each kind in a text."""
    plain = text[-_TEXT:]
    accuracies = [match for pattern in (_ACCURACY, _OF) for match in pattern.finditer(plain) if _share(match) is not None]
    accuracies = [match for match in accuracies if not _TRAINING.search(match["name"])]
    if accuracies:
        last = max(accuracies, key=lambda match: match.start())
        yield _claim("accuracy", _share(last) or 0.0, place, plain, last)
    for kind, pattern in (("parameters", _PARAMETERS), ("epochs", _EPOCHS)):
        stated = list(pattern.finditer(plain))
        if stated:
            yield _claim(kind, float(stated[-1]["number"].replace(",", "") or 0), place, plain, stated[-1])


def _share(match: re.Match[str]) -> float | None:
    number = float(match["number"])
    share = number / 100 if match["percent"] or number > 1 else number
    decimal = match["percent"] or "." in match["number"]
    return share if decimal and 0 < share <= 1 else None


def _claim(kind: str, value: float, place: str, text: str, match: re.Match[str]) -> dict[str, Any]:
    start = text.rfind("\n", 0, match.start()) + 1
    end = text.find("\n", match.end())
    line = text[start : end if end >= 0 else len(text)].strip()
    quoted = line if len(line) <= _QUOTED else match[0].strip()[:_QUOTED]
    return {"kind": kind, "value": value, "place": place[:200], "quoted": quoted}
