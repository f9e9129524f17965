"""`grader review`: the review page in a browser."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from grader.cli.options import CourseOption


def review(
    course: CourseOption = Path(),
    user: Annotated[
        list[str] | None, typer.Option("--user", metavar="NAME", help="Who marks (repeatable).", show_default="you")
    ] = None,
    blind: Annotated[bool, typer.Option("--blind", help="Hide who the groups are.")] = False,
    port: Annotated[int, typer.Option("--port", metavar="N", min=0, max=65535, help="0 takes a free one.")] = 8799,
    host: Annotated[str, typer.Option("--host", metavar="NAME", help="Beyond this machine: needs TLS and --user.")] = "127.0.0.1",
    tls_cert: Annotated[Path | None, typer.Option("--tls-cert", metavar="FILE", help="Certificate, as PEM.")] = None,
    tls_key: Annotated[Path | None, typer.Option("--tls-key", metavar="FILE", help="Its key, as PEM.")] = None,
) -> None:
    """Mark, adjust and run in a browser; open the printed address."""
    from grader.core.errors import InputError
    from grader.review.address import Address
    from grader.review.serve import serve

    for file in (tls_cert, tls_key):
        if file is not None and not file.is_file():
            raise InputError("there is no such file", file=file)

    def say(text: str) -> None:
        typer.echo(text)

    serve(course, Address(host, port, tuple(user or ()), tls_cert, tls_key), say, blind=blind)
