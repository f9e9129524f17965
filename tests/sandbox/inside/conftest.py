from __future__ import annotations

import importlib
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

INSIDE = Path(__file__).parents[3] / "grader" / "sandbox" / "inside"


@pytest.fixture
def survey(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[..., dict[str, Any]]:
    """Return a function that surveys the test's own folder, with these parameters."""
    monkeypatch.syspath_prepend(str(INSIDE))
    module = importlib.import_module("survey")

    def run(**parameters: Any) -> dict[str, Any]:
        document, files = module.run(parameters, {}, str(tmp_path))
        assert files == {}
        return json.loads(json.dumps(document))

    return run
