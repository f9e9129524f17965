"""Comments worth saying again."""

from __future__ import annotations

from collections import Counter

from grader.core.hand_marked import HandMarked
from grader.review.now import Now

_MOST = 8


def reusable_comments(now: Now, marked: HandMarked, user: str) -> tuple[str, ...]:
    """Return what was said most often with marks of this criterion, besides the levels' own descriptions.

    Where several people mark each thing, only what this person said: nobody is to be led by another's words.
    """
    own, alone = {level.description for level in marked.criterion.levels}, marked.criterion.markers is not None
    entries = (one for one in now.adjustments if one.target == marked.path and not one.withdrawn)
    said = Counter(one.reason for one in entries if not alone or one.author == user)
    return tuple(text for text, _ in said.most_common(_MOST + len(own)) if text not in own)[:_MOST]
