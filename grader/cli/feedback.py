"""`grader feedback`: what groups and students get to read, as files, as a mail merge, or in their repositories."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from grader.cli.options import CourseOption

if TYPE_CHECKING:  # what grades is loaded when the command runs
    from collections.abc import Mapping, Sequence

    from grader.core.roster import Group
    from grader.core.scores import Mark
    from grader.graded import Graded
    from grader.intake.course_folder import CourseFolder
    from grader.reports.feedback import Feedback

BRANCH = "grader-feedback"


def feedback(
    course: CourseOption = Path(),
    group: Annotated[
        list[str] | None,
        typer.Option("-g", "--group", metavar="NAME", help="Only this group; several times.", show_default="every group"),
    ] = None,
    mail_merge: Annotated[
        Path | None,
        typer.Option("--mail-merge", metavar="FILE", help="Also write a CSV: email, subject, body.", show_default=False),
    ] = None,
    push: Annotated[bool, typer.Option("--push", help=f"Also push it to each group, as the branch {BRANCH}.")] = False,
) -> None:
    """Write what each group and each student may read: points and reasons."""
    from datetime import UTC, datetime

    from grader.course import chosen_groups, judge_course, open_course
    from grader.reports.feedback import group_feedback, student_feedback
    from grader.reports.write_feedback import write_feedback

    opened = open_course(course)
    groups = chosen_groups(opened, group or ())
    graded = _may_read(opened, groups, judge_course(opened, write=False))
    about = {"generated_at": datetime.now(UTC).isoformat(timespec="minutes"), "code": opened.file.language}
    names = {one.id: one for one in groups}
    marks = [mark for mark in graded.marks if mark.student.group in names]
    common = graded.group_marks or graded.marks  # without what members say of each other: all of them read it
    shared = {one.id: group_feedback(opened.rubric, one, common, **about) for one in groups}
    own = {mark.student.id: student_feedback(opened.rubric, names[mark.student.group], mark, **about) for mark in marks}
    folder = graded.out / "feedback"
    write_feedback(folder, shared, own)
    typer.echo(f"{len(shared)} groups, {len(own)} students: {folder}")
    if mail_merge is not None:
        _write_letters(mail_merge, opened, marks, own)
    if push:
        raise typer.Exit(_push(opened, groups, common))


def _may_read(course: CourseFolder, groups: Sequence[Group], graded: Graded) -> Graded:
    """Hold back what the course's policy does; without one, whoever runs this command decides when."""
    from datetime import UTC, datetime

    from grader.gradebook.telling_book import TellingBook
    from grader.told import told

    if course.file.feedback is None:
        return graded
    with TellingBook.open(course.folder) as book:
        return told(course, graded, course.file.feedback, book, datetime.now(UTC), {group.id for group in groups})


def _write_letters(path: Path, course: CourseFolder, marks: Sequence[Mark], own: Mapping[str, Feedback]) -> None:
    from grader.core.show import show
    from grader.exports.mail_merge import Letter, mail_merge
    from grader.gradebook.write_file import write_file

    subject = f"{course.rubric.title}: your points"
    data, left = mail_merge([Letter(mark.student, subject, own[mark.student.id].mail) for mark in marks])
    typer.echo(f"mail merge: {write_file(path, data)}")
    for student in left:
        typer.echo(f"no letter for {show(student.id, 60)}: {show(student.email, 60) or 'nothing'!r} is no address", err=True)


def _push(course: CourseFolder, groups: Sequence[Group], marks: Sequence[Mark]) -> int:
    """Push to one group after the other; one that refuses is named, and the others go on."""
    from grader.core.errors import GraderError, MachineError
    from grader.core.show import show
    from grader.reports.feedback import group_feedback

    status = 0
    for group in groups:
        # Without a date, so that nothing is pushed again where nothing has changed.
        stated = group_feedback(course.rubric, group, marks, generated_at="", code=course.file.language)
        try:
            typer.echo(f"{show(group.id, 60)}: {_push_one(course, group, stated)}")
        except GraderError as error:
            typer.echo(f"{show(group.id, 60)}: {error}", err=True)
            status = max(status, 3 if isinstance(error, MachineError) else 1)
    return status


def _push_one(course: CourseFolder, group: Group, stated: Feedback) -> str:
    from grader.core.errors import SubmissionError
    from grader.intake.push_branch import push_branch

    if not group.repository:
        raise SubmissionError("The roster names no repository for this group.", "MISSING")
    files = {"FEEDBACK.md": stated.markdown.encode(), "FEEDBACK.html": stated.html.encode()}
    message = "Feedback on the graded commit"
    pushed = push_branch(group.repository, files, branch=BRANCH, message=message, limits=course.file.git)
    return "pushed" if pushed else "is there already"
