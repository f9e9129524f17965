"""A group's pages around the parts that only its evidence shapes."""

from __future__ import annotations

from typing import Final

from markupsafe import Markup

from grader.core.roster import Group
from grader.core.rubric import Course
from grader.core.slug import slug
from grader.reports.group_facts import GroupFacts
from grader.reports.page_environment import page_environment

_PLACE: Final = Markup("\0")  # no page holds one: whatever comes from outside is shown with its control characters escaped


def points_part(facts: GroupFacts, *, code: str) -> Markup:
    """Return the receipt for the points as HTML, which the group's page and that of staff share."""
    return Markup(page_environment(code).get_template("group_points.html.j2").render(facts=facts))  # noqa: S704 - a template's own


def page_around(
    course: Course, facts: GroupFacts, points: Markup, *, generated_at: str, no_wall: bool, code: str, staff: bool
) -> tuple[str, str]:
    """Return what stands before and behind the measured part; `points` is the receipt, `no_wall` puts a warning on top."""
    template = page_environment(code).get_template("group.html.j2")
    page = template.render(
        course=course, facts=facts, points=points, measured=_PLACE, generated_at=generated_at, no_wall=no_wall, staff=staff
    )
    return _halves(page)


def notebook_around(group: Group, *, generated_at: str, code: str) -> tuple[str, str]:
    """Return what stands before and behind the cells of a group's executed notebook."""
    template = page_environment(code).get_template("notebook.html.j2")
    return _halves(template.render(group=group, slug=slug(group.id), cells=_PLACE, generated_at=generated_at))


def _halves(page: str) -> tuple[str, str]:
    before, behind = page.split(_PLACE)
    return before, behind
