import pytest
from scipy.stats import t

from grader.core.student_t import student_t


@pytest.mark.parametrize("freedom", [*range(1, 12), 30, 31, 200, 1001])
def test_the_tail_is_scipys(freedom: int) -> None:
    for value in (-40, -6.5, -4, -1, -0.01, 0, 0.3, 2, 9):
        assert student_t(value, freedom) == pytest.approx(t.cdf(value, freedom), abs=1e-12)


def test_a_tail_too_small_to_tell_is_no_less_than_0() -> None:
    assert student_t(-1e6, 50) == 0
