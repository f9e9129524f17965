"""What can be seen in a figure that a student's notebook drew."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from grader.assignments.raised import Raised


@dataclass(frozen=True, eq=False)
class Line:
    """A line: its points `x` and `y`, and its label."""

    x: NDArray[np.float64]
    y: NDArray[np.float64]
    label: str


@dataclass(frozen=True, eq=False)
class Axes:
    """One pair of axes: texts, scales ('linear', 'log'), lines, heights of bars and patches, images, words of the legend."""

    title: str
    xlabel: str
    ylabel: str
    xscale: str
    yscale: str
    lines: tuple[Line, ...]
    bars: tuple[float, ...]
    images: tuple[NDArray[Any], ...]
    legend: tuple[str, ...]


@dataclass(frozen=True, eq=False)
class Figure:
    """A figure: its title and its axes, in the order in which they were made."""

    title: str
    axes: tuple[Axes, ...]

    @property
    def lines(self) -> tuple[Line, ...]:
        """Every line in it."""
        return tuple(line for axes in self.axes for line in axes.lines)


def read_figure(seen: Any) -> Figure:
    """Return what the notebook's figure shows; Raised where it shows nothing that can be read."""
    try:
        return Figure(str(seen["title"]), tuple(_axes(axes) for axes in seen["axes"]))
    except (TypeError, KeyError, ValueError) as error:
        raise Raised("NoData", "the figure cannot be read") from error


def _axes(seen: Mapping[str, Any]) -> Axes:
    words = {name: str(seen[name]) for name in ("title", "xlabel", "ylabel", "xscale", "yscale")}
    lines = tuple(Line(_floats(line["x"]), _floats(line["y"]), str(line["label"])) for line in seen["lines"])
    bars = tuple(float(height) for height in seen["bars"])
    return Axes(**words, lines=lines, bars=bars, images=tuple(seen["images"]), legend=tuple(map(str, seen["legend"])))


def _floats(values: Any) -> NDArray[np.float64]:
    return np.asarray(values, dtype=np.float64)
