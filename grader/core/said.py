"""A sentence that remembers the words it was made of, so that it can be said in another language at the edge."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Self


class Said(str):
    """An English sentence, a string like any other, with the `template` and the `values` that made it."""

    __slots__ = ("template", "values")
    template: str
    values: Mapping[str, object]

    def __new__(cls, template: str, values: Mapping[str, object]) -> Self:
        """Return the sentence in English; `template` holds names in braces, a tuple is said with commas."""
        said = super().__new__(cls, template.format(**{name: _listed(value) for name, value in values.items()}))
        said.template, said.values = template, values
        return said

    def __reduce__(self) -> tuple[type[Said], tuple[str, Mapping[str, object]]]:
        return Said, (self.template, self.values)


def say(template: str, **values: object) -> Said:
    """Return the sentence of a template; the values are fit to show, and may be sentences themselves."""
    return Said(template, values)


def in_words(text: str, translate: Callable[[str], str]) -> str:
    """Return a sentence with its template, and those of its values, translated; other text comes back as it is."""
    if not isinstance(text, Said):
        return str(text)
    return translate(text.template).format(**{name: _translated(value, translate) for name, value in text.values.items()})


def _translated(value: object, translate: Callable[[str], str]) -> object:
    if isinstance(value, tuple):
        return _listed(tuple(_translated(one, translate) for one in value))
    return in_words(value, translate) if isinstance(value, str) else value


def _listed(value: object) -> object:
    return ", ".join(map(str, value)) if isinstance(value, tuple) else value
