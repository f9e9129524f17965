from __future__ import annotations

import unicodedata

from hypothesis import given
from hypothesis import strategies as st

from grader.core.show import show


@given(st.text(), st.integers(1, 300))
def test_nothing_that_moves_hides_or_breaks_gets_through(text: str, at_most: int) -> None:
    shown = show(text, at_most)
    assert len(shown) <= at_most
    assert all(unicodedata.category(character) not in {"Cc", "Cf", "Cs", "Zl", "Zp"} for character in shown)


def test_letters_of_every_script_stay() -> None:
    assert show("第3組 Ünïcode שלום 🙂") == "第3組 Ünïcode שלום 🙂"


def test_terminal_escapes_and_direction_marks_become_visible() -> None:
    assert show("a\x1b[31mred\u202egnp.exe\n") == "a\\x1b[31mred\\u202egnp.exe\\x0a"


def test_lines_may_be_kept() -> None:
    assert show("a\nb\tc\r", lines=True) == "a\nb\tc\\x0d"


def test_what_is_cut_says_so() -> None:
    assert show("abcdef", 4) == "abc…"
