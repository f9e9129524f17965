"""`grader status`: what is measured, what is missing."""

from __future__ import annotations

from pathlib import Path

import typer

from grader.cli.options import CourseOption


def status(course: CourseOption = Path()) -> None:
    """Show how far the course is, from what is stored."""
    from grader.cli.summary import print_summary, summary_console
    from grader.course import judge_course, open_course

    opened = open_course(course)
    graded = judge_course(opened, write=False)
    print_summary(summary_console(), opened, graded)
    raise typer.Exit(graded.exit_status)
