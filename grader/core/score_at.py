"""Find a score by its path."""

from __future__ import annotations

from collections.abc import Sequence

from grader.core.scores import ComponentScore, CriterionScore


def score_at(scores: Sequence[ComponentScore | CriterionScore], path: str) -> ComponentScore | CriterionScore | None:
    """Return the score at `path`, ids from the top joined by dots; None where there is none."""
    first, _, rest = path.partition(".")
    found = next((score for score in scores if score.id == first), None)
    if not rest or found is None:
        return found
    return score_at((*found.criteria, *found.components), rest) if isinstance(found, ComponentScore) else None
