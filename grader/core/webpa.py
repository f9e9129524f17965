"""How much each member gave to the group's work, in the eyes of the group."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from fractions import Fraction


def webpa(scores: Mapping[tuple[str, str], Decimal], members: Sequence[str], *, own: bool = False) -> dict[str, Fraction | None]:
    """Return each member's factor: 1 for an equal share, 1.5 for half as much again; None where nobody rated the member.

    `scores` are by rater and rated, 0 or more. Every rater's scores are divided by their mean, so that a generous rater and a
    strict one say the same; a member's factor is the mean of what it received so. `own` counts also what a member gives
    to the own person. Where a rater gave nothing but 0, the rater finds all alike. Where all members rate all, the factors'
    mean is 1; who rates nobody changes nothing but how many ratings there are.

    Source: the WebPA score (Loughborough University), with the number of raters who answered in place of all.
    """
    received: dict[str, list[Fraction]] = {member: [] for member in members}
    for rater in members:
        given = {one: Fraction(scores[rater, one]) for one in members if (rater, one) in scores and (own or one != rater)}
        total = sum(given.values(), Fraction(0))
        for rated, score in given.items():
            received[rated].append(score * len(given) / total if total else Fraction(1))
    return {member: sum(got, Fraction(0)) / len(got) if got else None for member, got in received.items()}
