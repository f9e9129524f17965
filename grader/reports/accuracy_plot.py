"""Draw an accuracy with its interval between the reference models, so that the errors left can be compared."""

from __future__ import annotations

from collections.abc import Mapping

from markupsafe import Markup

from grader.core.show import show
from grader.reports.error_scale import MARKS, error_scale
from grader.reports.language import Language
from grader.reports.number_text import range_text, share_text

_PAD = 6
_LETTER = 6.4
_WIDE, _BAR = 360, 160


def accuracy_plot(accuracy: float, interval: tuple[float, float], yardsticks: Mapping[str, float], language: Language) -> Markup:
    """Return an inline SVG: a dot at `accuracy`, a bar over its 95 % interval, a tick line for each reference model."""
    ticks = sorted(yardsticks.items(), key=lambda item: (item[1], item[0]))
    rows = _rows(ticks, _WIDE)
    top = 14 * (max(rows) + 1) + 4 if rows else 2
    parts = [_axis(_WIDE, top), _rail(_WIDE, top), *(_tick(name, value, _WIDE, top) for name, value in ticks)]
    parts += [_name(name, value, _WIDE, row) for (name, value), row in zip(ticks, rows, strict=True)]
    parts.append(_bar(accuracy, interval, _WIDE, top))
    spoken = language.say(
        "Accuracy {accuracy}, 95 % interval {interval}. Reference models: {models}",
        accuracy=share_text(accuracy),
        interval=range_text(interval),
        models=", ".join(f"{show(name, 40)} {share_text(value)}" for name, value in ticks) or language.say("none measured"),
    )
    return Markup('<svg class="bar" viewBox="0 0 {} {}" width="{}" height="{}" role="img" aria-label="{}">{}</svg>').format(
        _WIDE, top + 36, _WIDE, top + 36, spoken, Markup("").join(parts)
    )


def accuracy_bar(accuracy: float, interval: tuple[float, float], yardsticks: Mapping[str, float]) -> Markup:
    """Return a small bar as inline SVG without words, for the numbers stand beside it; of few bytes, for there are thousands."""
    ticks = "".join(f"M{_at(value, _BAR)} 2v18" for value in sorted(yardsticks.values()))
    low, high = (_at(value, _BAR) for value in interval)
    return Markup(  # noqa: S704 - numbers of our own making
        f'<svg class="bar" viewBox="0 0 {_BAR} 22" aria-hidden="true"><path class="rail" d="M{_PAD} 11H{_BAR - _PAD}"/>'
        f'<path class="tick" d="{ticks}"/><path class="interval" d="M{low} 11H{high}"/>'
        f'<path class="dots" d="M{_at(accuracy, _BAR)} 11h0"/></svg>'
    )


def _at(share: float, width: int) -> str:
    return f"{_PAD + (width - 2 * _PAD) * error_scale(share):.1f}"


def _axis(width: int, top: int) -> Markup:
    anchors = {MARKS[0]: ("start", "0"), MARKS[-1]: ("end", str(width))}
    one = Markup('<text class="axis" x="{}" y="{}" text-anchor="{}">{:g}</text>')
    parts = [(*anchors.get(share, ("middle", _at(share, width))), share) for share in MARKS]
    return Markup("").join(one.format(x, top + 33, anchor, share) for anchor, x, share in parts)


def _rail(width: int, top: int) -> Markup:
    return Markup('<path class="rail" d="M{} {}H{}"/>').format(_PAD, top + 9, width - _PAD)


def _tick(name: str, value: float, width: int, top: int) -> Markup:
    return Markup('<path class="tick" d="M{} {}v18"><title>{} {}</title></path>').format(
        _at(value, width), top, show(name, 40), share_text(value)
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
    return Markup('<path class="interval" d="M{} {y}H{}"/><path class="dots" d="M{} {y}h0"/>').format(
        _at(interval[0], width), _at(interval[1], width), _at(accuracy, width), y=top + 9
    )
