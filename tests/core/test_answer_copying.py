from __future__ import annotations

import math
from itertools import product

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from grader.core.answer_copying import SharedMistakes, answer_copying
from grader.core.errors import InputError
from grader.core.exam_table import ExamItem, ExamTable
from grader.core.poisson_binomial import poisson_binomial_tail


def _class(students: int, questions: int, seed: int, copies: tuple[tuple[int, float], ...] = ()) -> ExamTable:
    """Return a class that answers by itself; for each (who, share) one takes that share of the answers of one of the weakest."""
    rng = np.random.default_rng(seed)
    ability, hardness = rng.normal(size=(students, 1)), rng.normal(0.3, 0.8, questions)
    right = rng.random((students, questions)) < 1 / (1 + np.exp(hardness - ability))
    pull = rng.dirichlet((2.0, 1.0, 1.0), questions)  # some wrong answers draw more than others
    wrong = np.stack([rng.choice([1, 2, 3], students, p=pull[q]) for q in range(questions)], axis=1)
    codes = np.where(right, 0, wrong).astype(np.int32)
    weakest = np.argsort((codes == 0).sum(axis=1), kind="stable")
    for (who, share), whom in zip(copies, weakest, strict=False):
        taken = rng.random(questions) < share
        codes[who, taken] = codes[whom, taken]
    levels, choices = ("A", "B", "C", "D"), (("a",), ("b",), ("c",), ("d",))
    items = tuple(
        ExamItem(f"q{q}", f"Q{q}", 1.0, levels, choices, codes[:, q], (codes[:, q] == 0).astype(float), frozenset("a"), levels)
        for q in range(questions)
    )
    return ExamTable(tuple(f"s{n:03d}" for n in range(students)), items)


def test_who_copied_is_found_and_nobody_else() -> None:
    table = _class(200, 40, 1, ((17, 0.9), (101, 0.9)))
    found = answer_copying(table, at=0.01)
    assert sorted(min({"s017", "s101"} & {one.first, one.second}) for one in found) == ["s017", "s101"]
    for one in found:
        assert one.same <= one.both_wrong
        assert one.same == len(one.questions)
        assert one.same > one.expected
        assert one.p < one.corrected <= 0.01


def test_a_class_that_worked_alone_is_seldom_accused() -> None:
    accused = sum(bool(answer_copying(_class(60, 30, seed), at=0.05)) for seed in range(100, 160))
    assert accused <= 6  # of 60 classes; 3 are allowed on average, and more than 6 has a chance of 3 %


def test_right_and_blank_answers_in_common_are_no_mistakes() -> None:
    table = _class(60, 20, 3)
    for item in table.items:
        item.codes[:] = 0
        item.points[:] = 1
    assert answer_copying(table) == ()


def test_a_mistake_that_everybody_makes_says_nothing() -> None:
    table = _class(60, 20, 3)
    for item in table.items:
        item.codes[:] = 1
        item.points[:] = 0
    assert answer_copying(table) == ()


def test_no_one_and_too_many_are_not_compared() -> None:
    assert answer_copying(ExamTable((), ())) == ()
    assert answer_copying(_class(1, 3, 1)) == ()
    with pytest.raises(InputError, match="too many"):
        answer_copying(ExamTable(tuple(map(str, range(3001))), ()))


def test_the_order_of_the_students_does_not_matter() -> None:
    table = _class(90, 30, 4, ((3, 1.0),))
    order = np.random.default_rng(0).permutation(90)
    items = tuple(
        ExamItem(i.id, i.title, i.maximum, i.levels, i.choices, i.codes[order], i.points[order], i.right) for i in table.items
    )
    other = ExamTable(tuple(table.students[n] for n in order), items)

    def plain(found: tuple[SharedMistakes, ...]) -> list[tuple[frozenset[str], float]]:
        return [(frozenset((one.first, one.second)), round(math.log10(one.p), 6)) for one in found]

    assert plain(answer_copying(table)) == plain(answer_copying(other)) != []


@given(st.lists(st.floats(0, 1), min_size=1, max_size=7), st.integers(0, 8))
def test_the_tail_is_what_counting_every_outcome_gives(chances: list[float], least: int) -> None:
    every = sum(
        math.prod(chance if hit else 1 - chance for chance, hit in zip(chances, outcome, strict=True))
        for outcome in product((False, True), repeat=len(chances))
        if sum(outcome) >= least
    )
    assert poisson_binomial_tail(chances, least) == pytest.approx(every, abs=1e-12)


def test_with_one_chance_for_all_it_is_the_binomial() -> None:
    from scipy import stats

    assert poisson_binomial_tail([0.3] * 40, 25) == pytest.approx(stats.binom.sf(24, 40, 0.3), rel=1e-9)
