import time
from itertools import groupby, product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray
from statsmodels.stats.contingency_tables import mcnemar
from statsmodels.stats.multitest import multipletests

from grader.core.band_accuracy import band_accuracy
from grader.core.holm import holm, holm_cut
from grader.core.mcnemar import mcnemar_p_values
from grader.core.rank_bands import RankBand, rank_bands

LABELS = "".join(str(n % 10) for n in range(1000))


def answers(wrong: set[int] | range) -> str:
    return "".join("-" if n in wrong else digit for n, digit in enumerate(LABELS))


def test_groups_that_cannot_be_told_apart_share_a_band_and_others_do_not() -> None:
    given_answers = {"b": answers(range(10)), "a": answers(range(5, 17)), "z": answers(range(100)), "y": answers(range(50, 152))}
    assert rank_bands(given_answers, LABELS) == (RankBand(1, ("b", "a"), 990, 988, 1000), RankBand(2, ("z", "y"), 900, 898, 1000))


def test_the_labels_may_be_numbers() -> None:
    given_answers = {"a": answers(range(3)), "b": answers(range(400))}
    assert rank_bands(given_answers, [int(one) for one in LABELS]) == rank_bands(given_answers, LABELS)


def test_a_band_is_measured_from_its_best_so_a_chain_of_small_steps_is_cut() -> None:
    chain = {f"g{n:02}": answers(range(6 * n)) for n in range(12)}
    bands = rank_bands(chain, LABELS)
    assert 2 <= len(bands) < 12
    assert [group for band in bands for group in band.groups] == sorted(chain)


def test_groups_with_equally_many_right_share_a_band_whatever_their_names() -> None:
    top, near, far = answers(range(40)), answers(range(60)), answers(range(500, 560))  # far disagrees with top more often
    for names in (("a", "b", "c"), ("c", "b", "a"), ("b", "c", "a")):
        bands = rank_bands(dict(zip(names, (top, near, far), strict=True)), LABELS)
        assert len(bands) == 1
        assert set(bands[0].groups) == {"a", "b", "c"}


@settings(max_examples=40, deadline=None)
@given(st.lists(st.sets(st.integers(0, 999), max_size=300), min_size=1, max_size=9), st.randoms(use_true_random=False))
def test_names_and_order_decide_nothing_and_the_same_answers_have_the_same_rank(wrong: list[set[int]], random: object) -> None:
    given_answers = {f"g{n}": answers(one) for n, one in enumerate(wrong)} | {"twin": answers(wrong[0])}
    found = {group: band.rank for band in rank_bands(given_answers, LABELS) for group in band.groups}
    assert sorted(found) == sorted(given_answers)
    assert found["g0"] == found["twin"]
    names = sorted(given_answers)
    shuffled = random.sample(names, len(names))  # type: ignore[attr-defined]  # hypothesis gives a random.Random
    renamed = rank_bands({new: given_answers[old] for old, new in zip(names, shuffled, strict=True)}, LABELS)
    other = {group: band.rank for band in renamed for group in band.groups}
    assert {old: other[new] for old, new in zip(names, shuffled, strict=True)} == found


def plain(right: NDArray[np.bool_], significant: float) -> list[list[int]]:
    """Return the bands by their definition: a corrected p-value for each two groups."""
    n, correct = len(right), right.sum(axis=1).tolist()
    pairs = [(one, other) for one in range(n) for other in range(one + 1, n)]
    only = np.array([((right[a] & ~right[b]).sum(), (right[b] & ~right[a]).sum()) for a, b in pairs], np.int64).reshape(-1, 2)
    corrected = holm(mcnemar_p_values(only[:, 0], only[:, 1]))
    apart = {pair for pair, p in zip(pairs, corrected, strict=True) if p <= significant}
    bands: list[list[int]] = []
    for _, block in groupby(sorted(range(n), key=lambda one: (-correct[one], one)), key=correct.__getitem__):
        members = list(block)
        best = [one for one in bands[-1] if correct[one] == correct[bands[-1][0]]] if bands else []
        if best and not all((min(pair), max(pair)) in apart for pair in product(best, members)):
            bands[-1] += members
        else:
            bands.append(members)
    return bands


