"""`grader hook`: check a repository before every push."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

hook = typer.Typer(name="hook", help="Check your repository before every push.", no_args_is_help=True)
_Folder = Annotated[Path, typer.Argument(metavar="DIR", help="Your repository.", show_default="this folder")]


@hook.command()
def install(
    folder: _Folder = Path(),
    block: Annotated[bool, typer.Option("--block", help="Stop a push that has something to do.")] = False,
) -> None:
    """Say before every push what self-check --quick finds."""
    from grader.core.show import show
    from grader.intake.push_hook import install_push_hook

    path = install_push_hook(folder.resolve(), blocks=block)
    typer.echo(f"{show(path, 400)} is written; it checks before every push. Once without it: git push --no-verify")


@hook.command()
def remove(folder: _Folder = Path()) -> None:
    """Take the hook away again."""
    from grader.core.show import show
    from grader.intake.push_hook import remove_push_hook

    path = remove_push_hook(folder.resolve())
    typer.echo(f"{show(path, 400)} is removed" if path else "there is no hook of the grader here")
