from __future__ import annotations

import math

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from grader.core.beta_share import beta_share
from grader.core.f_quantile import f_quantile


@settings(deadline=None)
@given(st.floats(0, 1), st.floats(0.5, 100), st.floats(0.5, 100))
@example(1 - 2**-53, 0.5, 0.5)
def test_it_is_scipys_incomplete_beta(x: float, a: float, b: float) -> None:
    from scipy.special import betainc

    # Asked from the nearer end: next to 1, SciPy 1.17 is wrong in the ninth place.
    wanted = betainc(a, b, x) if x < 0.5 else 1 - betainc(b, a, 1 - x)
    assert beta_share(x, a, b) == pytest.approx(wanted, abs=1e-12)


def test_next_to_its_ends_it_is_the_arcsine() -> None:
    for x in (2**-53, 0.25, 1 - 2**-53):
        exact = 1 - 2 / math.pi * math.asin(math.sqrt(1 - x)) if x > 0.5 else 2 / math.pi * math.asin(math.sqrt(x))
        assert beta_share(x, 0.5, 0.5) == pytest.approx(exact, abs=1e-15)


@pytest.mark.parametrize(("x", "a", "b"), [(0.02435, 5e4, 2e6), (0.0244, 5e4, 2e6), (0.5, 1e6, 1e6)])
def test_large_parameters_hold_to_eight_digits(x: float, a: float, b: float) -> None:
    from scipy.special import betainc

    assert beta_share(x, a, b) == pytest.approx(betainc(a, b, x), rel=1e-8)


@pytest.mark.parametrize("share", [0.001, 0.025, 0.5, 0.975, 0.999])
@pytest.mark.parametrize(("above", "below"), [(1, 1), (9, 18), (299, 11661), (99_999, 3_899_961)])
def test_the_quantiles_are_scipys(share: float, above: int, below: int) -> None:
    from scipy import stats

    assert f_quantile(share, above, below) == pytest.approx(stats.f.ppf(share, above, below), rel=1e-9)
