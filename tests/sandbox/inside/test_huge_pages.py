from __future__ import annotations

import hashlib
import importlib
from pathlib import Path

import pytest

INSIDE = Path(__file__).parents[3] / "grader" / "sandbox" / "inside"


def test_memory_holds_the_same_after_it_was_collapsed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.syspath_prepend(str(INSIDE))
    huge_pages = importlib.import_module("huge_pages")
    some = [bytes([number]) * 3_000_000 for number in range(1, 7)]
    before = [hashlib.sha256(one).digest() for one in some]
    assert huge_pages.collapse() >= 0
    assert [hashlib.sha256(one).digest() for one in some] == before
