"""Show that a held-out set is a fair one: what the reference models reach on it."""

from __future__ import annotations

import tempfile
from pathlib import Path

import typer

from grader.core.errors import InputError
from grader.core.heldout import HeldOut
from grader.core.limits import Limits
from grader.intake.course_folder import keras_home
from grader.intake.dataset import training_data
from grader.intake.heldout_sources.digits import Digits
from grader.intake.resources import resources
from grader.intake.training_folder import write_training_folder
from grader.sandbox.choose import choose_sandbox
from grader.sandbox.scoring import score_model
from grader.sandbox.server_process import ServerPlan

_MODELS = ("linear", "mlp", "cnn")
_DROP = 0.02  # the most that warps may cost the convolutional network before they are called too strong


def check_heldout(made: HeldOut, before: Digits | None) -> None:
    """Print the accuracy of the reference models on the set, and on the digits before they were warped.

    Raises InputError where the warps cost the convolutional network more than two points: then labels may not hold.
    """
    training = training_data("mnist", folder=Path(), keras_home=keras_home())
    sets = {"as made": made}
    if before is not None:
        sets["before the warps"] = HeldOut(before.images, before.labels, made.sha256, "before")
    reached: dict[str, float] = {}
    with tempfile.TemporaryDirectory(prefix="grader-heldout-") as folder:
        plan = ServerPlan(data=write_training_folder(training, Path(folder)))
        with choose_sandbox(None, plan) as sandbox:
            for name in _MODELS:
                body = (resources("reference_models") / f"{name}.h5").read_bytes()
                for which, digits in sets.items():
                    scored = score_model(sandbox, f"{name}.h5", body, digits, training, Limits(seconds=600), 0).evaluation
                    if scored.accuracy is None:
                        raise InputError(f"the reference model {name} could not be scored: {scored.message}")
                    reached[f"{name}, {which}"] = scored.accuracy
    for label, share in reached.items():
        typer.echo(f"{label}: {share:.4f}")
    drop = reached.get("cnn, before the warps", reached["cnn, as made"]) - reached["cnn, as made"]
    if drop > _DROP:
        raise InputError(f"the warps cost the reference model cnn {drop:.1%}, more than {_DROP:.0%}", hint="choose another seed")
