"""A value as the JSON text that is stored, and back."""

from __future__ import annotations

from typing import Generic, TypeVar

from pydantic import TypeAdapter, ValidationError
from pydantic_core import PydanticSerializationError

from grader.core.errors import MachineError
from grader.core.show import show

T = TypeVar("T")


class Document(Generic[T]):
    """Reads and writes values of one type; `what` names it in sentences."""

    def __init__(self, what: str, adapter: TypeAdapter[T]) -> None:
        self._what, self._adapter = what, adapter

    def write(self, value: T) -> str:
        """Return `value` as JSON; raise MachineError when it would not come back equal (a NaN, half a character)."""
        text = self.text(value)
        try:
            same = self._validated(text) == value
        except ValidationError as error:
            raise MachineError(f"the {self._what} cannot be stored: {show(error)}") from error
        if not same:
            raise MachineError(f"the {self._what} cannot be stored: it would not come back as it is")
        return text

    def text(self, value: T) -> str:
        """Return `value` as JSON that may not come back equal; MachineError where it cannot be said at all."""
        try:
            return self._adapter.dump_json(value, warnings="error").decode()
        except PydanticSerializationError as error:
            raise MachineError(f"the {self._what} cannot be stored: {show(error)}") from error

    def read(self, text: str | bytes) -> T | None:
        """Return the value, or None where the text (as bytes it is read sooner) does not hold one any more; `fault` says why."""
        try:
            return self._validated(text)
        except ValidationError:
            return None

    def fault(self, text: str) -> str:
        """Return what keeps the text from being read, or ''."""
        try:
            self._validated(text)
        except ValidationError as error:
            first = error.errors(include_input=False, include_url=False, include_context=False)[0]
            place = ".".join(str(step) for step in first["loc"])
            return show(f"{place}: {first['msg']}" if place else first["msg"])
        return ""

    def _validated(self, text: str | bytes) -> T:
        """Read what we wrote as it was written, which is quicker; what only means the same (1.0 for 1) is read as well."""
        try:
            return self._adapter.validate_json(text, strict=True)
        except ValidationError:
            return self._adapter.validate_json(text)
