"""The fixture `kernel`: what a test can ask of a student's notebook, from outside the sandbox."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from grader.assignments.figure import Figure, read_figure
from grader.assignments.packed import Name, NoData, pack, unpack
from grader.assignments.raised import Raised
from grader.core.errors import SubmissionError
from grader.core.show import show

Ask = Callable[[Mapping[str, Any], bytes, float], tuple[dict[str, Any], bytes]]
Appeared = tuple[str, Raised | None]
_GRACE = 15.0  # seconds beyond a call's own limit, in which its kernel may be replaced
_BYTES = 100_000_000


class Kernel:
    """A student's executed notebook behind a wall. Inputs go in as data, answers come out as data.

    `seconds` is the time a call may take. Every method raises `kernel.Raised` when the student's code does; it is an
    AssertionError, so most tests need not mention it.
    """

    Raised = Raised

    def __init__(self, ask: Ask, seconds: float = 10.0) -> None:
        self._ask, self.seconds = ask, seconds
        self._number = 0

    def call(self, name: str, *args: Any, seconds: float | None = None, **kwargs: Any) -> Any:
        """Call a function of the notebook and return what it returns.

        `name` may have dots ("Adam.default_rate"). Arguments and result: None, truth values, numbers, texts, lists, tuples,
        dictionaries, sets and arrays (up to 100 MB a call); tensors come back as arrays.
        """
        return self._asked("call", name, args, kwargs, seconds)

    def value(self, name: str) -> Any:
        """Return the value of a variable of the notebook, `model.loss` for an attribute."""
        return self._asked("value", name, (), {}, None)

    def name(self, name: str) -> Name:
        """Return what stands for the notebook's own `name` as an argument: `kernel.call("train", kernel.name("model"))`."""
        return Name(name)

    def make(self, name: str, *args: Any, seconds: float | None = None, **kwargs: Any) -> Made:
        """Call a function or class and leave the result in the notebook; returned is what stands for it."""
        self._number += 1
        key = f"#{self._number}"
        kind = self._asked("make", name, args, kwargs, seconds, keep=key)
        return Made(self, key, str(kind))

    def evaluate(self, expression: str, *, seconds: float | None = None) -> Any:
        """Return the value of an expression in the notebook's own names, as data: `kernel.evaluate("len(batches)")`.

        It is computed in reach of the student's code: what a built-in function says there can be forged.
        """
        return self._asked("evaluate", expression, (), {}, seconds)

    def examples(self, sources: Sequence[str], *, shared: bool = True, question: str = "") -> list[Appeared]:
        """Type each text at the notebook's prompt and return for each what appeared, and what it raised.

        What they define stays in the notebook where they are `shared`. The names are those at the place where the notebook
        asked for `question` to be checked, where it did.
        """
        answers = self._asked("examples", "", (list(sources), shared, question), {}, None)
        try:
            found = [(str(one["shown"]), _raised(one) if "kind" in one else None) for one in answers]
        except (TypeError, KeyError):
            found = []
        if len(found) != len(sources):
            raise Raised("NoData", "it answers something else than was asked")
        return found

    def test(self, text: str, name: str, arguments: Sequence[str], *, question: str = "") -> None:
        """Run the function `name` of `text` in the notebook, with its variables as arguments; Raised where it raises."""
        self._asked("test", name, (text, list(arguments), question), {}, None)

    def source(self, name: str = "") -> str:
        """Return the text of a function, class or method in the submitted notebook; all its code without a name."""
        self._number += 1
        answer, body = self._send({"op": "source", "name": name}, b"", 10.0)
        if answer.get("status") != "OK":
            raise Raised("NameError", f"the notebook defines no {name!r}")
        return body.decode("utf-8", "replace")

    def figure(self, name: str = "", *args: Any, seconds: float | None = None, **kwargs: Any) -> Figure:
        """Call a function that draws and return what can be seen in its figure: texts, lines, bars, images."""
        return read_figure(self._asked("figure", name, args, kwargs, seconds))

    def _asked(
        self, op: str, name: str, args: tuple[Any, ...], kwargs: Mapping[str, Any], seconds: float | None, keep: str = ""
    ) -> Any:
        question = {"op": op, "name": name, "args": _given(args), "kwargs": _given(dict(kwargs)), "keep": keep}
        _, body = self._send({"op": op}, pack(question), self.seconds if seconds is None else seconds)
        return self._read(name, body)

    def _send(self, question: Mapping[str, Any], body: bytes, seconds: float) -> tuple[dict[str, Any], bytes]:
        self._number += 1
        asked = {**question, "id": self._number, "seconds": seconds, "at_most": _BYTES}
        try:
            answer, answered = self._ask(asked, body, seconds + _GRACE)
        except SubmissionError as error:
            raise Raised(_word(error.status), str(error)) from None
        if answer.get("status") == "TIMEOUT":
            raise Raised("Timeout", f"it was stopped after {seconds:g} s")
        if answer.get("status") == "KERNEL_DIED":
            raise Raised("KernelDied", show(answer.get("error", ""), 300) or "the kernel ended in this call")
        if answer.get("status") == "CELL_ERROR":
            raise Raised("KernelDied", f"the kernel no longer answers: {show(answer.get('error', ''), 300)}")
        return answer, answered

    def _read(self, name: str, body: bytes) -> Any:
        try:
            found = unpack(body)
        except SubmissionError as error:
            raise Raised("NoData", str(error)) from None
        if "error" in found:
            raise _raised(found["error"])
        if isinstance(found["value"], NoData):
            raise Raised("NoData", f"{name} gives an object of class {show(found['value'].kind, 60)}, which is no data")
        return found["value"]


@dataclass(frozen=True, eq=False)
class Made:
    """Something that a call left in the notebook; `kind` is its class's name. It may be an argument of further calls."""

    kernel: Kernel
    key: str
    kind: str

    def call(self, method: str, *args: Any, seconds: float | None = None, **kwargs: Any) -> Any:
        """Call a method of it; '' calls the thing itself."""
        return self.kernel.call(f"{self.key}.{method}" if method else self.key, *args, seconds=seconds, **kwargs)

    def value(self, attribute: str = "") -> Any:
        """Return an attribute of it, or the whole where it is data."""
        return self.kernel.value(f"{self.key}.{attribute}" if attribute else self.key)


def _given(value: Any) -> Any:
    """Return the arguments with what was made in the notebook by its name."""
    if isinstance(value, Made):
        return Name(value.key)
    if isinstance(value, tuple):
        return tuple(_given(item) for item in value)
    if isinstance(value, list):
        return [_given(item) for item in value]
    return {key: _given(item) for key, item in value.items()} if isinstance(value, dict) else value


def _raised(error: Mapping[str, Any]) -> Raised:
    cell, line = error.get("cell"), error.get("line")
    place = ""
    if type(cell) is int and type(line) is int and cell > 0:
        where = f" in {show(error.get('function', ''), 60)}" if str(error.get("function", "")).isidentifier() else ""
        place = f"cell {cell}, line {line}{where}: {show(error.get('text', ''), 200)}"
    return Raised(show(error.get("kind", ""), 60), show(error.get("message", ""), 400), place)


def _word(status: str) -> str:
    return "Timeout" if status == "TIMEOUT" else "KernelDied"
