"""Read `submission.yaml`, in which a group may say which notebook and which model count."""

from __future__ import annotations

from difflib import get_close_matches
from pathlib import Path, PurePosixPath
from typing import Any

from conventions import BY_PIXEL, SCALES, TRANSPOSED

_NAME = "submission.yaml"
_BYTES = 64 * 1024
_KEYS = ("notebook", "model", "predict", "preprocessing", "environment")
_LONGEST = 200


def declared_files(project: Path) -> tuple[dict[str, str], list[str]]:
    """Return what the file at the project's root declares, and a sentence for each thing in it that does not count."""
    path = project / _NAME
    if path.is_symlink() or not path.is_file():
        return {}, []
    if path.stat().st_size > _BYTES:
        return {}, [f"{_NAME} is larger than {_BYTES // 1024} kB and was not read"]
    from ruamel.yaml import YAML
    from ruamel.yaml.error import YAMLError

    try:
        content = YAML(typ="safe", pure=True).load(path.read_text("utf-8-sig"))
    except (YAMLError, ValueError, RecursionError, KeyError, TypeError, AttributeError) as error:
        return {}, [f"{_NAME} is not valid YAML ({type(error).__name__}) and was not used"]
    if not isinstance(content, dict):
        return {}, [f"{_NAME} must hold keys such as 'notebook: final.ipynb'"]
    return _entries(content)


def _entries(content: dict[Any, Any]) -> tuple[dict[str, str], list[str]]:
    declared, problems = {}, []
    for key, value in list(content.items())[:20]:
        if not isinstance(key, str) or key not in _KEYS:
            named = ascii(key[:60]) if isinstance(key, str) else "that is no text"
            problems.append(f"{_NAME}: the key {named} is not known (known: {', '.join(_KEYS)})")
        elif problem := _problem(value) or (_unknown_convention(value) if key == "preprocessing" else ""):
            problems.append(f"{_NAME}: '{key}' {problem}")
        else:
            declared[key] = str(PurePosixPath(value)) if key in {"notebook", "model"} else value
    return declared, problems


def _unknown_convention(value: str) -> str:
    known = (BY_PIXEL, *SCALES)
    scale = value.removeprefix(TRANSPOSED)
    if scale in known:
        return ""
    meant = get_close_matches(scale, known, 1)
    return f"must be one of: {', '.join(sorted(known))}" + (f"; did you mean '{meant[0]}'?" if meant else "")


def _problem(value: Any) -> str:
    if not isinstance(value, str) or not value.strip() or len(value) > _LONGEST or not value.isprintable():
        return f"must be a text of at most {_LONGEST} plain characters"
    if value.startswith(("/", "~")) or "\\" in value or ".." in value.split("/"):
        return "must be a path inside the repository, with '/' and without '..'"
    return ""
