"""Sample submissions: folders of text made into real Git repositories with real models in them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from grader.core.errors import InputError
from grader.intake.expected_sample import ExpectedSample, read_expected
from grader.intake.percent_notebook import percent_notebook
from grader.intake.sample_document import sample_document
from grader.intake.sample_models import sample_models
from grader.intake.sample_repository import sample_repository


@dataclass(frozen=True)
class Sample:
    """One sample submission as a Git repository; `id` is the name of its folder."""

    id: str
    repository: Path
    expected: ExpectedSample


def materialise(cases: Iterable[Path], into: Path, *, training: Path, cache: Path, deadline: datetime) -> tuple[Sample, ...]:
    """Make a Git repository `into/<case>` of each sample folder, in the order given.

    Committed models are trained on `training`, an .npz in Keras's layout, once for each text, data set and version of
    Keras: `cache` keeps them. With the same cache and deadline the commits have the same names each time.
    Raises InputError where a sample is wrong or `into/<case>` exists, MachineError where a model or a commit cannot be made.
    """
    folders = tuple(cases)
    expected = tuple(map(read_expected, folders))
    scripts = tuple(map(_script, folders, expected))
    models = sample_models((script for script in scripts if script), training=training, cache=cache)
    made = []
    for folder, wanted, script in zip(folders, expected, scripts, strict=True):
        files = _files(folder, wanted, models[script] if script else None)
        sample_repository(into / folder.name, files, wanted.commits, deadline)
        made.append(Sample(folder.name, into / folder.name, wanted))
    return tuple(made)


def _script(folder: Path, expected: ExpectedSample) -> Path | None:
    if expected.build_model is None:
        return None
    script = folder / ("notebook.py" if expected.build_model == "run-notebook" else expected.build_model)
    if not script.is_file():
        raise InputError(f"build_model: there is no {script.name} in the sample", file=folder / "expected.yaml")
    return script


def _files(folder: Path, expected: ExpectedSample, built: Path | None) -> dict[str, bytes]:
    """Return the repository's files by path: the sample's texts, and beside the first notebook what its script wrote."""
    files = {path: _content(folder, path, source) for path, source in expected.files.items()}
    beside = next((Path(path).parent for path in files if path.endswith(".ipynb")), Path())
    for written in sorted(built.rglob("*")) if built else ():
        if written.is_file():
            files[(beside / written.relative_to(built or folder)).as_posix()] = written.read_bytes()
    return files


def _content(folder: Path, path: str, source: str) -> bytes:
    file = folder / source
    try:
        text = file.read_text(encoding="utf-8")
    except OSError as error:
        raise InputError(f"files: {path} comes from {source}, which cannot be read", file=folder / "expected.yaml") from error
    if path.endswith(".pdf") and source.endswith(".txt"):
        return sample_document(text)
    return (percent_notebook(text) if path.endswith(".ipynb") and source.endswith(".py") else text).encode()
