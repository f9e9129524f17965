"""Options that several commands share."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from grader.cli.output_format import OutputFormat

CourseOption = Annotated[
    Path, typer.Option("-C", "--course", metavar="DIR", help="The course folder.", show_default="this folder")
]
SandboxOption = Annotated[
    str | None,
    typer.Option(
        "--sandbox",
        metavar="NAME",
        help="fork-server, bubblewrap, podman, docker or none.",
        show_default="the strongest here",
    ),
]
SlotsOption = Annotated[
    int | None, typer.Option("--slots", metavar="N", min=1, help="Groups at once.", show_default="as cores and memory allow")
]
FormatOption = Annotated[OutputFormat, typer.Option("--format", help="To read, or JSON for programs.")]
