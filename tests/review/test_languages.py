"""The review page speaks the course's language."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

ENGLISH = (
    "Requests",
    "needs me",
    "Choose a criterion",
    "History",
    "Who would move",
    "What it says",
    "Comment",
    "Leave",
    "Set it",
)


@pytest.mark.parametrize("code", ["de", "zh-Hans", "zh-Hant"])
def test_every_page_is_in_its_language(serve: Any, marked: Path, code: str) -> None:
    with (marked / "course.yaml").open("a", encoding="utf-8") as file:
        file.write(f"language: {code}\n")
    served = serve(marked)
    visitor, ref = served.visitor(), served.ref("g01")
    paths = ["/", "/mark", "/requests", "/rubric", "/run", f"/g/{ref}", f"/g/{ref}/source", "/login"]
    paths += [f"/history?target=project.talk&who={ref}", f"/mark/one?criterion=report.text&who={ref}"]
    for path in paths:
        text = visitor.get(path).text.partition("<body>")[2].partition("<script>")[0]
        assert not [word for word in ENGLISH if word in text], path
    assert f'<html lang="{code}">' in visitor.get("/").text
