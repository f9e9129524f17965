"""The numbers of item analysis against scipy, statsmodels and pandas, which compute them another way."""

from __future__ import annotations

import math

import numpy as np
import pandas as pd
import pytest
from numpy.typing import NDArray

from grader.core.exam_table import ExamItem, ExamTable
from grader.core.item_analysis import item_analysis
from grader.core.item_statistics import ItemAnalysis
from grader.core.reliability import reliability
from grader.core.upper_lower import upper_lower


def _exam(students: int, questions: int, seed: int) -> ExamTable:
    """Return answers A to D to questions of one or two points, where A is right, by students of unlike ability."""
    rng = np.random.default_rng(seed)
    ability, hardness = rng.normal(size=(students, 1)), np.linspace(-1.5, 1.5, questions)
    right = rng.random((students, questions)) < 1 / (1 + np.exp(hardness - ability))
    codes = np.where(right, 0, rng.integers(1, 5, (students, questions))).astype(np.int32)  # 4 is blank
    return _table(codes, [1.0 + q % 2 for q in range(questions)])


def _table(codes: NDArray[np.int32], maxima: list[float]) -> ExamTable:
    levels, choices = ("A", "B", "C", "D", ""), (("a",), ("b",), ("c",), ("d",), ())
    items = tuple(
        ExamItem(
            f"q{q}", f"Question {q}", maximum, levels, choices, codes[:, q], np.where(codes[:, q] == 0, maximum, 0.0),
            frozenset({"a"}), ("A", "B", "C", "D"),
        )
        for q, maximum in enumerate(maxima)
    )  # fmt: skip
    return ExamTable(tuple(f"s{n}" for n in range(len(codes))), items)


def _points(table: ExamTable) -> pd.DataFrame:
    return pd.DataFrame({item.id: item.points for item in table.items})


def _analysis(table: ExamTable) -> ItemAnalysis:
    found = item_analysis(table)
    assert found is not None
    return found


@pytest.mark.parametrize(("students", "questions", "seed"), [(300, 40, 1), (31, 7, 2), (12, 3, 3)])
def test_every_coefficient_agrees_with_an_independent_computation_to_six_digits(students: int, questions: int, seed: int) -> None:
    from scipy import stats

    table = _exam(students, questions, seed)
    found, points = _analysis(table), _points(table)
    total = points.sum(axis=1)
    assert found.mean == pytest.approx(total.mean(), rel=1e-9)
    assert found.deviation == pytest.approx(total.std(), rel=1e-9)
    for item in found.items:
        own = points[item.id]
        assert item.difficulty == pytest.approx(own.mean() / item.maximum, rel=1e-6)
        assert item.item_total == pytest.approx(stats.pointbiserialr(own > 0, total).statistic, rel=1e-6)
        assert item.item_rest == pytest.approx(stats.pearsonr(own, total - own).statistic, rel=1e-6)
        chose = np.array([level.answer for level in item.chosen])
        assert chose.tolist() == ["A", "B", "C", "D"]
        codes = table.items[int(item.id[1:])].codes
        for at, level in enumerate(item.chosen):
            assert (level.count, level.right) == (int((codes == at).sum()), at == 0)
            if 0 < level.count < students:
                assert level.rest == pytest.approx(stats.pointbiserialr(codes == at, total - own).statistic, rel=1e-6)
        assert item.blank == pytest.approx((codes == 4).mean())


@pytest.mark.parametrize(("students", "questions", "seed"), [(300, 40, 1), (31, 7, 2), (12, 3, 3)])
def test_alpha_is_hoyts_share_of_the_variance_between_persons(students: int, questions: int, seed: int) -> None:
    """C. Hoyt (1941): 1 - residual mean square / persons' mean square of the two-way analysis of variance is the same number."""
    from scipy import stats
    from statsmodels.formula.api import ols
    from statsmodels.stats.anova import anova_lm

    table = _exam(students, questions, seed)
    if students > 100:  # the analysis of variance of 12,000 rows has 340 columns
        table = ExamTable(table.students[:60], tuple(_first(item, 60) for item in table.items))
    long = _points(table).reset_index().melt(id_vars="index", var_name="item", value_name="points")
    parts = anova_lm(ols("points ~ C(index) + C(item)", long).fit())
    within = parts.loc["Residual", "mean_sq"] / parts.loc["C(index)", "mean_sq"]
    found = _analysis(table).reliability
    assert found.alpha == pytest.approx(1 - within, rel=1e-6)
    n = len(table.students)
    low, high = (1 - within * stats.f.ppf(share, n - 1, (n - 1) * (questions - 1)) for share in (0.975, 0.025))
    assert found.interval == pytest.approx((low, high), rel=1e-6)
    assert found.standard_error == pytest.approx(_points(table).sum(axis=1).std() * math.sqrt(within), rel=1e-6)


def _first(item: ExamItem, students: int) -> ExamItem:
    cut = (item.codes[:students], item.points[:students])
    return ExamItem(item.id, item.title, item.maximum, item.levels, item.choices, *cut, item.right, item.options)


