"""Draw an accuracy with its interval between the reference models, so that the errors left can be compared."""

from __future__ import annotations

from collections.abc import Mapping
from math import log10

from markupsafe import Markup

from grader.core.show import show
from grader.reports.number_text import range_text, share_text

_DECADES = 3.0
_PAD = 6
_LETTER = 6.4
_AXIS = (0.0, 0.5, 0.9, 0.99, 0.999)


def accuracy_plot(
    accuracy: float, interval: tuple[float, float], yardsticks: Mapping[str, float], *, width: int = 200, labels: bool = False
) -> Markup:
    """Return an inline SVG: a dot at `accuracy`, a bar over its 95 % interval, a tick line for each reference model.

    The scale is logarithmic in the errors: 0.9, 0.99 and 0.999 are equally far apart, for a halved error rate is the
    same step anywhere. `labels` adds the names of the reference models and the axis.
    """
    ticks = sorted(yardsticks.items(), key=lambda item: (item[1], item[0]))
    rows = _rows(ticks, width) if labels else []
    top = 14 * (max(rows) + 1) + 4 if rows else 2
    height = top + 20 + (16 if labels else 0)
    parts = [_axis(width, top) if labels else Markup("")]
    parts += [_tick(name, value, width, top) for name, value in ticks]
    parts += [_name(name, value, width, row) for (name, value), row in zip(ticks, rows, strict=bool(labels))]
    parts.append(_bar(accuracy, interval, width, top))
    spoken = f"Accuracy {share_text(accuracy)}, 95 % interval {range_text(interval)}. Reference models: " + (
        ", ".join(f"{show(name, 40)} {share_text(value)}" for name, value in ticks) or "none measured"
    )
    return Markup('<svg class="bar" viewBox="0 0 {} {}" width="{}" height="{}" role="img" aria-label="{}">{}</svg>').format(
        width, height, width, height, spoken, Markup("").join(parts)
    )


def _at(share: float, width: int) -> str:
    errors = min(max(1.0 - share, 10**-_DECADES), 1.0)
    return f"{_PAD + (width - 2 * _PAD) * -log10(errors) / _DECADES:.1f}"


def _axis(width: int, top: int) -> Markup:
    one = Markup('<text class="axis" x="{}" y="{}" text-anchor="middle">{}</text>')
    ends = {0.0: "start", 0.999: "end"}
    return Markup("").join(
        Markup('<text class="axis" x="{}" y="{}" text-anchor="{}">{}</text>').format(
            {"start": "0", "end": str(width)}[ends[share]], top + 33, ends[share], f"{share:g}"
        )
        if share in ends
        else one.format(_at(share, width), top + 33, f"{share:g}")
        for share in _AXIS
    )


def _tick(name: str, value: float, width: int, top: int) -> Markup:
    return Markup('<line class="tick" x1="{x}" x2="{x}" y1="{}" y2="{}"><title>{} {}</title></line>').format(
        top, top + 18, show(name, 40), share_text(value), x=_at(value, width)
    )


def _name(name: str, value: float, width: int, row: int) -> Markup:
    text = show(name, 24)
    half = _LETTER * len(text) / 2
    x = min(max(float(_at(value, width)), half), width - half)
    return Markup('<text class="axis" x="{:.1f}" y="{}" text-anchor="middle">{}</text>').format(x, 11 + 14 * row, text)


def _rows(ticks: list[tuple[str, float]], width: int) -> list[int]:
    """Place each name in the lowest row where it touches no name before it."""
    ends: list[float] = []
    placed: list[int] = []
    for name, value in ticks:
        half = _LETTER * min(len(name), 24) / 2
        centre = min(max(float(_at(value, width)), half), width - half)
        row = next((index for index, end in enumerate(ends) if centre - half > end + 4), len(ends))
        ends[row : row + 1] = [centre + half]
        placed.append(row)
    return placed


def _bar(accuracy: float, interval: tuple[float, float], width: int, top: int) -> Markup:
    y = top + 9
    return Markup(
        '<line class="rail" x1="{}" x2="{}" y1="{y}" y2="{y}"/>'
        '<line class="interval" x1="{}" x2="{}" y1="{y}" y2="{y}"/><circle class="dot" cx="{}" cy="{y}" r="4"/>'
    ).format(_PAD, width - _PAD, _at(interval[0], width), _at(interval[1], width), _at(accuracy, width), y=y)
