"""Which cards CUDA_VISIBLE_DEVICES leaves."""

from __future__ import annotations

import pytest

from grader.sandbox.gpus.gpu import Gpu, visible

CARDS = (
    Gpu("GPU-aa1", "A", 1, 0),
    Gpu("GPU-aa2", "A", 1, 1),
    Gpu("MIG-b0", "B 1g", 1, 2),
    Gpu("MIG-b1", "B 1g", 1, 2),
)


@pytest.mark.parametrize(
    ("variable", "ids"),
    [
        (None, ["GPU-aa1", "GPU-aa2", "MIG-b0", "MIG-b1"]),
        ("", []),
        ("-1", []),
        ("NoDevFiles", []),
        ("1,0", ["GPU-aa2", "GPU-aa1"]),
        ("0, 0", ["GPU-aa1"]),
        ("0,7,1", ["GPU-aa1"]),
        ("GPU-aa2", ["GPU-aa2"]),
        ("GPU-aa", ["GPU-aa1", "GPU-aa2"]),
        ("2", ["MIG-b0", "MIG-b1"]),
        ("MIG-b1,0", ["MIG-b1", "GPU-aa1"]),
    ],
)
def test_only_the_cards_that_the_variable_names_are_left_in_its_order(variable: str | None, ids: list[str]) -> None:
    assert [gpu.id for gpu in visible(CARDS, variable)] == ids
