"""`grader status`: what is measured, what is missing."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import typer

from grader.cli.options import CourseOption, FormatOption
from grader.cli.output_format import OutputFormat

if TYPE_CHECKING:  # what a command needs is loaded when it runs
    from collections.abc import Iterator

    from grader.graded import Graded
    from grader.intake.course_folder import CourseFolder


def status(course: CourseOption = Path(), form: FormatOption = OutputFormat.TABLE) -> None:
    """Show how far the course is, from what is stored."""
    from grader.cli.as_json import as_json
    from grader.cli.summary import print_summary, summary_console
    from grader.course import judge_course, open_course

    opened = open_course(course)
    graded = judge_course(opened, write=False)
    if form is OutputFormat.JSON:
        typer.echo(as_json(_document(opened, graded)))
    else:
        print_summary(summary_console(), opened, graded)
    raise typer.Exit(graded.exit_status)


def _document(course: CourseFolder, graded: Graded) -> dict[str, Any]:
    students = [
        {
            "student_id": mark.student.id, "name": mark.student.name, "group": mark.student.group, "percent": mark.percent,
            "grade": mark.grade, "state": mark.state, "note": mark.note, "commit": mark.commit,
        }
        for mark in graded.marks
    ]  # fmt: skip
    return {
        "groups": list(_groups(course, graded)),
        "students": students,
        "warnings": graded.warnings,
        "exit_status": graded.exit_status,
    }


def _groups(course: CourseFolder, graded: Graded) -> Iterator[dict[str, Any]]:
    """Yield a document a group; what is not known is null."""
    from grader.core.scores import worst
    from grader.reports.counted_evaluation import counted_evaluation

    for group in course.roster.groups:
        evidence = graded.evidence.get(group.id)
        found = counted_evaluation(course.rubric, evidence) if evidence else None
        yield {
            "group": group.id,
            "state": worst(mark.state for mark in graded.marks if mark.student.group == group.id),
            "notebook": evidence.execution.status if evidence else None,
            "accuracy": found.accuracy if found else None,
            "interval": found.interval if found and found.accuracy is not None else None,
        }
