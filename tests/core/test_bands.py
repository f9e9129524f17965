from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from grader.core.bands import points_for
from grader.core.rubric import Band

NCKU = (Band("constant", Decimal(0)), Band("linear", Decimal(15)), Band("cnn", Decimal(36)), Band(0.995, Decimal(40)))
MNIST = {"constant": 0.1135, "linear": 0.92, "cnn": 0.987}
FORTY = Decimal(40)
shares = st.floats(0, 1)


@pytest.mark.parametrize(
    ("value", "points"),
    [(0.0, "0"), (0.1135, "0"), (0.92, "15"), (0.9535, "25.5"), (0.987, "36"), (0.991, "38"), (0.995, "40"), (1.0, "40")],
)
def test_points_lie_on_straight_lines_between_the_supports(value: float, points: str) -> None:
    assert points_for(value, NCKU, MNIST, FORTY)[0] == Decimal(points)


def test_below_the_lowest_support_its_points_count() -> None:
    assert points_for(0.1, (Band(0.5, Decimal(5)), Band(0.9, Decimal(10))), {}, Decimal(10))[0] == 5


def test_the_rule_shows_the_yardsticks_values() -> None:
    rule = points_for(0.5, NCKU, MNIST, FORTY)[1]
    assert rule == "constant (0.1135): 0, linear (0.9200): 15, cnn (0.9870): 36, 0.995: 40 points, straight lines between"


def test_a_reference_model_that_was_not_measured_makes_the_points_unknown() -> None:
    points, rule = points_for(0.5, NCKU, {"constant": 0.1, "linear": 0.9}, FORTY)
    assert points is None
    assert rule == "the reference model 'cnn' has not been measured"


def test_on_an_easy_set_where_the_cnn_beats_the_number_points_still_never_fall() -> None:
    easy = MNIST | {"cnn": 0.998}
    found = [points_for(value, NCKU, easy, FORTY) for value in (0.995, 0.996, 0.998, 1.0)]
    assert [points for points, _ in found] == [40, 40, 40, 40]
    assert "another order" in found[0][1]


def test_two_reference_models_with_one_value_give_the_better_ones_points() -> None:
    assert points_for(0.92, NCKU, MNIST | {"cnn": 0.92}, FORTY)[0] == 36


def test_points_stay_within_the_maximum() -> None:
    assert points_for(1.0, (Band(0.0, Decimal(-3)), Band(1.0, Decimal(99))), {}, FORTY)[0] == 40
    assert points_for(0.0, (Band(0.0, Decimal(-3)), Band(1.0, Decimal(99))), {}, FORTY)[0] == 0


def test_no_bands_are_refused() -> None:
    with pytest.raises(ValueError, match="at least one band"):
        points_for(0.5, (), {}, FORTY)


@given(
    shares,
    shares,
    st.lists(st.tuples(shares, st.decimals(0, 40, places=2)), min_size=1, max_size=6),
    st.fixed_dictionaries(dict.fromkeys(MNIST, shares)),
)
def test_more_is_never_worth_less(one: float, other: float, more: list[tuple[float, Decimal]], sticks: dict[str, float]) -> None:
    bands = NCKU + tuple(Band(at, points) for at, points in more)
    low, high = (points_for(value, bands, sticks, FORTY)[0] for value in sorted((one, other)))
    assert low is not None
    assert high is not None
    assert 0 <= low <= high <= 40
