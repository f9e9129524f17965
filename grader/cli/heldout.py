"""`grader heldout`: make the set of digits that no group has seen, and look at one."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from grader.cli.options import FormatOption
from grader.cli.output_format import OutputFormat

if TYPE_CHECKING:
    from grader.intake.heldout_sources.digits import Digits

heldout = typer.Typer(name="heldout", help="Make or look at a held-out set.", no_args_is_help=True)

SourceOption = Annotated[str | None, typer.Option("--from", metavar="SOURCE", help="File, folder, or mnist-test.")]
SheetOption = Annotated[Path | None, typer.Option("--sheet", metavar="FILE", help="A scanned sheet with a grid of digits.")]
RowsOption = Annotated[int, typer.Option("--rows", min=1, metavar="N", help="The sheet's rows.")]
ColumnsOption = Annotated[int, typer.Option("--columns", min=1, metavar="N", help="The sheet's columns.")]
LabelsOption = Annotated[str, typer.Option("--labels", metavar="DIGITS", help="One a column, a row, or a cell.")]
SplitOption = Annotated[str, typer.Option("--split", metavar="NAME", help="test or train, where there are both.")]
NamesOption = Annotated[str | None, typer.Option("--names", metavar="X,Y", help="Data sets of an HDF5 file.")]
TakeOption = Annotated[int | None, typer.Option("--take", min=1, metavar="N", help="So many, even among the classes.")]
SeedOption = Annotated[int, typer.Option("--seed", metavar="N", help="Which ones --take draws.")]
FreshOption = Annotated[int | None, typer.Option("--fresh", metavar="SEED", help="Warp each a little, by a secret seed.")]
CheckOption = Annotated[bool, typer.Option("--check", help="Score the reference models on it, before and after warps.")]


@heldout.command("make")
def make(  # noqa: PLR0913, PLR0917 - one argument an option
    out: Annotated[Path, typer.Argument(metavar="OUT", help="The .npz to write.")],
    source: SourceOption = None,
    sheet: SheetOption = None,
    rows: RowsOption = 10,
    columns: ColumnsOption = 10,
    labels: LabelsOption = "0123456789",
    split: SplitOption = "test",
    names: NamesOption = None,
    take: TakeOption = None,
    seed: SeedOption = 0,
    fresh: FreshOption = None,
    check: CheckOption = False,
) -> None:
    """Make a held-out set and its manifest from digits that you have.

    SOURCE is an .npz, an idx file, an HDF5 file, a folder of idx files or of
    pictures in folders 0 to 9, or mnist-test. The manifest (hash, counts,
    source, seeds) lies beside OUT; both stay with you.
    """
    from datetime import UTC, datetime

    from grader import __version__
    from grader.core.errors import InputError
    from grader.intake.make_heldout import make_heldout

    if (source is None) == (sheet is None):
        raise InputError("name one source of digits", hint="--from SOURCE, or --sheet FILE --rows N --columns N")
    if split not in {"test", "train"}:
        raise InputError(f"there is no split called {split!r}", hint="choose test or train")
    digits, origin, empty = _digits(source, sheet, (rows, columns, labels), split, names)
    at = datetime.now(UTC).isoformat(timespec="seconds")
    made = make_heldout(digits, out, source=origin, take=take, seed=seed, fresh=fresh, at=at, version=__version__)
    for sentence in empty:
        typer.echo(f"{sheet}: {sentence}", err=True)
    _say(out, made.heldout.sha256, made.manifest["per_class"], made.manifest["writers"])
    if check:
        from grader.cli.heldout_check import check_heldout

        check_heldout(made.heldout, digits if fresh is not None else None)


@heldout.command("show")
def show_set(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="The held-out set, an .npz.")],
    form: FormatOption = OutputFormat.TABLE,
) -> None:
    """Say what a held-out set holds, and what of it is public."""
    import numpy as np

    from grader.cli.as_json import as_json
    from grader.core.errors import InputError
    from grader.intake.course_folder import keras_home
    from grader.intake.dataset import training_data
    from grader.intake.heldout import read_heldout
    from grader.intake.make_heldout import published

    found = read_heldout(file)
    per_class = [int(count) for count in np.bincount(found.labels, minlength=10)]
    writers = None if found.writers is None else len(np.unique(found.writers))
    public, why = None, ""
    try:
        public = published(found, training_data("mnist", folder=Path(), keras_home=keras_home()))
    except InputError as error:
        why = str(error)
    if form is OutputFormat.JSON:
        document: dict[str, Any] = {"sha256": found.sha256, "digits": len(found), "per_class": per_class, "writers": writers}
        typer.echo(as_json(document | {"published": public, "published_unknown": why}))
        return
    _say(file, found.sha256, per_class, writers)
    if public is None:
        typer.echo(f"Whether its digits are public is not known: {why}")
        return
    overlap = ", ".join(f"{count:,} in MNIST's {name}" for name, count in public.items() if count)
    typer.echo(f"Published: {overlap}" if overlap else "Published: none of its digits is in MNIST")


def _digits(
    source: str | None, sheet: Path | None, grid: tuple[int, int, str], split: str, names: str | None
) -> tuple[Digits, dict[str, object], tuple[str, ...]]:
    """Read the digits; return them with where they come from, and a sentence for each empty cell of a sheet."""
    from grader.core.errors import InputError
    from grader.intake.course_folder import keras_home
    from grader.intake.dataset import training_data
    from grader.intake.heldout_sources.arrays import digits_of
    from grader.intake.heldout_sources.pictures import read_sheet
    from grader.intake.heldout_sources.read_source import read_source
    from grader.intake.make_heldout import file_hashes

    if sheet is not None:
        rows, columns, labels = grid
        digits, empty = read_sheet(sheet, rows=rows, columns=columns, labels=labels)
        return digits, {"sheet": sheet.name, "files": file_hashes(sheet)}, empty
    if source == "mnist-test":
        public = training_data("mnist", folder=Path(), keras_home=keras_home())
        return digits_of(Path("mnist"), public.x_test, public.y_test), {"name": "MNIST's test set", "sha256": public.sha256}, ()
    first, comma, second = (names or "").partition(",")
    if names is not None and not comma:
        raise InputError("--names takes two names", hint="--names images,labels")
    pair = (first.strip(), second.strip()) if comma else None
    path = Path(source or "")
    return read_source(path, split=split, names=pair), {"path": path.name, "split": split, "files": file_hashes(path)}, ()


def _say(path: Path, sha256: str, per_class: list[int], writers: int | None) -> None:
    typer.echo(f"{path}: {sum(per_class):,} digits" + (f" by {writers:,} writers" if writers else ""))
    typer.echo("Digits 0 to 9: " + ", ".join(f"{count:,}" for count in per_class))
    typer.echo(f"SHA-256: {sha256}")
