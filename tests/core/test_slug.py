from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from grader.core.slug import slug


@pytest.mark.parametrize(("group", "name"), [("G07", "g07"), ("Team Résumé", "team-resume"), ("a/../b", "a-b"), ("g_1", "g-1")])
def test_plain_names_stay_readable(group: str, name: str) -> None:
    assert slug(group) == name


def test_names_in_another_script_stay_apart() -> None:
    assert slug("第一組") != slug("第二組")
    assert slug("G1 第一組") != slug("G1 第二組")


@given(st.text())
def test_any_text_becomes_a_safe_file_name(text: str) -> None:
    assert re.fullmatch(r"[a-z0-9][a-z0-9-]{0,59}", slug(text))
