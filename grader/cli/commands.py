"""Every command, in the order in which `grader --help` lists them."""

from __future__ import annotations

import typer

from grader.cli import (
    adjust,
    assignment,
    ballots,
    check_rubric,
    data,
    demo,
    doctor,
    env,
    evidence,
    exam,
    explain,
    export,
    extend,
    extensions,
    feedback,
    grade_all,
    heldout,
    hook,
    import_gradebook,
    init,
    marks,
    ratings,
    regrade,
    review,
    self_check,
    starter,
    status,
    watch,
    what_if,
)


def add_to(app: typer.Typer) -> None:
    """Register the commands, and after them the groups of commands."""
    for command in (
        grade_all.grade_all,
        watch.watch,
        regrade.regrade,
        status.status,
        explain.explain,
        evidence.evidence,
        adjust.adjust,
        extend.extend,
        extensions.extensions,
        review.review,
        what_if.what_if,
        check_rubric.check_rubric,
        ballots.ballots,
        ratings.ratings,
        export.export,
        import_gradebook.import_gradebook,
        feedback.feedback,
        self_check.self_check,
        init.init,
        starter.starter,
        data.data,
        doctor.doctor,
        demo.demo,
    ):
        app.command(command.__name__.replace("_", "-"))(command)
    for group in (
        marks.marks,
        exam.exam,
        assignment.assignment,
        env.env,
        heldout.heldout,
        hook.hook,
    ):
        app.add_typer(group, name=group.info.name)
