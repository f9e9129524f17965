"""Draw a confusion matrix: which digit was taken for which."""

from __future__ import annotations

from collections.abc import Sequence

from markupsafe import Markup

from grader.core.top_confusions import top_confusions
from grader.reports.language import Language

_CELL = 40
_LEFT = 46
_TOP = 46
_STRONGEST = 0.7


def confusion_plot(confusion: Sequence[Sequence[int]], class_counts: Sequence[int], language: Language) -> Markup:
    """Return an inline SVG heat map: rows are the true digits, columns the answers, the last one 'no valid answer'.

    A cell's strength is the square root of its share of the row, so that rare mistakes can still be seen.
    """
    size = len(confusion)
    wide, tall = _LEFT + (size + 1) * _CELL + 8, _TOP + size * _CELL + 4
    cells = [_row(truth, row, class_counts[truth]) for truth, row in enumerate(confusion)]
    return Markup(
        '<svg class="confusion" viewBox="0 0 {} {}" role="img" aria-label="{}">'
        '<text class="axis" x="{}" y="14" text-anchor="middle">{}</text>'
        '<text class="axis" x="12" y="{y}" text-anchor="middle" transform="rotate(-90 12 {y})">{}</text>{}{}</svg>'
    ).format(
        wide,
        tall,
        _spoken(confusion, class_counts, language),
        _LEFT + size * _CELL // 2,
        language.say("answer"),
        language.say("true digit"),
        _heads(size, language.say("none")),
        Markup("").join(cells),
        y=_TOP + size * _CELL // 2,
    )


def _heads(size: int, none: str) -> Markup:
    head = Markup('<text class="axis" x="{}" y="34" text-anchor="middle">{}</text>')
    names = [*map(str, range(size)), none]
    return Markup("").join(head.format(_LEFT + i * _CELL + _CELL // 2, name) for i, name in enumerate(names))


def _row(truth: int, row: Sequence[int], total: int) -> Markup:
    """Return one row's cells; every value in it is a number, so that nothing needs escaping."""
    y = _TOP + truth * _CELL
    counts = [*row, max(total - sum(row), 0)]
    cells = (_cell(_LEFT + column * _CELL, y, int(n), total, right=column == truth) for column, n in enumerate(counts))
    head = f'<text class="axis" x="{_LEFT - 14}" y="{y + 25}" text-anchor="middle">{truth}</text>'
    return Markup(head + "".join(cells))  # noqa: S704 - numbers only


def _cell(x: int, y: int, count: int, total: int, *, right: bool) -> str:
    strength = _STRONGEST * (count / total) ** 0.5 if total else 0.0
    size, kind = _CELL - 2, "right" if right else "wrong"
    box = (
        f'<rect class="cell {kind}" x="{x + 1}" y="{y + 1}" width="{size}" height="{size}" rx="3" fill-opacity="{strength:.3f}"/>'
    )
    return box + f'<text x="{x + _CELL // 2}" y="{y + 25}" text-anchor="middle">{count}</text>' if count else box


def _spoken(confusion: Sequence[Sequence[int]], class_counts: Sequence[int], language: Language) -> str:
    say = language.say
    often = "; ".join(
        say("{truth} taken for {answer} {n} times", truth=one.truth, answer=one.answer, n=one.count)
        for one in top_confusions(confusion, class_counts, 3)
    )
    right = sum(row[digit] for digit, row in enumerate(confusion))
    return say(
        "Confusion matrix: {right} of {all} right; most often: {mistakes}. The table below has every count.",
        right=language.whole(right),
        all=language.whole(sum(class_counts)),
        mistakes=often or say("none"),
    )
