"""The sample course of a rubric, the folder of its name in `rubrics/`: for `grader init --rubric NAME --from-sample`."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Mapping
from decimal import Decimal
from pathlib import Path

import numpy as np

from grader.core.errors import InputError
from grader.intake.asked_weights import with_weights
from grader.intake.dataset import training_data
from grader.intake.digits28 import digits28_heldout
from grader.intake.located_moment import located_moment
from grader.intake.located_yaml import read_yaml
from grader.intake.percent_notebook import percent_notebook
from grader.intake.samples import Sample, materialise
from grader.intake.training_folder import write_training_folder

_GROUPS, _HANDED_IN, _CHANGES = "groups", "handed-in", "sample.yaml"
_OURS = (_GROUPS, _HANDED_IN, _CHANGES, "documents")  # what is made into something else


def make_rubric_sample(
    folder: Path,
    rubric: Path,
    *,
    weights: Mapping[str, Decimal] | None = None,
    cache: Path | None = None,
    on_stage: Callable[[str], None] = lambda _: None,
) -> tuple[Sample, ...]:
    """Write the sample course of the rubric file into a new folder, ready to grade; return its groups.

    Repositories go to `folder`/repositories, notebooks of assignments to `folder`/handed-in. Where the rubric leaves weights
    open, `weights` (by path of ids) counts before what the sample says; the rubric then lies beside as rubric.yaml. Models
    that groups commit are trained once and kept in `cache`.

    Raises:
        InputError: where the folder holds something already, the rubric has no sample, or a weight is wrong.
    """
    source = rubric.with_suffix("")
    if not (source / "course.yaml").is_file():
        raise InputError(f"the rubric {rubric.stem} comes with no sample course", hint="leave out --from-sample")
    if folder.exists() and any(folder.iterdir()):
        raise InputError("the folder is not empty", file=folder, hint="name a new folder")
    own = _own_rubric(rubric, source / _CHANGES, weights or {})
    folder.mkdir(parents=True, exist_ok=True)
    shutil.copytree(source, folder, dirs_exist_ok=True, ignore=shutil.ignore_patterns(*_OURS))
    if own:
        (folder / "rubric.yaml").write_text(own, encoding="utf-8")
    if "heldout" in read_yaml(source / "course.yaml").mapping():
        images, labels = digits28_heldout()
        np.savez_compressed(folder / "heldout.npz", images=images, labels=labels)
    for text in sorted((source / _HANDED_IN).rglob("*.py")):
        _write_notebook(text, folder / text.relative_to(source).with_suffix(".ipynb"))
    return _repositories(source, folder, cache or folder / ".grader" / "sample-models", on_stage)


def _own_rubric(rubric: Path, changes: Path, weights: Mapping[str, Decimal]) -> str:
    """Return the rubric with the sample's changes and weights; '' where the sample has none."""
    if not changes.is_file():
        return with_weights(rubric, weights) if weights else ""
    stated = read_yaml(changes).fields(optional=("changes", "weights"))
    given = {path: value.number() for path, value in stated["weights"].mapping().items()} if "weights" in stated else {}
    text = with_weights(rubric, {**given, **weights})
    for old, new in stated["changes"].mapping().items() if "changes" in stated else ():
        if text.count(old) != 1:
            raise new.error(f"{old!r} stands {text.count(old)} times in the rubric, and not once")
        text = text.replace(old, new.text())
    return text


def _write_notebook(source: Path, target: Path) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_text(percent_notebook(source.read_text(encoding="utf-8")), encoding="utf-8")


def _repositories(source: Path, folder: Path, cache: Path, on_stage: Callable[[str], None]) -> tuple[Sample, ...]:
    groups = sorted(path.parent for path in (source / _GROUPS).glob("*/expected.yaml"))
    on_stage(f"making {len(groups)} sample repositories")
    data = training_data("digits28", folder=folder, keras_home=folder)
    training = write_training_folder(data, folder / ".grader" / "training") / "keras" / "mnist.npz"
    deadline = located_moment(read_yaml(source / "course.yaml").mapping()["deadline"])
    return materialise(groups, folder / "repositories", training=training, cache=cache, deadline=deadline)
