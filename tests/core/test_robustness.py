import pytest

from grader.core.evidence import Corrupted
from grader.core.robustness import robustness


def spoiled(kind: str, strength: int, correct: int, samples: int = 100) -> Corrupted:
    return Corrupted(kind, strength, samples, correct, (0.0, 1.0))


def test_each_kind_and_strength_counts_the_same() -> None:
    found = robustness([spoiled("blur", 1, 90), spoiled("blur", 5, 50), spoiled("fog", 1, 8, 10), spoiled("fog", 5, 0, 10)])
    assert found is not None
    assert found.accuracy == pytest.approx((0.9 + 0.5 + 0.8 + 0) / 4)
    assert found.by_kind == (("blur", pytest.approx(0.7)), ("fog", pytest.approx(0.4)))
    assert found.worst == "fog"
    assert found.kept(1.0) == found.accuracy
    assert found.kept(0.5) == pytest.approx(2 * found.accuracy)
    assert found.kept(0.0) is None
    assert found.interval[0] < found.accuracy < found.interval[1]


def test_kinds_keep_the_order_they_were_measured_in() -> None:
    found = robustness([spoiled("stripe", 1, 90), spoiled("blur", 1, 90), spoiled("stripe", 2, 80)])
    assert found is not None
    assert [kind for kind, _ in found.by_kind] == ["stripe", "blur"]


def test_a_model_that_reads_everything_stays_within_0_and_1() -> None:
    found = robustness([spoiled("blur", 1, 100), spoiled("fog", 1, 100)])
    assert found is not None
    assert (found.accuracy, found.interval[1]) == (1.0, 1.0)


def test_what_was_not_measured_has_no_number() -> None:
    assert robustness(()) is None
    assert robustness([spoiled("blur", 1, 0, 0)]) is None
