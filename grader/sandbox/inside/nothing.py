"""Something that takes part in any expression and does nothing: stands for what a notebook needs and this machine lacks."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

_OPERATORS = "add sub mul matmul truediv floordiv mod pow and or xor lshift rshift"


class Nothing:
    """Whatever is asked of it, it answers with itself; it is empty, false, zero, and a decorator that changes nothing."""

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__"):
            raise AttributeError(name)
        return self

    def __setattr__(self, name: str, value: Any) -> None:
        """Forget it."""

    def __call__(self, *args: Any, **named: Any) -> Any:
        """Answer with itself, or with the function that it decorates."""
        decorated = len(args) == 1 and not named and hasattr(args[0], "__qualname__")
        return args[0] if decorated else self

    def __mro_entries__(self, _bases: Any) -> tuple[type, ...]:
        return (object,)

    def __getitem__(self, key: Any) -> Any:
        if isinstance(key, int):
            raise IndexError(key)  # otherwise it would be a sequence without an end
        return self

    def __setitem__(self, key: Any, value: Any) -> None:
        """Forget it."""

    def __iter__(self) -> Iterator[Any]:
        return iter(())

    def __len__(self) -> int:
        return 0

    def __bool__(self) -> bool:
        return False

    def __float__(self) -> float:
        return 0.0

    def __int__(self) -> int:
        return 0

    def __enter__(self) -> Any:
        return self

    def __exit__(self, *_error: object) -> None:
        """End nothing."""


def _itself(self: Any, *_others: Any) -> Any:
    return self


for _name in _OPERATORS.split():
    for _form in ("__{}__", "__r{}__", "__i{}__"):
        setattr(Nothing, _form.format(_name), _itself)
