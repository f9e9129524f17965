"""Run a notebook's code one statement at a time, each for a few seconds, passing over what fails.

The seconds are of CPU time, so that a machine with much to do cuts off nobody's network; the clock ends only what waits.
"""

from __future__ import annotations

import ast
import builtins
import signal
import sys
import time
from collections.abc import Callable
from types import ModuleType
from typing import Any

from missing_modules import NOTEBOOK, present_home
from nothing import Nothing
from usual_arguments import USUAL

_SECONDS = 5.0
WAITING = 4.0  # so many times as long by the clock may a statement take, and all of them
_SAMPLES = 500
_SLOW = {"sklearn", "xgboost", "lightgbm", "catboost"}


class _TooLong(BaseException):
    """A statement took too long."""


class Statements:
    """A namespace in which statements run for so many `seconds` of CPU time in all; `errors` counts those that failed."""

    def __init__(self, seconds: float) -> None:
        self.cpu, self.clock = time.process_time() + seconds, time.monotonic() + WAITING * seconds
        self.errors = 0
        self.forget()

    def forget(self) -> None:
        """Begin again with empty names."""
        module = sys.modules["__main__"] = ModuleType("__main__")
        self.names = vars(module)
        self.names.update(
            __builtins__=builtins, get_ipython=Nothing(), display=Nothing(), input=lambda *_: "", _fit_of=_fit_of,
        )  # fmt: skip

    def run(self, code: ast.Module) -> None:
        """Run the statements."""
        for statement in code.body:
            self._run(statement)

    def _run(self, statement: ast.stmt) -> None:
        if isinstance(statement, ast.ImportFrom) and not statement.level and statement.module != "__future__":
            for alias in statement.names:
                self.timed(lambda alias=alias: self._import(statement, alias))  # type: ignore[misc]  # mypy infers no lambda defaults
        else:
            tree = ast.fix_missing_locations(_FitWithFewer().visit(statement))
            self.timed(lambda: self._with_usual_names(tree))

    def _import(self, statement: ast.ImportFrom, alias: ast.alias) -> None:
        """Import one name, so that one that is gone does not take the others with it."""
        module = statement.module or ""
        try:
            self._execute(ast.copy_location(ast.ImportFrom(module, [alias], 0), statement))
        except ImportError:
            self.names[alias.asname or alias.name] = present_home(module, alias.name)

    def _with_usual_names(self, statement: ast.stmt) -> None:
        """Run a statement; a name that it lacks because a cell before failed has the value that it mostly has."""
        try:
            self._execute(statement)
        except NameError as error:
            if error.name is None or error.name not in USUAL:
                raise
            self.names[error.name] = USUAL[error.name]
            self._with_usual_names(statement)

    def _execute(self, statement: ast.stmt) -> None:
        exec(compile(ast.Module([statement], []), NOTEBOOK, "exec"), self.names)  # noqa: S102 - what the sandbox is for

    def timed(self, action: Callable[[], Any]) -> None:
        """Do something for as long as there is time."""
        cpu, clock = min(_SECONDS, self.cpu - time.process_time()), min(WAITING * _SECONDS, self.clock - time.monotonic())
        if min(cpu, clock) <= 0:
            return
        signal.signal(signal.SIGPROF, _too_long)
        signal.signal(signal.SIGALRM, _too_long)
        try:
            try:
                signal.setitimer(signal.ITIMER_PROF, cpu, 0.5)  # again and again: code may catch everything
                signal.setitimer(signal.ITIMER_REAL, clock, 0.5)
                action()
            finally:
                signal.setitimer(signal.ITIMER_PROF, 0)
                signal.setitimer(signal.ITIMER_REAL, 0)
        except BaseException:  # noqa: BLE001 - the code is the group's; whatever it raises is passed over, and counted
            self.errors += 1


def _too_long(_signal: int, _frame: Any) -> None:
    raise _TooLong


class _FitWithFewer(ast.NodeTransformer):
    """Has every `x.fit(…)` go through a function that keeps slow learners other than networks short."""

    def visit_Call(self, node: ast.Call) -> ast.Call:
        self.generic_visit(node)
        if isinstance(node.func, ast.Attribute) and node.func.attr in {"fit", "fit_transform", "fit_predict"}:
            through = ast.Name("_fit_of", ast.Load())
            node.func = ast.Call(through, [node.func.value, ast.Constant(node.func.attr)], [])
        return node


def _fit_of(learner: Any, name: str) -> Any:
    fit = getattr(learner, name)
    if name != "fit" or type(learner).__module__.split(".")[0] not in _SLOW:
        return fit
    return lambda *args, **named: fit(*map(_few, args), **{key: _few(value) for key, value in named.items()})


def _few(value: Any) -> Any:
    return value[:_SAMPLES] if hasattr(value, "shape") and hasattr(value, "__getitem__") else value
