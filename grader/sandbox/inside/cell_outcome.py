"""What a cell's outputs and source say of how it went: its first error, its number, and what it wanted to install."""

from __future__ import annotations

import ast
import math
import re
from importlib.metadata import PackageNotFoundError, version
from typing import Any

_WRAPPED = re.compile(r"^(\(?)[\w.]+\(([-+\d.e]+)(?:, [^()]*)?\)")
_TENSOR = re.compile(r"^(\(?)<tf\.Tensor: shape=\(\), [^()]*numpy=([-+\d.e]+)>")
_LONGEST = 1000
_ANSI = re.compile(r"\x1b\[[0-9;?]*[A-Za-z]")


def installed(name: str) -> bool:
    """Say whether a distribution of that name is in this environment."""
    try:
        version(name)
    except PackageNotFoundError:
        return False
    return True


def importing_line(source: str, module: str) -> str:
    """Return ' (line 2: import cv2)' for the line that imports a module which is not there, '' if no line does."""
    for number, line in enumerate(source.splitlines(), 1):
        if re.match(rf"\s*(import|from)\s.*\b{re.escape(module)}\b", line):
            return f" (line {number}: {line.strip()[:80]})"
    return ""


def first_error(cell: Any) -> str:
    """Return the first error of a cell as one line, '' when it raised none; an import that fails names its line."""
    for output in cell.get("outputs", []):
        if output.get("output_type") == "error":
            name, value = str(output.get("ename", "")), str(output.get("evalue", ""))
            missing = re.match(r"No module named '([\w.]+)'", value)
            where = importing_line(cell.source, missing[1]) if missing else ""
            return _ANSI.sub("", f"{name}: {value}".split("\n", 1)[0]) + where
    return ""


def error_of(reply: Any) -> str:
    """Return the error that a kernel's reply tells, as one line, '' for none: a magic that does not exist has no other sign."""
    content = reply.get("content") if isinstance(reply, dict) else None
    if not isinstance(content, dict) or content.get("status") != "error":
        return ""
    return _ANSI.sub("", f"{content.get('ename', '')}: {content.get('evalue', '')}".split("\n", 1)[0])


def credit_of(cell: Any) -> dict[str, Any]:
    """Return the `number` that a cell's last line gave, and what it `said`: partial credit, where its teacher wants it so.

    A number, NumPy's (`np.float64(1.5)`) or a framework's, or a pair of a number and a text.
    """
    shown = next((out["data"].get("text/plain") for out in cell.get("outputs", []) if _is_result(out)), None)
    text = shown if isinstance(shown, str) and len(shown) <= _LONGEST else ""
    text = _TENSOR.sub(r"\1\2", _WRAPPED.sub(r"\1\2", text.strip()))
    try:
        value = ast.literal_eval(text)
        number, said = value if isinstance(value, tuple) else (value, "")
        number = float(number) if isinstance(number, int | float) and not isinstance(number, bool) else math.nan
    except (ValueError, TypeError, SyntaxError, MemoryError, RecursionError, OverflowError):
        number, said = math.nan, ""
    return {"number": number if math.isfinite(number) else None, "said": said[:300] if isinstance(said, str) else ""}


def _is_result(output: Any) -> bool:
    return output.get("output_type") == "execute_result" and isinstance(output.get("data"), dict)
