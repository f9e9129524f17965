"""Read what the survey inside the sandbox reported, trusting none of it."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any

from pydantic import TypeAdapter, ValidationError

from grader.core.errors import MachineError
from grader.core.survey import Survey
from grader.intake.git_archive import TreeFile

_DEPTH = 6
_LIST = 600
_TEXT = 4000
_NODES = 300_000
_LARGEST = 2**62


def read_survey(document: Mapping[str, Any], files: Iterable[TreeFile]) -> Survey:
    """Return the survey, checked for form and size, and for naming only files of the commit with the hashes they have.

    Raises MachineError where it does not hold: honest files cannot cause that, so somebody has to look.
    """
    try:
        survey = TypeAdapter(Survey).validate_json(json.dumps(_Bounded().value(document, 0)), strict=True)
    except (ValidationError, ValueError) as error:
        raise MachineError(f"the survey's answer is not of its form: {str(error).splitlines()[0]}") from error
    known = {file.path: file for file in files}
    for notebook in survey.notebooks:
        if notebook.path not in known or known[notebook.path].bytes != notebook.bytes:
            raise MachineError("the survey names a notebook that the commit does not hold")
    for model in survey.models:
        if model.path not in known or known[model.path].sha256 != model.sha256:
            raise MachineError("the survey names a model that the commit does not hold")
    named = (survey.declared.notebook, survey.declared.model)
    return replace(survey, held=tuple(path for path in named if path in known))


class _Bounded:
    """Copies a document of plain values; raises ValueError for one that is too large, too deep or of other types."""

    def __init__(self) -> None:
        self._left = _NODES

    def value(self, item: Any, depth: int) -> Any:
        self._left -= 1
        if depth > _DEPTH or self._left < 0:
            raise ValueError("it is nested too deeply or holds too much")
        if isinstance(item, str):
            return _text(item)
        if item is None or isinstance(item, bool) or (isinstance(item, int) and 0 <= item < _LARGEST):
            return item
        if isinstance(item, float) and 0 <= item < _LARGEST:
            return item
        if isinstance(item, list | Mapping) and len(item) <= _LIST:
            return self._many(item, depth + 1)
        raise ValueError("it holds a value that is out of bounds")

    def _many(self, item: list[Any] | Mapping[Any, Any], depth: int) -> Any:
        if isinstance(item, list):
            return [self.value(below, depth) for below in item]
        return {_text(str(key)): self.value(below, depth) for key, below in item.items()}


def _text(item: str) -> str:
    if len(item) > _TEXT:
        raise ValueError("it holds a text that is too long")
    return item.encode("utf-8", "replace").decode()  # a lone surrogate cannot be written anywhere
