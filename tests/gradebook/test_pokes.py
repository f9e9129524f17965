from __future__ import annotations

from pathlib import Path

import pytest

from grader.core.errors import InputError
from grader.gradebook.pokes import open_pokes, poke, take_pokes

GROUPS = ("g01", "第二組", "Team A")


def test_notes_are_found_once_by_name_or_slug(tmp_path: Path) -> None:
    home = open_pokes(tmp_path)
    for group in ("第二組", "g01", "g01"):
        poke(tmp_path, group)
    (home / "Team A").touch()  # as a hook's own line does
    (home / "nobody").touch()
    assert take_pokes(tmp_path, GROUPS) == ("g01", "第二組", "Team A")
    assert take_pokes(tmp_path, GROUPS) == ()


def test_a_name_is_no_path(tmp_path: Path) -> None:
    open_pokes(tmp_path)
    left = poke(tmp_path, "../../../etc/passwd")
    assert left.parent == tmp_path / ".grader" / "pokes"


def test_where_nobody_watches_it_is_said(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="nobody has watched"):
        poke(tmp_path, "g01")