@settings(max_examples=60, deadline=None)
@given(
    st.integers(1, 40), st.sampled_from([0, 1, 7, 64, 700, 3000]), st.floats(0, 1), st.sampled_from([0.001, 0.05, 0.5]),
    st.integers(1, 9), st.integers(0, 2**32),
)  # fmt: skip
def test_the_bands_are_those_of_the_plain_definition_however_it_is_cut_into_blocks(
    groups: int, digits: int, spread: float, significant: float, wide: int, seed: int
) -> None:
    random = np.random.default_rng(seed)
    right = random.random((groups, digits)) < 1 - spread * random.random((groups, 1))
    truth = "7" * digits
    given_answers = {f"g{n:02}": "".join(np.where(row, "7", "-").tolist()) for n, row in enumerate(right)}
    with pytest.MonkeyPatch.context() as small:
        small.setattr("grader.core.model_pairs._AT_ONCE", wide)
        small.setattr("grader.core.rank_bands._BEST_AT_ONCE", 2)
        small.setattr("grader.core.rank_bands._BLOCKS_AT_ONCE", wide)
        found = rank_bands(given_answers, truth, significant)
    assert [[int(name[1:]) for name in band.groups] for band in found] == plain(right, significant)


@given(st.lists(st.tuples(st.floats(0, 1), st.integers(1, 4)), max_size=30), st.sampled_from([0.001, 0.05, 0.9]))
def test_the_cut_lets_hold_what_holm_lets_hold(kinds: list[tuple[float, int]], significant: float) -> None:
    p_values = np.array([p for p, times in kinds for _ in range(times)])
    cut = holm_cut(np.array([p for p, _ in kinds]), np.array([times for _, times in kinds], np.int64), significant)
    assert (p_values <= cut).tolist() == (np.array(holm(p_values)) <= significant).tolist()


def test_the_comparisons_are_statsmodels_mcnemar_and_holm() -> None:
    random = np.random.default_rng(8)
    right = random.random((6, 1000)) < np.array([0.98, 0.97, 0.95, 0.93, 0.92, 0.85])[:, None]
    given_answers = {f"g{n}": answers(set(np.flatnonzero(~row).tolist())) for n, row in enumerate(right)}
    pairs = [(one, other) for one in range(6) for other in range(one + 1, 6)]
    tables = [[[0, (right[one] & ~right[other]).sum()], [(right[other] & ~right[one]).sum(), 0]] for one, other in pairs]
    decided = multipletests([mcnemar(table, exact=True).pvalue for table in tables], alpha=0.05, method="holm")[0]
    apart = {pair for pair, differs in zip(pairs, decided, strict=True) if differs}
    expected: list[list[int]] = []
    for group in np.argsort(-right.sum(axis=1), kind="stable").tolist():
        if expected and (min(expected[-1][0], group), max(expected[-1][0], group)) not in apart:
            expected[-1].append(group)
        else:
            expected.append([group])
    assert [[int(name[1]) for name in band.groups] for band in rank_bands(given_answers, LABELS)] == expected


def test_200_groups_and_10_000_digits_take_seconds() -> None:
    random = np.random.default_rng(9)
    labels = random.integers(0, 10, 10_000)
    given_answers = {}
    for group in range(200):
        wrong = random.random(10_000) < 0.005 + group / 1000
        given_answers[f"g{group:03}"] = "".join(map(str, np.where(wrong, (labels + 1) % 10, labels).tolist()))
    started = time.perf_counter()
    bands = rank_bands(given_answers, labels.tolist())
    assert time.perf_counter() - started < 20  # about 2 on a quiet machine
    assert 3 < len(bands) < 60


def test_by_band_everybody_gets_the_accuracy_of_the_bands_best() -> None:
    bands = (RankBand(1, ("b", "a"), 990, 988, 1000), RankBand(2, ("z",), 900, 900, 1000))
    assert band_accuracy(bands) == {"a": 0.99, "b": 0.99, "z": 0.9}


def test_no_group_no_band_and_too_few_answers_are_refused() -> None:
    assert rank_bands({}, LABELS) == ()
    with pytest.raises(ValueError, match="999 answers for 1000 digits"):
        rank_bands({"a": LABELS[:-1]}, LABELS)
