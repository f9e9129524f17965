"""Draw what a notebook printed of its own training, epoch by epoch."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from markupsafe import Markup

from grader.reports.language import Language
from grader.reports.learning_curves import LearningCurve

_WIDE, _TALL, _LEFT, _RIGHT, _TOP, _BOTTOM = 300, 150, 46, 12, 12, 34


def curve_plot(curve: LearningCurve, kind: str, language: Language) -> Markup:
    """Return an inline SVG of one `kind` ('accuracy' or 'loss'), the training's line whole and the validation's dashed; or ''."""
    lines = {name: curve.series[name] for name in (kind, f"val_{kind}") if name in curve.series}
    values = [value for line in lines.values() for value in line if value is not None]
    if not values:
        return Markup("")
    low, high = min(values), max(values)
    if low == high:
        low, high = low - 0.5, high + 0.5
    paths = Markup("").join(
        Markup('<path class="curve{}" d="{}"/>').format(" val" if name.startswith("val_") else "", _path(line, low, high))
        for name, line in lines.items()
    )
    last = ", ".join(f"{name} {_shown([value for value in line if value is not None][-1])}" for name, line in lines.items())
    spoken = language.say("Learning curve over {n} epochs; at the end {last}", n=curve.epochs, last=last)
    return Markup('<svg class="learning" viewBox="0 0 {} {}" role="img" aria-label="{}">{}{}</svg>').format(
        _LEFT + _WIDE + _RIGHT, _TOP + _TALL + _BOTTOM, spoken, _axes(low, high, curve.epochs, kind, language), paths
    )


def _path(line: Sequence[float | None], low: float, high: float) -> str:
    points = [
        (f"{_LEFT + _WIDE * index / max(len(line) - 1, 1):.1f}", f"{_TOP + _TALL * (high - value) / (high - low):.1f}", index)
        for index, value in enumerate(line)
        if value is not None
    ]
    start = f"M{points[0][0]} {points[0][1]}h0"
    return start + "".join(f"{'L' if b[2] - a[2] == 1 else 'M'}{b[0]} {b[1]}" for a, b in pairwise(points))


def _axes(low: float, high: float, epochs: int, kind: str, language: Language) -> Markup:
    title = language.say("accuracy") if kind == "accuracy" else language.say("loss")
    grid = Markup('<path class="grid" d="M{} {y}H{}"/><text class="axis" x="{}" y="{}" text-anchor="end">{}</text>')
    lines = Markup("").join(
        grid.format(_LEFT, _LEFT + _WIDE, _LEFT - 6, y + 4, _shown(value), y=y)
        for y, value in ((_TOP, high), (_TOP + _TALL // 2, (low + high) / 2), (_TOP + _TALL, low))
    )
    end = Markup('<text class="axis" x="{}" y="{y}">1</text><text class="axis" x="{}" y="{y}" text-anchor="end">{}</text>')
    return lines + end.format(
        _LEFT, _LEFT + _WIDE, language.say("{title}, epoch {n}", title=title, n=epochs), y=_TOP + _TALL + 20
    )


def _shown(value: float) -> str:
    return f"{value:.3g}" if value < 1 else f"{value:.4g}"
