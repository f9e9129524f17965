"""`grader export`: the gradebook for a learning platform, an autograder or a spreadsheet."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from grader.cli.options import CourseOption

if TYPE_CHECKING:  # what grades is loaded when the command runs
    from collections.abc import Iterable, Mapping

    from grader.intake.download import Download


GROUPED = frozenset({"gradescope", "classroom50"})


def export(
    to: Annotated[
        str,
        typer.Argument(
            metavar="FORMAT",
            help="csv, xlsx, canvas, moodle, moodle-offline, brightspace, gradescope, classroom50.",
            show_default=False,
        ),
    ],
    course: CourseOption = Path(),
    out: Annotated[
        Path | None,
        typer.Option("-o", "--out", metavar="PATH", help="The file, or the folder.", show_default="in out/exports/"),
    ] = None,
    downloaded: Annotated[
        Path | None,
        typer.Option("--from", metavar="FILE", help="Fill in this file, downloaded from the platform.", show_default=False),
    ] = None,
    column: Annotated[
        list[str] | None,
        typer.Option(
            "--column", metavar="ID", help="Only this component, or total; several times.", show_default="every component"
        ),
    ] = None,
    scale: Annotated[bool, typer.Option("--scale", help="Bring points to the maximum that the file states.")] = False,
) -> None:
    """Write the gradebook in a form that another system reads."""
    from grader.course import judge_course, open_course
    from grader.exports import PLATFORMS, all_exporters
    from grader.exports.export_notes import group_notes, platform_notes

    exporters = all_exporters()
    _check(to, exporters, asks_platform=bool(downloaded or column or scale))
    opened = open_course(course)
    table = _read(to, downloaded) if downloaded else None
    graded = judge_course(opened, write=False)
    known = (opened.rubric, opened.roster, graded.marks)
    notes: Iterable[str] = ()
    if to in PLATFORMS:
        files = PLATFORMS[to](*known, columns=column or (), downloaded=table, scale=scale)
        notes = platform_notes(*known, columns=column or (), downloaded=table)
    else:
        files = exporters[to](*known)
        notes = group_notes(*known) if to in GROUPED else ()
    written = _write(files, graded.out / "exports", to, out)
    for path in written:
        typer.echo(path)
    old = sorted(set((out or graded.out / "exports" / to).glob("*/result*.json")) - set(written)) if to in GROUPED else ()
    for note in (*notes, *(f"{path} is of an earlier export" for path in old)):
        typer.echo(f"note: {note}", err=True)


def _check(to: str, exporters: Mapping[str, object], *, asks_platform: bool) -> None:
    from grader.core.errors import InputError
    from grader.core.show import show
    from grader.exports import PLATFORMS
    from grader.intake.did_you_mean import did_you_mean

    if to not in exporters:
        raise InputError(f"there is no format {show(to, 40)!r}", hint=did_you_mean(to, exporters, kind="formats"))
    if asks_platform and to not in PLATFORMS:
        raise InputError(f"--from, --column and --scale mean nothing for {to}", hint=f"they are for {', '.join(PLATFORMS)}")


def _read(to: str, path: Path) -> Download:
    from grader.core.errors import InputError
    from grader.intake.download import read_download

    table = read_download(path)
    if table.platform != to:
        raise InputError(f"this was downloaded for {table.platform}, not {to}", file=path, hint=f"grader export {table.platform}")
    return table


def _write(files: Mapping[str, bytes], below: Path, to: str, out: Path | None) -> list[Path]:
    """Write one file where OUT says, or several into the folder that it names."""
    from grader.core.errors import MachineError
    from grader.gradebook.write_file import write_file

    single = len(files) == 1 and not any("/" in name for name in files)
    if single and out is not None and not out.is_dir():
        return [write_file(out, data) for data in files.values()]
    folder = out or (below if single else below / to)
    astray = next((name for name in files if not (folder / name).resolve().is_relative_to(folder.resolve())), None)
    if astray is not None:
        raise MachineError(f"the exporter {to!r} would write {astray!r}, which leads out of {folder}")
    return [write_file(folder / name, data) for name, data in files.items()]
