"""Where a checklist goes: the terminal, and the files that a CI job shows."""

from __future__ import annotations

import secrets
from dataclasses import dataclass, field
from pathlib import Path

import typer

from grader.cli.annotation_form import AnnotationForm
from grader.cli.checklist import print_checklist, print_json
from grader.cli.output_format import OutputFormat
from grader.core.checklist import Checklist
from grader.core.errors import InputError
from grader.reports.check_badge import check_badge
from grader.reports.check_junit import check_junit
from grader.reports.check_summary import check_summary
from grader.reports.code_quality import code_quality
from grader.reports.github_annotations import github_annotations
from grader.reports.language import Language, language

_CODE_QUALITY = Path("gl-code-quality-report.json")


@dataclass(frozen=True)
class CheckOutputs:
    """What was asked for, and in which language; a path that is None is not written. JSON and the badge are in English."""

    form: OutputFormat
    summary: Path | None = None
    junit: Path | None = None
    badge: Path | None = None
    annotations: AnnotationForm | None = None
    said_in: Language = field(default_factory=language)

    def expect_folders(self) -> None:
        """Raise InputError, before anything is measured, where a file's folder does not exist."""
        for path in (self.summary, self.junit, self.badge):
            if path is not None and not path.absolute().parent.is_dir():
                raise InputError("the folder does not exist", file=path, hint="make it first")

    def write(self, checklist: Checklist) -> None:
        """Write everything, after the notebook and all it started has ended, over whatever it wrote there."""
        if self.summary is not None:
            self.summary.write_text(check_summary(checklist, self.said_in), encoding="utf-8")
        if self.junit is not None:
            self.junit.write_bytes(check_junit(checklist, self.said_in))
        if self.badge is not None:
            self.badge.write_text(check_badge(checklist), encoding="utf-8")
        if self.annotations is AnnotationForm.GITLAB:
            _CODE_QUALITY.write_text(code_quality(checklist, self.said_in), encoding="utf-8")
        self._print(checklist)

    def _print(self, checklist: Checklist) -> None:
        if self.annotations is not AnnotationForm.GITHUB:
            self._print_plain(checklist)
            return
        # Whatever a repository's texts hold, the runner obeys no command until it reads this word again.
        word = secrets.token_hex(16)
        typer.echo(f"::stop-commands::{word}")
        self._print_plain(checklist)
        typer.echo(f"::{word}::")
        for line in github_annotations(checklist, self.said_in):
            typer.echo(line)

    def _print_plain(self, checklist: Checklist) -> None:
        if self.form is OutputFormat.JSON:
            print_json(checklist)
        else:
            print_checklist(checklist, said_in=self.said_in)
