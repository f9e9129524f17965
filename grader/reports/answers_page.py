"""What students wrote where staff mark it, task by task, on one page for staff."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from markupsafe import Markup, escape

from grader.core.assignment import AssignmentResult, Where
from grader.core.show import show
from grader.reports.page_environment import page_environment

_LONGEST = 20_000


@dataclass(frozen=True)
class _Answer:
    who: str
    points: Decimal | None
    message: str
    text: Markup


@dataclass
class _Task:
    title: str
    maximum: Decimal
    answers: list[_Answer]


def answers_page(name: str, title: str, results: Mapping[str, AssignmentResult], *, generated_at: str) -> str:
    """Return the HTML of `answers.html`: for each task that staff mark, everybody's answer as plain text."""
    tasks: dict[str, _Task] = {}
    for who, result in results.items():
        for task in result.tasks:
            if task.where is Where.STAFF:
                text = escape(show(task.answer, _LONGEST, lines=True))
                answer = _Answer(who, task.points, task.message, text)
                tasks.setdefault(task.id, _Task(task.title, task.maximum, [])).answers.append(answer)
    template = page_environment().get_template("answers.html.j2")
    return template.render(name=name, title=title, tasks=list(tasks.values()), generated_at=generated_at)
