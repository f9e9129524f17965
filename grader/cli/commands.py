"""Every command, in the order in which `grader --help` lists them."""

from __future__ import annotations

import typer

from grader.cli import (
    adjust,
    data,
    demo,
    doctor,
    env,
    evidence,
    explain,
    extend,
    grade_all,
    heldout,
    init,
    marks,
    regrade,
    self_check,
    status,
)


def add_to(app: typer.Typer) -> None:
    """Register the commands."""
    for command in (
        grade_all.grade_all, regrade.regrade, status.status, explain.explain, evidence.evidence, adjust.adjust,
        extend.extend, self_check.self_check, init.init, data.data, doctor.doctor, demo.demo,
    ):  # fmt: skip
        app.command(command.__name__.replace("_", "-"))(command)
    app.add_typer(env.env, name="env")
    app.add_typer(heldout.heldout, name="heldout")
    app.add_typer(marks.marks, name="marks")
