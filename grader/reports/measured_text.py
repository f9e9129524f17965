"""How a criterion's measured value reads."""

from __future__ import annotations

from grader.core.rubric import Criterion
from grader.core.scores import CriterionScore
from grader.reports.language import Language
from grader.reports.number_text import UNKNOWN, range_text, share_text


def measured_text(score: CriterionScore, criterion: Criterion, language: Language) -> str:
    """Return '0.9812 (0.9783–0.9837)', '75 %' of a criterion's points, 'by staff', or a dash while it is not known."""
    if score.value is None:
        return language.say("by staff") if criterion.levels else UNKNOWN
    text = share_text(score.value) if criterion.bands or score.interval else f"{100 * score.value:.4g} %"
    return f"{text} ({range_text(score.interval)})" if score.interval else text
