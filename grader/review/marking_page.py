"""A page with a group's work on one side and what is to be marked on the other."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from starlette.responses import Response

from grader.core.hand_marked import HandMarked
from grader.core.roster import Group
from grader.core.targets import targets
from grader.review.asked import Asked
from grader.review.desk import Desk
from grader.review.now import Now
from grader.review.page import page
from grader.review.panel import Panel, panels_of, waits
from grader.review.reusable_comments import reusable_comments
from grader.review.work import work


@dataclass(frozen=True)
class Said:
    """What became of the last form: a sentence to show at one criterion and one subject, and what had been typed there.

    `conflict` says that somebody else's mark came first, so that the person decides.
    """

    path: str
    who: str
    sentence: str = ""
    points: str = ""
    comment: str = ""
    conflict: bool = False
    status: int = 200


NOTHING = Said("", "")


def marking_page(
    desk: Desk,
    asked: Asked,
    now: Now,
    group: Group,
    shown: Sequence[Panel],
    tab: str,
    *,
    said: Said | None = None,
    alone: HandMarked | None = None,
) -> Response:
    """Show a group's work as `tab` ('report', 'notebook' or 'source') beside the panels `shown`.

    With `alone` it is the page for marking that criterion in one group after another.
    """
    refs, order = now.references, now.references.order
    at = order.index(group)
    return page(
        desk, asked, "group.review.html.j2", now=now, group=group, ref=refs.of_group(group), panels=shown, tab=tab,
        alone=alone, said=said or NOTHING, status=(said or NOTHING).status, label=refs.label(group),
        work=work(desk, now, group, tab), before=refs.of_group(order[at - 1]) if at else "",
        after=refs.of_group(order[at + 1]) if at + 1 < len(order) else "",
        reusable=lambda one: reusable_comments(now, one, asked.user),
        done=progress(now, alone, asked.user) if alone else (0, 0), targets=targets(now.course.rubric, now.course.exam),
        marks=now.marks.get(group.id, ()),
    )  # fmt: skip


def progress(now: Now, marked: HandMarked, user: str) -> tuple[int, int]:
    """Return how many of those to be marked by a criterion no longer wait for this person, and how many there are."""
    all_of_them = [waits(one) for group in now.references.order for one in panels_of(now, marked, group, user)]
    return len(all_of_them) - sum(all_of_them), len(all_of_them)
