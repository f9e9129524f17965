"""Draw how percentages are spread."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from markupsafe import Markup

from grader.reports.language import Language

_BINS = 10
_STEP = 36
_TALL = 120
_TOP = 36


def histogram_plot(percents: Sequence[Decimal], title: str, language: Language, passed: Decimal | None = None) -> Markup:
    """Return an inline SVG histogram of percentages, ten bins of ten (the last holds 100), with the pass line if there is one.

    `title` says what is spread, for those who cannot see it.
    """
    counts = [0] * _BINS
    for percent in percents:
        counts[min(max(int(percent // 10), 0), _BINS - 1)] += 1
    highest = max([*counts, 1])
    bins = ", ".join(f"{10 * i}–{10 * i + 10}: {count}" for i, count in enumerate(counts))
    bars = Markup("").join(_bar(index, count, highest) for index, count in enumerate(counts))
    line = _pass_line(passed, language) if passed is not None else ""
    return Markup('<svg class="histogram" viewBox="0 0 {} {}" role="img" aria-label="{}">{}{}</svg>').format(
        _BINS * _STEP + 24,
        _TOP + _TALL + 26,
        language.say("{title} in percent. Students in each range: {bins}", title=title, bins=bins),
        bars,
        line,
    )


def _bar(index: int, count: int, highest: int) -> Markup:
    tall = _TALL * count / highest
    x = 12 + index * _STEP
    bottom = _TOP + _TALL
    bar = Markup('<rect class="column" x="{}" y="{:.1f}" width="{}" height="{:.1f}" rx="2"/>').format(
        x + 3, bottom - tall, _STEP - 6, tall
    )
    number = Markup('<text x="{}" y="{:.1f}" text-anchor="middle">{}</text>').format(x + _STEP // 2, bottom - tall - 6, count)
    edge = Markup('<text class="axis" x="{}" y="{}" text-anchor="middle">{}</text>')
    edges = edge.format(x, bottom + 18, index * 10) + (
        edge.format(x + _STEP, bottom + 18, 100) if index == _BINS - 1 else Markup("")
    )
    return (bar + number if count else Markup("")) + edges


def _pass_line(passed: Decimal, language: Language) -> Markup:
    x = f"{12 + float(passed) / 10 * _STEP:.1f}"
    return Markup(
        '<line class="pass" x1="{x}" x2="{x}" y1="0" y2="{}"/><text class="axis" x="{x}" y="10" dx="5">{}</text>'
    ).format(_TOP + _TALL, language.say("pass"), x=x)
