"""A value of a YAML file that knows where it stands, so that a message can say file and line."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation
from pathlib import Path

from grader.core.errors import InputError
from grader.core.show import show
from grader.intake.did_you_mean import did_you_mean

_KINDS = {
    "text": "a text",
    "number": "a number",
    "boolean": "true or false",
    "nothing": "nothing",
    "list": "a list",
    "mapping": "keys with values",
}
_LONGEST_NUMBER = 40  # characters; a hundred thousand digits cost minutes and are nobody's points


@dataclass(frozen=True)
class Located:
    """One value: `kind` is 'text', 'number', 'boolean', 'nothing', 'list' or 'mapping'; `line` counts from 1.

    A value in a mapping stands at its key's line. `name` is how a message calls it: 'components.project.weight'.
    Every reader below raises InputError with this place when the value is of another kind.
    """

    file: Path
    line: int
    name: str
    kind: str
    raw: str = ""
    parts: tuple[Located, ...] = ()
    entries: Mapping[str, Located] = field(default_factory=dict)

    def error(self, what: str, hint: str = "") -> InputError:
        """Return (not raise) an error that points here."""
        return InputError(what, file=self.file, line=self.line, hint=hint)

    def text(self, example: str = "") -> str:
        """Return a text that is not blank; a number is taken as it was written."""
        if self.kind not in {"text", "number"} or not self.raw.strip():
            raise self._unfit("a text", f"such as {example}" if example else "")
        return self.raw.strip()

    def number(self) -> Decimal:
        """Return a number exactly as written: 0.1 is one tenth."""
        try:
            exact = Decimal(self.raw) if self.kind == "number" and len(self.raw) <= _LONGEST_NUMBER else None
        except InvalidOperation:
            exact = None
        if exact is None or not exact.is_finite() or abs(exact.adjusted()) > _LONGEST_NUMBER:
            raise self._unfit("a number", "write digits, such as 10 or 0.5, without quotes or units")
        return exact

    def whole(self) -> int:
        """Return a whole number."""
        exact = self.number()
        if exact != exact.to_integral_value():
            raise self._unfit("a whole number")
        return int(exact)

    def truth(self) -> bool:
        """Return true or false."""
        if self.kind != "boolean" or self.raw.lower() not in {"true", "false"}:
            raise self._unfit("true or false", "write true or false, without quotes")
        return self.raw.lower() == "true"

    def one_of(self, choices: Iterable[str]) -> str:
        """Return a text that is one of `choices`."""
        known = tuple(choices)
        chosen = self.text()
        if chosen not in known:
            raise self.error(
                f"{self.name} is {show(chosen, 60)!r}, but must be one of {', '.join(known)}", did_you_mean(chosen, known)
            )
        return chosen

    def items(self) -> tuple[Located, ...]:
        """Return the items of a list."""
        if self.kind != "list":
            raise self._unfit("a list", "such as [one, two]")
        return self.parts

    def mapping(self) -> Mapping[str, Located]:
        """Return keys with values, at least one, whatever the keys are called, in the order of the file."""
        if self.kind != "mapping" or not self.entries:
            raise self._unfit("keys with values", "write each as 'key: value', indented below")
        return self.entries

    def fields(self, *, required: tuple[str, ...] = (), optional: tuple[str, ...] = ()) -> Mapping[str, Located]:
        """Return a mapping whose keys are known: none is missing, none is unknown."""
        entries = self.mapping()
        known = (*required, *optional)
        for key, value in entries.items():
            if key not in known:
                raise value.error(f"unknown key {show(key, 60)!r} in {self.name}", did_you_mean(key, known, kind="keys here"))
        for key in required:
            if key not in entries:
                raise self.error(f"{self.name} has no {key!r}", f"add '{key}: …'")
        return entries

    def _unfit(self, wanted: str, hint: str = "") -> InputError:
        shown = f" ({show(self.raw, 60)!r})" if self.raw else ""
        return self.error(f"{self.name} must be {wanted}, not {_KINDS[self.kind]}{shown}", hint)