def test_kr_20_by_kuder_and_richardsons_own_formula() -> None:
    """Their formula 20 takes each question's p q and the population's variance of the totals."""
    table = _table(np.array(_exam(200, 20, 5).items[0].codes)[:, None].repeat(1, axis=1), [1.0])
    assert item_analysis(table) is not None
    rng = np.random.default_rng(7)
    answers = (rng.random((200, 20)) < rng.beta(2, 2, (200, 1))).astype(np.float64)
    p, k = answers.mean(axis=0), 20
    kr20 = k / (k - 1) * (1 - (p * (1 - p)).sum() / answers.sum(axis=1).var())
    found = reliability(answers, np.ones(20))
    assert found.dichotomous
    assert found.alpha == pytest.approx(kr20, rel=1e-9)


def test_alpha_and_interval_of_a_published_example() -> None:
    """The worked example in the documentation of pingouin.cronbach_alpha: 0.7734 with the interval 0.336 to 0.939."""
    answers = np.array(
        [[1, 2, 2, 3, 2, 2, 3, 3, 2, 3], [1, 1, 1, 2, 3, 3, 2, 3, 3, 3], [1, 1, 2, 1, 2, 3, 3, 3, 2, 3]], dtype=np.float64
    ).T
    found = reliability(answers, np.full(3, 3.0))
    assert found.alpha == pytest.approx(0.7734375, abs=1e-12)
    assert found.interval is not None
    assert tuple(round(edge, 3) for edge in found.interval) == (0.336, 0.939)


def test_without_one_question_alpha_is_that_of_the_others() -> None:
    table = _exam(80, 6, 9)
    items = _analysis(table).items
    for at, item in enumerate(items):
        rest = ExamTable(table.students, table.items[:at] + table.items[at + 1 :])
        assert item.alpha_without == pytest.approx(_analysis(rest).reliability.alpha, rel=1e-9)


def test_the_best_and_the_worst_are_27_percent_and_do_not_depend_on_the_order() -> None:
    totals = np.array([9.0, 8, 8, 8, 7, 6, 5, 5, 4, 4, 3])  # 3 each: 9 and two thirds of the 8s; 3 and the 4s
    upper, lower = upper_lower(totals)
    assert upper.tolist() == pytest.approx([1, 2 / 3, 2 / 3, 2 / 3, 0, 0, 0, 0, 0, 0, 0])
    assert lower.tolist() == pytest.approx([0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 1])
    order = np.random.default_rng(0).permutation(len(totals))
    assert upper_lower(totals[order])[0].tolist() == pytest.approx(upper[order].tolist())


def test_upper_lower_is_the_difference_of_the_groups_without_ties() -> None:
    table = _exam(100, 9, 4)
    points = _points(table)
    total = points.sum(axis=1)
    found = _analysis(table)
    edge_high, edge_low = total.nlargest(27).min(), total.nsmallest(27).max()
    for item in found.items:
        share = points[item.id] / item.maximum
        high = share[total > edge_high].sum() + (27 - (total > edge_high).sum()) * share[total == edge_high].mean()
        low = share[total < edge_low].sum() + (27 - (total < edge_low).sum()) * share[total == edge_low].mean()
        assert item.upper_lower == pytest.approx((high - low) / 27, rel=1e-6)


def test_a_wrong_key_is_flagged_in_a_sentence() -> None:
    table = _exam(200, 12, 6)
    codes = np.stack([item.codes for item in table.items], axis=1)
    codes[:, 3] = np.where(codes[:, 3] == 0, 1, np.where(codes[:, 3] == 1, 0, codes[:, 3]))  # B was meant, A is keyed
    flags = " ".join(_analysis(_table(codes, [1.0] * 12)).items[3].flags)
    assert "did worse here" in flags
    assert "more of the best chose 'B'" in flags
    assert "more reliable without it" in flags


def test_easy_hard_idle_and_blank_are_flagged() -> None:
    codes = _exam(100, 4, 8)
    answers = np.stack([item.codes for item in codes.items], axis=1)
    answers[:, 0] = 0
    answers[:, 1] = 1
    answers[:50, 2] = 4
    first, second, third, _ = (" ".join(item.flags) for item in _analysis(_table(answers, [1.0] * 4)).items)
    assert "nearly everyone has it right (100% of its points)" in first
    assert "nobody chose B, C, D" in first
    assert "few have it right (0% of its points)" in second
    assert re_search("[56][0-9]% left it blank", third)


def re_search(pattern: str, text: str) -> bool:
    import re

    return re.search(pattern, text) is not None


def test_what_cannot_be_computed_is_none_and_never_zero() -> None:
    same = _analysis(_table(np.zeros((5, 3), dtype=np.int32), [1.0] * 3))
    assert same.reliability.alpha is None
    assert same.reliability.standard_error is None
    assert {item.item_rest for item in same.items} == {None}
    one = _analysis(_table(np.zeros((1, 1), dtype=np.int32), [1.0]))
    assert one.deviation is None
    assert item_analysis(ExamTable((), ())) is None


def test_a_question_that_is_not_marked_for_everyone_is_left_out_and_named() -> None:
    table = _exam(20, 4, 1)
    table.items[1].points[3] = np.nan
    found = _analysis(table)
    assert [item.id for item in found.items] == ["q0", "q2", "q3"]
    assert found.left_out == ("q1",)
