import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from statsmodels.stats.multitest import multipletests

from grader.core.holm import holm

p_values = st.lists(st.floats(0, 1) | st.sampled_from([0.0, 0.01, 0.02, 1.0]), min_size=1, max_size=20)


@settings(max_examples=30, deadline=None)  # statsmodels takes 50 ms
@given(p_values)
def test_the_corrected_values_are_statsmodels(given_values: list[float]) -> None:
    theirs = multipletests(given_values, method="holm")[1]
    assert holm(given_values) == pytest.approx(list(theirs), abs=1e-9)


@settings(max_examples=30, deadline=None)  # statsmodels takes 50 ms
@given(p_values)
def test_equal_values_stay_equal(given_values: list[float]) -> None:
    corrected = dict.fromkeys(given_values, 0.0) | dict(zip(given_values, holm(given_values), strict=True))
    assert [corrected[value] for value in given_values] == list(holm(given_values))


def test_no_comparison_needs_no_correction() -> None:
    assert holm([]) == ()
