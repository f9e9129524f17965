"""Draw whether a model is as sure as it is right."""

from __future__ import annotations

from collections.abc import Sequence

from markupsafe import Markup

from grader.core.evidence import SureBin
from grader.reports.language import Language

_SIDE, _LEFT, _TOP, _BOTTOM = 260, 44, 10, 40


def reliability_plot(bins: Sequence[SureBin], language: Language) -> Markup:
    """Return an inline SVG: a dot a bin, confidence to the right, share answered right upwards; on the diagonal is honest.

    A stick is how far from it a bin lies; a dot's area grows with the share of the digits in it.
    """
    say = language.say
    digits = sum(one.digits for one in bins)
    dots = Markup("").join(_dot(one, digits) for one in bins)
    gaps = " ".join(f"M{_x(one.confidence)} {_y(one.confidence)}V{_y(one.right)}" for one in bins)
    axes = Markup("").join(
        Markup(
            '<path class="grid" d="M{} {y}H{}M{x} {}V{}"/><text class="axis" x="{}" y="{}" text-anchor="end">{:g}</text>'
            '<text class="axis" x="{x}" y="{}" text-anchor="middle">{:g}</text>'
        ).format(
            _LEFT, _LEFT + _SIDE, _TOP, _TOP + _SIDE, _LEFT - 6, float(_y(share)) + 4, share, _TOP + _SIDE + 16, share,
            x=_x(share), y=_y(share),
        )
        for share in (0, 0.25, 0.5, 0.75, 1)
    )  # fmt: skip
    spoken = "; ".join(
        say("sure {sure}: right {right} of {n} digits", sure=f"{one.confidence:.2f}", right=f"{one.right:.2f}", n=one.digits)
        for one in bins
    )
    return Markup(
        '<svg class="reliability" viewBox="0 0 {} {}" role="img" aria-label="{}">{}<path class="honest" d="M{} {}L{} {}"/>'
        '<path class="gap" d="{}"/>{}<text class="axis" x="{}" y="{}" text-anchor="middle">{}</text></svg>'
    ).format(
        _LEFT + _SIDE + 12, _TOP + _SIDE + _BOTTOM, say("Reliability diagram: {bins}", bins=spoken), axes,
        _x(0), _y(0), _x(1), _y(1), gaps, dots, _LEFT + _SIDE // 2, _TOP + _SIDE + 34, say("how sure the model is"),
    )  # fmt: skip


def _dot(one: SureBin, digits: int) -> Markup:
    radius = 3 + 9 * (one.digits / digits) ** 0.5
    return Markup('<circle class="dot" cx="{}" cy="{}" r="{:.1f}"><title>{} / {:.3f} / {:.3f}</title></circle>').format(
        _x(one.confidence), _y(one.right), radius, one.digits, one.confidence, one.right
    )


def _x(share: float) -> str:
    return f"{_LEFT + _SIDE * share:.1f}"


def _y(share: float) -> str:
    return f"{_TOP + _SIDE * (1 - share):.1f}"
