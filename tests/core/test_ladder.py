from __future__ import annotations

from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from grader.core.ladder import ladder

STEP = Decimal("0.01")
results = st.lists(st.floats(0, 1), min_size=1, max_size=30)


def climb(values: list[float]) -> list[Decimal]:
    told: list[Decimal] = []
    for value in values:
        told.append(ladder(told[-1] if told else None, value, STEP))
    return told


def test_only_a_whole_step_is_told() -> None:
    assert climb([0.9512, 0.9598, 0.9601, 0.40]) == [Decimal("0.95"), Decimal("0.95"), Decimal("0.96"), Decimal("0.96")]


@given(results)
def test_what_is_told_never_falls_is_a_multiple_of_the_step_and_true(values: list[float]) -> None:
    told = climb(values)
    assert told == sorted(told)
    assert all(one % STEP == 0 and one <= Decimal(str(max(values[: i + 1]))) for i, one in enumerate(told))


@given(results, st.floats(0, 0.00999))
def test_noise_below_a_step_that_crosses_none_changes_nothing(values: list[float], noise: float) -> None:
    floors = [float(ladder(None, value, STEP)) for value in values]
    assert climb(floors) == climb([floor + noise if floor + noise < floor + 0.0099 else floor for floor in floors])
