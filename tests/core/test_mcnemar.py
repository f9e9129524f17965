import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from statsmodels.stats.contingency_tables import mcnemar as statsmodels_mcnemar

from grader.core.mcnemar import mcnemar, mcnemar_p_values

few = st.integers(0, 400)
many = st.integers(0, 5000)


@given(few, few)
def test_few_disagreements_are_tested_exactly_like_statsmodels(one: int, other: int) -> None:
    theirs = statsmodels_mcnemar([[50, one], [other, 50]], exact=True).pvalue if one + other else 1.0
    found = mcnemar(one, other)
    assert found.method == "exact"
    assert found.p_value == pytest.approx(theirs, abs=1e-9)


@given(many, many)
def test_many_are_compared_with_chi_squared_like_statsmodels(one: int, other: int) -> None:
    if one + other == 0 or one == other:  # statsmodels corrects by 1 even where there is no difference
        assert mcnemar(one, other, exact_up_to=-1 if one else 0).p_value == 1
        return
    theirs = statsmodels_mcnemar([[50, one], [other, 50]], exact=False, correction=True).pvalue
    found = mcnemar(one, other, exact_up_to=0)
    assert found.method == "chi-squared"
    assert found.p_value == pytest.approx(theirs, abs=1e-9)


def test_the_two_ways_agree_where_one_takes_over() -> None:
    assert mcnemar(450, 551).p_value == pytest.approx(mcnemar(450, 551, exact_up_to=2000).p_value, rel=0.02)
    assert (mcnemar(450, 550).method, mcnemar(450, 551).method) == ("exact", "chi-squared")


def test_models_that_never_disagree_are_not_told_apart() -> None:
    assert mcnemar(0, 0).p_value == 1


def test_less_than_no_digit_is_refused() -> None:
    with pytest.raises(ValueError, match="counts"):
        mcnemar(-1, 3)


@given(st.lists(st.tuples(st.integers(0, 900), st.integers(0, 900)), min_size=1, max_size=40))
def test_many_pairs_at_once_are_what_each_is_alone(pairs: list[tuple[int, int]]) -> None:
    first, second = np.array(pairs).T
    together = mcnemar_p_values(first, second)
    assert together == pytest.approx([mcnemar(one, other).p_value for one, other in pairs], rel=1e-10)


def test_no_pairs_have_no_p_values() -> None:
    assert mcnemar_p_values(np.array([], int), np.array([], int)).tolist() == []
