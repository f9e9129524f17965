"""What a run shows while it goes: each group's stage, how long it has taken, and about how long the rest will."""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import TracebackType
from typing import Self

from rich.console import Console, Group, RenderableType
from rich.live import Live
from rich.table import Table
from rich.text import Text

from grader.core.show import show

_STYLES = {"known": "dim", "done OK": "green", "waiting": "dim", "done INTERNAL_ERROR": "magenta"}
_ROWS = 20


@dataclass
class _Line:
    stage: str = "waiting"
    started: float | None = None
    ended: float | None = None


class Progress:
    """A table that redraws itself on a terminal, and a line for each group that ends where there is none."""

    def __init__(self, groups: Sequence[str], expected: Mapping[str, float], slots: int, console: Console | None = None) -> None:
        self.console = console or Console(stderr=True)
        self.lines = {group: _Line() for group in groups}
        self.expected, self.slots, self.began, self.course_stage = expected, slots, time.monotonic(), ""
        self.live = Live(get_renderable=self._draw, console=self.console, refresh_per_second=4, transient=True)

    def __enter__(self) -> Self:
        if self.console.is_terminal:
            self.live.start()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        if self.console.is_terminal:
            self.live.stop()

    def __call__(self, group: str, stage: str) -> None:
        """Hear that `group` ('' for the course itself) has reached `stage`."""
        if not group:
            self.course_stage = stage
            if not self.console.is_terminal:
                self.console.print(Text(stage))
            return
        line = self.lines.setdefault(group, _Line())
        line.stage, line.started = stage, line.started or time.monotonic()
        self.course_stage = ""
        if stage == "known" or stage.startswith("done"):
            line.ended = time.monotonic()
            if not self.console.is_terminal:
                self.console.print(Text(f"{show(group, 60)}: {_words(stage)}, {line.ended - line.started:.0f} s"))

    def _draw(self) -> RenderableType:
        now = time.monotonic()
        table = Table(box=None, pad_edge=False)
        for title, justify in (("Group", "left"), ("Stage", "left"), ("Time", "right")):
            table.add_column(title, justify=justify, no_wrap=True)  # type: ignore[arg-type]  # the two words rich knows
        running = [item for item in self.lines.items() if item[1].started and not item[1].ended]
        ended = sorted((item for item in self.lines.items() if item[1].ended), key=lambda item: -(item[1].ended or 0))
        for name, line in [*running, *ended[: max(0, _ROWS - len(running))]]:
            seconds = (line.ended or now) - (line.started or now)
            table.add_row(Text(show(name, 40)), Text(_words(line.stage), style=_STYLES.get(line.stage, "")), f"{seconds:.0f} s")
        return Group(table, Text(self._summary(now, len(ended)), style="bold"))

    def _summary(self, now: float, ended: int) -> str:
        if self.course_stage:
            return f"{self.course_stage} … {now - self.began:.0f} s"
        left = sum(self._expected(name) for name, line in self.lines.items() if not line.ended) / self.slots
        return f"{ended} of {len(self.lines)} groups, {now - self.began:.0f} s, about {left:.0f} s left"

    def _expected(self, name: str) -> float:
        """Take the group's last time, else the mean of those that ended in this run, else a guess."""
        if name in self.expected:
            return self.expected[name]
        took = [
            line.ended - line.started for line in self.lines.values() if line.ended and line.started and line.stage != "known"
        ]
        return sum(took) / len(took) if took else 30.0


def _words(stage: str) -> str:
    if stage == "known":
        return "measured before"
    return stage.removeprefix("done ").lower().replace("_", " ") if stage.startswith("done") else stage
