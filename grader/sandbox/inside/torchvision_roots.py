"""Offer the digits where the code lets torchvision look for MNIST: below the roots that it names, and below the usual ones."""

from __future__ import annotations

import contextlib
import re
from collections.abc import Iterator
from itertools import islice
from pathlib import Path

from path_inside import path_inside
from written_models import plain_bytes

_CALL = re.compile(r"(?<!\w)MNIST\(([^)]{0,500})")
_ROOT = re.compile(r"(?:^|,)\s*root\s*=\s*")
_WRAPPED = r"(?:(?:pathlib\.)?Path\(\s*|str\(\s*)*"
_TEXT = r"""r?["']([^"'\n\\]{1,200})["']"""
_GIVEN = re.compile(rf"{_WRAPPED}(?:{_TEXT}|([\w.]+))")
_USUAL = "data"
_FILES, _FILE_BYTES, _ROOTS = 200, 100_000, 20


def link_torchvision(project: Path, notebook: Path, source: str, digits: Path) -> None:
    """Link the folder `digits` as `MNIST` below each root, where the notebook's code or a module beside it uses torchvision.

    Roots lie below the notebook's folder and below the project's. Those that the code names are made where they are missing;
    `data` is made only where it names none, so that code which makes a folder of that name can do so.
    """
    code = "\n".join([source, *_modules(project)])
    if "torchvision" not in code:
        return
    named = _named(code)
    for base in (notebook.parent, project):
        for root in (*named, ".", _USUAL):  # the named ones first: one may be called MNIST itself
            path = None if root.startswith("~") else path_inside(project, base / root)
            wanted = root in (named or [_USUAL])
            if path is not None and (wanted or path.is_dir()):
                with contextlib.suppress(OSError):  # the group's own file stands there: the notebook meets it
                    path.mkdir(parents=True, exist_ok=True)
                    if not (path / "MNIST").exists():
                        (path / "MNIST").symlink_to(digits)


def _named(code: str) -> list[str]:
    """Return the roots that calls name: as text, or as a variable to which text is assigned."""
    roots: dict[str, None] = {}
    names: dict[str, None] = {}
    for arguments in _CALL.findall(code):
        place = _ROOT.search(arguments)
        given = _GIVEN.match(arguments[place.end() :] if place else arguments.lstrip())
        if given and given[1]:
            roots[given[1]] = None
        elif given:
            names[given[2].rpartition(".")[2]] = None
    for name in list(names)[:_ROOTS]:
        assigned = rf"\b{re.escape(name)}\b[ \t]*(?::[^=\n]{{1,60}})?=\s*{_WRAPPED}{_TEXT}"
        roots.update(dict.fromkeys(re.findall(assigned, code)))
    return list(roots)[:_ROOTS]


def _modules(project: Path) -> Iterator[str]:
    """Yield the text of the project's own modules: a notebook may leave its loading to them."""
    for path in islice(sorted(project.rglob("*.py")), _FILES):
        yield (plain_bytes(path, _FILE_BYTES) or b"").decode("utf-8", "replace")
