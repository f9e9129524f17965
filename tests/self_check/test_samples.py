"""Self-check on every sample submission: each group is told its trouble, and groups without one are told of none."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from grader.core.checklist import Checklist, Verdict
from grader.core.limits import Limits
from grader.core.rubric import Course
from grader.core.training_data import TrainingData
from grader.intake.resources import resources
from grader.intake.sample_course import DEADLINE
from grader.intake.samples import materialise
from grader.intake.training_folder import write_training_folder
from grader.sandbox.job import Sandbox
from grader.self_check import Setting, self_check

MODULES = frozenset({"keras", "matplotlib", "numpy", "sklearn", "tensorflow"})
# What runs in a blink shows its trouble without running; the rest is run, with as little time and memory as shows it.
QUICK = {
    "after-deadline": None,
    "channels-first": None,
    "good-cnn": None,
    "good-dense-784": None,
    "keras-archive": None,
    "logits": None,
    "raw-pixels": None,
    "stderr-warnings": None,
    "two-notebooks": None,
    "unicode-names": None,
    "two-days-late": ("Deadline", "committed 47 h after"),
    "cell-error": ("Paths", "C:/Users/student"),
    "eleven-classes": ("The model loads and predicts", "11 values for an image"),
    "empty-repository": ("Commit to grade", "nothing is committed yet"),
    "labels-claimed": ("Accuracy", "no better than always giving the same answer"),
    "nan-predictions": ("The model loads and predicts", "NaN or infinity"),
    "no-model": ("Model", "No model"),
    "no-notebook": ("Notebook", "No notebook"),
    "not-hdf5": ("The model loads and predicts", "neither HDF5 nor a Keras archive"),
    "written-only": ("Model", "No model"),
}
RUN = {
    "endless-loop": ("The notebook runs", "time ran out at cell 3"),
    "kernel-dies": ("The notebook runs", "kernel died at cell 3"),
    "memory-hog": ("The notebook runs", "more memory than a run may use at cell 3"),
    "overwrites-model": ("Running the notebook leads", "0.02 apart"),
}
LIMITS = {"endless-loop": Limits(seconds=15), "memory-hog": Limits(seconds=120, memory_bytes=2 * 10**9)}


@pytest.fixture(scope="module")
def samples(digits: TrainingData, sample_models: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    folder = tmp_path_factory.mktemp("samples")
    training = write_training_folder(digits, folder / "training") / "keras" / "mnist.npz"
    cases = [resources("sample_submissions") / case for case in (*QUICK, *RUN)]
    made = materialise(cases, folder / "repositories", training=training, cache=sample_models, deadline=DEADLINE)
    return {sample.id: sample.repository for sample in made}


@pytest.fixture(scope="module")
def check(rubric: Course, digits: TrainingData, sandbox: Callable[[Path, bool], Sandbox]) -> Callable[..., Checklist]:
    setting = Setting(MODULES, deadline=DEADLINE)

    def run(repository: Path, limits: Limits | None = None, *, quick: bool = True) -> Checklist:
        limits = limits or Limits(seconds=120)
        return self_check(repository, rubric, lambda: digits, sandbox, limits, quick=quick, setting=setting)

    return run


def test_every_sample_is_in_a_table() -> None:
    folders = [path.name for path in Path(resources("sample_submissions")).iterdir() if path.is_dir()]
    assert sorted(folders) == sorted([*QUICK, *RUN])


@pytest.mark.slow
@pytest.mark.parametrize("case", QUICK)
def test_a_sample_is_told_its_trouble_without_running_it(
    samples: dict[str, Path], check: Callable[..., Checklist], case: str
) -> None:
    trouble, found = QUICK[case], check(samples[case])
    to_do = [item for item in found.items if item.verdict is Verdict.NEEDS_WORK]
    if trouble is None:
        assert [(item.title, item.text) for item in to_do] == []
        return
    title, says = trouble
    named = [item for item in found.items if item.title.startswith(title) and says in item.text]
    assert len(named) == 1, found.items
    assert named[0].advice
    assert [item for item in to_do if not item.advice] == []


@pytest.mark.slow
@pytest.mark.parametrize("case", RUN)
def test_a_sample_is_told_what_only_running_it_shows(
    samples: dict[str, Path], check: Callable[..., Checklist], case: str
) -> None:
    title, says = RUN[case]
    found = check(samples[case], LIMITS.get(case), quick=False)
    (named,) = [item for item in found.items if item.title.startswith(title) and says in item.text]
    assert (named.verdict, bool(named.advice), found.exit_status) == (Verdict.NEEDS_WORK, True, 1)
    if title == "The notebook runs":
        assert named.place is not None
        source = (samples[case] / named.place.file).read_text(encoding="utf-8").splitlines()
        assert '"cell_type"' in source[(named.place.line or 0) - 1]


@pytest.mark.slow
def test_digits_prepared_otherwise_for_predicting_are_told_with_what_they_cost(
    samples: dict[str, Path], check: Callable[..., Checklist], tmp_path: Path
) -> None:
    clone = tmp_path / "clone"
    subprocess.run(["git", "clone", "-q", str(samples["raw-pixels"]), str(clone)], check=True)
    notebook = json.loads((clone / "digits.ipynb").read_text(encoding="utf-8"))
    for cell in notebook["cells"]:
        source = "".join(cell["source"])
        cell["source"] = source.replace("model.predict(x_test,", "model.predict(x_test / 255,")
    (clone / "digits.ipynb").write_text(json.dumps(notebook, indent=1), encoding="utf-8")
    git = ["git", "-C", str(clone), "-c", "user.name=Ana", "-c", "user.email=ana@example.org"]
    subprocess.run([*git, "commit", "-aqm", "scale them"], check=True)
    (told,) = [item for item in check(clone).items if item.title == "Preparing the digits"]
    assert told.text.startswith("model.h5 expects pixels 0 to 255, but the notebook's prediction in cell ")
    assert " feeds 0 to 1: accuracy 10 % instead of 100 %" in told.text
    assert told.verdict is Verdict.NEEDS_WORK
