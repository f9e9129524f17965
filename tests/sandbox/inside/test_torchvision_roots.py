from __future__ import annotations

import importlib
from collections.abc import Callable
from pathlib import Path

import pytest

INSIDE = Path(__file__).parents[3] / "grader" / "sandbox" / "inside"
_USES = "from torchvision import datasets\n"
Link = Callable[..., list[str]]


@pytest.fixture
def project(tmp_path: Path) -> Path:
    (tmp_path / "project" / "notebooks").mkdir(parents=True)
    return tmp_path / "project"


@pytest.fixture
def link(project: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Link:
    """Return a function that offers the digits to code, and returns the folders in which they lie then."""
    monkeypatch.syspath_prepend(str(INSIDE))
    module = importlib.import_module("torchvision_roots")
    (tmp_path / "digits" / "raw").mkdir(parents=True)

    def run(source: str, notebook: str = "n.ipynb") -> list[str]:
        module.link_torchvision(project, project / notebook, source, tmp_path / "digits")
        found = [path for path in tmp_path.rglob("MNIST") if (path / "raw").is_dir()]
        return sorted(str(path.parent.relative_to(project)) for path in found)

    return run


def test_code_without_torchvision_finds_its_folder_as_it_was(link: Link, project: Path) -> None:
    assert link("import os\nos.mkdir('data')\nMNIST('files')") == []
    assert [path.name for path in project.iterdir()] == ["notebooks"]


@pytest.mark.parametrize(
    ("code", "root"),
    [
        ("datasets.MNIST('./mnist_data', train=True)", "mnist_data"),
        ("datasets.MNIST(\n    train=True, root = r'files/deep',\n    download=True)", "files/deep"),
        ("torchvision.datasets.MNIST(root='MNIST')", "MNIST"),
        ("PLACE = 'here'\ndatasets.MNIST(PLACE)", "here"),
        ("PLACE = pathlib.Path('here')\ndatasets.MNIST(root=str(PLACE), train=True)", "here"),
        ("def __init__(self, place: str = './there'):\n    self.place = place\n    MNIST(self.place)", "there"),
        ("datasets.MNIST(Path('here'))", "here"),
    ],
)
def test_the_root_that_the_code_names_is_there_below_the_notebook(link: Link, code: str, root: str) -> None:
    assert f"notebooks/{root}" in link(_USES + code, "notebooks/n.ipynb")


def test_a_root_data_is_there_below_the_notebooks_own_folder(link: Link) -> None:
    assert link(_USES + "datasets.MNIST(root='data')", "notebooks/n.ipynb") == [".", "data", "notebooks", "notebooks/data"]


def test_code_whose_root_nobody_can_read_finds_the_usual_ones(link: Link) -> None:
    assert link(_USES + "datasets.MNIST(arguments.root)") == [".", "data"]


def test_code_that_names_a_root_may_make_a_folder_data(link: Link, project: Path) -> None:
    assert link(_USES + "datasets.MNIST('files')\nos.mkdir('data')") == [".", "files"]
    (project / "data").mkdir()


def test_a_module_of_the_group_may_do_the_loading(link: Link, project: Path) -> None:
    (project / "loading.py").write_text(_USES + "def load():\n    return datasets.MNIST('files')\n")
    assert link("from loading import load") == [".", "files"]


@pytest.mark.parametrize("root", ["../outside", "/tmp/outside", "~/outside", "notebooks/../../outside", "out/deep"])
def test_nothing_is_written_outside_the_project(link: Link, project: Path, tmp_path: Path, root: str) -> None:
    (tmp_path / "elsewhere").mkdir()
    (project / "out").symlink_to(tmp_path / "elsewhere")
    assert link(_USES + f"datasets.MNIST('{root}')") == ["."]
    assert not (tmp_path / "outside").exists()
    assert list((tmp_path / "elsewhere").iterdir()) == []


def test_other_data_sets_and_files_in_the_way_are_left_alone(link: Link, project: Path) -> None:
    (project / "data").write_text("a file")
    (project / "here").symlink_to("here")
    assert link(_USES + "datasets.FashionMNIST('fashion'); datasets.MNIST('data/below'); datasets.MNIST('here')") == ["."]
    assert not (project / "fashion").exists()
