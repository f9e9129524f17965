"""What a student reads beside a number, in a cell of a gradebook."""

from __future__ import annotations

from typing import Final

from grader.core.scores import ComponentScore, CriterionScore
from grader.core.show import show
from grader.exports.score_column import two_decimals

_LONGEST: Final = 2000


def feedback_line(score: ComponentScore | None) -> str:
    """Return each criterion's points with its reason, in one line: 'Runs 15.00 / 15.00: every cell ran; …'.

    It is plain text for platforms that show it as HTML, so it holds no < and no &.
    """
    if score is None:
        return ""
    parts: list[ComponentScore | CriterionScore] = [*score.criteria, *score.components]
    said = "; ".join(_part(part) for part in parts)
    text = ". ".join(one for one in (said, score.reason) if one)
    return show(text.replace("&", "and").replace("<", "‹").replace(">", "›"), _LONGEST)


def _part(part: ComponentScore | CriterionScore) -> str:
    points = "not known yet" if part.points is None else f"{two_decimals(part.points)} / {two_decimals(part.maximum)}"
    return f"{part.title} {points}" + (f": {part.reason}" if part.reason else "")
