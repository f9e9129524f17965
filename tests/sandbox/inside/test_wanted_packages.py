from __future__ import annotations

import importlib
from collections.abc import Callable
from pathlib import Path

import pytest

INSIDE = Path(__file__).parents[3] / "grader" / "sandbox" / "inside"


@pytest.fixture
def wanted(monkeypatch: pytest.MonkeyPatch) -> Callable[[str], list[str]]:
    monkeypatch.syspath_prepend(str(INSIDE))
    found: Callable[[str], list[str]] = importlib.import_module("wanted_packages").wanted_packages
    return found


@pytest.mark.parametrize(
    ("cell", "names"),
    [
        ("!pip install foo bar==2.0 'baz>=1' \"qux[extra] <2\"", "foo bar baz qux"),
        ("x = 1\n  %pip install -q foo\nprint(x)", "foo"),
        ("!python3 -m pip install foo\n!{sys.executable} -m pip install -U bar\n!sudo pip3 install baz", "foo bar baz"),
        ("!pip install tqdm  # needed for progress bars", "tqdm"),
        ("!pip install -r requirements.txt > /dev/null 2>&1 && echo done", ""),
        ("!pip install -q foo | tail -1", "foo"),
        ("!pip install foo; rm -rf bar", "foo"),
        ("!pip install foo &> log.txt; echo installed", "foo"),
        ("!pip install foo>=1.0 bar<2 baz", "foo bar baz"),
        ("!pip install -U pip && pip install foo", "pip foo"),
        ("!pip install --index-url https://a.example -t lib --target=lib --no-cache-dir foo -c limits.txt -f wheels", "foo"),
        ("!pip install -i mirror foo \\\n    bar", "foo bar"),
        ("!pip install git+https://a.example/x.git ./own . wheels/a.whl $name {name}", ""),
        ("!pip install foo foo 'unclosed", "foo unclosed"),
        ("!apt-get install -y ffmpeg\npip_install = 'foo'\n# !pip install bar\n!pip list", ""),
    ],
)
def test_only_packages_are_named(wanted: Callable[[str], list[str]], cell: str, names: str) -> None:
    assert wanted(cell) == names.split()
