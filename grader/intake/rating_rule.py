"""Read how members rate each other, the keys below `rating:`."""

from __future__ import annotations

from grader.core.rating_rule import OWN, RatingRule
from grader.core.rubric import Source
from grader.intake.located import Located
from grader.intake.path_text import path_text


def read_rating_rule(value: Located, source: Source) -> RatingRule:
    """Return the rule; that the file is there is seen when the course is read.

    Raises:
        InputError: with the line of what is wrong: an exam, or bounds that do not hold 1 between them.
    """
    if source is Source.EXAM:
        raise value.error("an exam is each student's own work, which no rating changes", "remove 'rating:'")
    entries = value.fields(required=("file",), optional=("floor", "cap", "self"))
    floor = entries["floor"].number() if "floor" in entries else RatingRule.floor
    cap = entries["cap"].number() if "cap" in entries else RatingRule.cap
    if not 0 <= floor <= 1:
        raise entries["floor"].error(f"the floor is {floor}, but lies from 0 to 1", "0.7 leaves everyone 70 % of the points")
    if not 1 <= cap <= 10:
        raise entries["cap"].error(f"the cap is {cap}, but lies from 1 to 10", "1.2 gives a member 20 % more at most")
    own = entries["self"].one_of(OWN) if "self" in entries else RatingRule.own
    return RatingRule(path_text(entries["file"], "ratings.csv"), floor, cap, own)
