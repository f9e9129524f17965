from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

INSIDE = str(Path(__file__).parents[3] / "grader" / "sandbox" / "inside")


@pytest.fixture
def credit(monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[..., tuple[Any, str]]]:
    monkeypatch.syspath_prepend(INSIDE)
    from cell_outcome import credit_of  # type: ignore[import-not-found]

    def of(text: Any, kind: str = "execute_result") -> tuple[Any, str]:
        found = credit_of({"outputs": [{"output_type": kind, "data": {"text/plain": text}}]})
        return found["number"], found["said"]

    yield of
    sys.modules.pop("cell_outcome", None)


@pytest.mark.parametrize(
    ("text", "number", "said"),
    [
        ("2", 2, ""),
        ("2.5", 2.5, ""),
        ("np.float64(1.5)", 1.5, ""),
        ("numpy.int64(3)", 3, ""),
        ("tensor(0.5000, dtype=torch.float64)", 0.5, ""),
        ("<tf.Tensor: shape=(), dtype=float32, numpy=1.25>", 1.25, ""),
        ("(1, 'the bias is missing (see f(3))')", 1, "the bias is missing (see f(3))"),
        ("(np.float64(1.5), 'partly')", 1.5, "partly"),
        ("True", None, ""),
        ("nan", None, ""),
        ("1e999", None, ""),
        ("(1, 2, 3)", None, ""),
        ("'2'", None, ""),
        ("[2]", None, ""),
        ("(" * 900, None, ""),
        ("9" * 2000, None, ""),
        (["2"], None, ""),
        (None, None, ""),
    ],
)
def test_a_cells_last_line_may_give_a_number_and_a_message(
    credit: Callable[..., Any], text: Any, number: float | None, said: str
) -> None:
    assert credit(text) == (number, said)


def test_what_is_only_displayed_gives_nothing(credit: Callable[..., Any]) -> None:
    assert credit("2", "display_data") == (None, "")
