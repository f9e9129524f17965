"""`grader data`: bring a data set to where notebooks find it."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer


def data(
    name: Annotated[str, typer.Argument(metavar="NAME", help="The data set: mnist.")] = "mnist",
    source: Annotated[
        Path | None, typer.Option("--from", metavar="FILE", help="An .npz, an idx file, or the folder of the four.")
    ] = None,
) -> None:
    """Put a data set into Keras's cache: download it, or take a file."""
    from grader.core.errors import InputError
    from grader.intake.course_folder import keras_home
    from grader.intake.install_mnist import install_mnist

    if name != "mnist":
        raise InputError(
            f"there is no data set called {name!r} to install", hint="mnist is the one; digits28 comes with the grader"
        )
    found = install_mnist(source, keras_home())
    where = keras_home() / "datasets" / "mnist.npz"
    typer.echo(f"MNIST is in {where}: {len(found.x_train)} training and {len(found.x_test)} test digits")
