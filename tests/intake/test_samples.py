import json
import subprocess
from datetime import UTC, datetime
from pathlib import Path

import h5py
import numpy as np
import pytest

from grader.core.errors import InputError, MachineError
from grader.intake.samples import Sample, materialise

CASES = Path(__file__).parents[2] / "sample_submissions"
DEADLINE = datetime(2027, 1, 8, 15, 59, tzinfo=UTC)
WITHOUT_MODEL = ("empty-repository", "no-model", "not-hdf5", "written-only")


@pytest.fixture(scope="module")
def training(tmp_path_factory: pytest.TempPathFactory) -> Path:
    rng = np.random.default_rng(0)
    images, labels = rng.integers(0, 256, (60, 28, 28)).astype(np.uint8), (np.arange(60) % 10).astype(np.uint8)
    file = tmp_path_factory.mktemp("training") / "digits.npz"
    np.savez(file, x_train=images[:40], y_train=labels[:40], x_test=images[40:], y_test=labels[40:])
    return file


def _make(folder: Path, training: Path, *cases: Path, into: str = "repositories") -> tuple[Sample, ...]:
    return materialise(cases, folder / into, training=training, cache=folder / "cache", deadline=DEADLINE)


def _case(folder: Path, **texts: str) -> Path:
    case = folder / "case"
    case.mkdir()
    for name, text in texts.items():
        (case / name.replace("_yaml", ".yaml").replace("_py", ".py")).write_text(text, encoding="utf-8")
    return case


def _head(repository: Path) -> str:
    command = ["git", "rev-parse", "HEAD"]
    return subprocess.run(command, cwd=repository, check=True, capture_output=True, text=True).stdout.strip()


def test_samples_without_a_model_start_no_tensorflow_and_come_in_order(tmp_path: Path, training: Path) -> None:
    samples = _make(tmp_path, training, *(CASES / name for name in WITHOUT_MODEL))
    assert tuple(sample.id for sample in samples) == WITHOUT_MODEL
    assert not (tmp_path / "cache").exists()
    assert (samples[2].repository / "model.h5").read_text().startswith("Dear teacher")
    assert json.loads((samples[1].repository / "digits.ipynb").read_text())["nbformat"] == 4


def test_a_missing_text_is_named(tmp_path: Path, training: Path) -> None:
    case = _case(tmp_path, expected_yaml="proves: x\nstatus: OK\npoints: {}\n")
    with pytest.raises(InputError, match=r"digits\.ipynb comes from notebook\.py"):
        _make(tmp_path, training, case)


def test_a_missing_model_script_is_named(tmp_path: Path, training: Path) -> None:
    case = _case(tmp_path, expected_yaml="proves: x\nstatus: OK\npoints: {}\nfiles: {}\nbuild_model: make.py\n")
    with pytest.raises(InputError, match=r"no make\.py"):
        _make(tmp_path, training, case)


@pytest.mark.slow
def test_a_script_that_fails_is_this_machines_fault_and_leaves_nothing_in_the_cache(tmp_path: Path, training: Path) -> None:
    expected = "proves: x\nstatus: OK\npoints: {}\nfiles: {}\nbuild_model: make.py\n"
    case = _case(tmp_path, expected_yaml=expected, make_py="open('a.txt', 'w').write('a')\nraise RuntimeError('no room')\n")
    with pytest.raises(MachineError, match="no room"):
        _make(tmp_path, training, case)
    assert list((tmp_path / "cache").iterdir()) == []


@pytest.mark.slow
def test_committed_models_are_what_the_scripts_write_and_a_second_time_costs_nothing(tmp_path: Path, training: Path) -> None:
    cases = (CASES / "unicode-names", CASES / "eleven-classes", CASES / "keras-archive", CASES / "nan-predictions")
    first = _make(tmp_path, training, *cases)
    second = _make(tmp_path, training, *cases, into="again")
    assert [_head(sample.repository) for sample in first] == [_head(sample.repository) for sample in second]
    with h5py.File(first[0].repository / "專題 🔢" / "模型.h5") as model:
        assert "model_weights" in model
    with h5py.File(first[1].repository / "model.h5") as model:
        assert json.loads(model.attrs["model_config"])["config"]["layers"][-1]["config"]["units"] == 11
    assert (first[2].repository / "model.keras").read_bytes().startswith(b"PK")
    assert len(list((tmp_path / "cache").iterdir())) == 4
