"""Draw the accuracy of every group side by side, best first, with the reference models as lines and the rank bands."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from markupsafe import Markup

from grader.core.show import show
from grader.reports.error_scale import MARKS, error_scale
from grader.reports.language import Language
from grader.reports.number_text import range_text, share_text

_WIDE, _TALL, _LEFT, _RIGHT, _TOP, _BOTTOM = 960, 250, 44, 110, 22, 10
_NAMED = 150  # so many points can still be told apart by a pointer
_LINE = 13


@dataclass(frozen=True)
class GroupAccuracy:
    """A group's accuracy with its 95 % interval, and its rank band where there is one."""

    name: str
    accuracy: float
    interval: tuple[float, float]
    rank: int | None = None


def accuracies_plot(groups: Sequence[GroupAccuracy], yardsticks: Mapping[str, float], language: Language) -> Markup:
    """Return an inline SVG: a dot and its interval a group from the best to the worst, bands as stripes, models as lines."""
    ordered = sorted(groups, key=lambda one: (one.rank or len(groups) + 1, -one.accuracy, one.name))
    step = (_WIDE - _LEFT - _RIGHT) / max(len(ordered), 1)
    size = max(2.0, min(7.0, step * 0.7))
    xs = [_LEFT + (index + 0.5) * step for index in range(len(ordered))]
    intervals = " ".join(
        f"M{x:.1f} {_y(one.interval[0]):.1f}V{_y(one.interval[1]):.1f}" for x, one in zip(xs, ordered, strict=True)
    )
    parts = [
        _stripes(ordered, step),
        _axis(),
        _models(yardsticks),
        Markup('<path class="interval" stroke-width="{:.1f}" d="{}"/>').format(size, intervals),
        _dots(ordered, xs, size),
    ]
    return Markup('<svg class="accuracies" viewBox="0 0 {} {}" role="img" aria-label="{}">{}</svg>').format(
        _WIDE, _TALL + _TOP + _BOTTOM, _spoken(ordered, yardsticks, language), Markup("").join(parts)
    )


def _y(share: float) -> float:
    return _TOP + _TALL * (1 - error_scale(share))


def _stripes(ordered: Sequence[GroupAccuracy], step: float) -> Markup:
    """Return a pale ground behind every other band, and each band's rank above it where there is room."""
    stripes, start = Markup(""), 0
    while start < len(ordered):
        rank = ordered[start].rank
        end = next((i for i in range(start, len(ordered)) if ordered[i].rank != rank), len(ordered))
        x, wide = _LEFT + start * step, (end - start) * step
        if rank is not None and rank % 2:
            stripes += Markup('<rect class="stripe" x="{:.1f}" y="{}" width="{:.1f}" height="{}"/>').format(x, _TOP, wide, _TALL)
        if rank is not None and wide >= 18:
            stripes += Markup('<text class="axis" x="{:.1f}" y="{}" text-anchor="middle">{}</text>').format(
                x + wide / 2, _TOP - 7, rank
            )
        start = end
    return stripes


def _axis() -> Markup:
    line = Markup('<path class="grid" d="M{} {y:.1f}H{}"/><text class="axis" x="{}" y="{text:.1f}" text-anchor="end">{:g}</text>')
    return Markup("").join(
        line.format(_LEFT, _WIDE - _RIGHT, _LEFT - 6, share, y=_y(share), text=_y(share) + 4) for share in MARKS
    )


def _models(yardsticks: Mapping[str, float]) -> Markup:
    """Return a line a reference model; their names stand to the right, pushed apart where they would touch."""
    lines, below = Markup(""), _TALL + _TOP + _BOTTOM + _LINE
    for name, share in sorted(yardsticks.items(), key=lambda item: (item[1], item[0])):
        below = min(int(_y(share)) + 4, below - _LINE)
        lines += Markup('<path class="model" d="M{} {y:.1f}H{}"/><text class="axis" x="{}" y="{}">{} {}</text>').format(
            _LEFT, _WIDE - _RIGHT, _WIDE - _RIGHT + 6, below, show(name, 10), f"{share:.3f}", y=_y(share)
        )
    return lines


def _dots(ordered: Sequence[GroupAccuracy], xs: Sequence[float], size: float) -> Markup:
    if len(ordered) > _NAMED:
        dots = " ".join(f"M{x:.1f} {_y(one.accuracy):.1f}h0" for x, one in zip(xs, ordered, strict=True))
        return Markup('<path class="dots" stroke-width="{:.1f}" d="{}"/>').format(size, dots)
    dot = Markup('<circle class="dot" cx="{:.1f}" cy="{:.1f}" r="{:.1f}"><title>{} {} ({})</title></circle>')
    return Markup("").join(
        dot.format(x, _y(one.accuracy), size / 2 + 0.5, show(one.name, 60), share_text(one.accuracy), range_text(one.interval))
        for x, one in zip(xs, ordered, strict=True)
    )


def _spoken(ordered: Sequence[GroupAccuracy], yardsticks: Mapping[str, float], language: Language) -> str:
    if not ordered:
        return language.say("No accuracy is known yet.")
    shares = [one.accuracy for one in ordered]
    models = ", ".join(f"{show(name, 40)} {share_text(value)}" for name, value in yardsticks.items())
    return language.say(
        "Accuracies of {groups} groups, from {lowest} to {highest}. Reference models: {models}. The table below has every value.",
        groups=language.whole(len(ordered)),
        lowest=share_text(min(shares)),
        highest=share_text(max(shares)),
        models=models or language.say("none measured"),
    )
