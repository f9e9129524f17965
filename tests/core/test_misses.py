from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from grader.core.misses import misses


def test_what_only_one_model_gets_wrong_is_told_from_what_others_do_too() -> None:
    found = misses({"a": "0123", "b": "0193", "c": "019-"}, [0, 1, 2, 3])
    assert {group: (one.wrong, one.answers, one.only_here) for group, one in found.items()} == {
        "a": ((), "", frozenset()),
        "b": ((2,), "9", frozenset()),
        "c": ((2, 3), "9-", frozenset({3})),
    }


def test_a_group_alone_in_its_class_has_no_mistake_of_its_own() -> None:
    assert misses({"a": "00"}, [0, 1])["a"].only_here == frozenset()


def test_answers_to_other_digits_are_left_out() -> None:
    assert set(misses({"a": "01", "b": "012", "c": ""}, [0, 1])) == {"a"}
    assert misses({}, [0, 1]) == {}


@given(st.lists(st.tuples(st.integers(0, 9), st.sampled_from("0123456789-"), st.sampled_from("0123456789-")), min_size=1))
def test_every_miss_is_one_and_every_digit_else_is_right(digits: list[tuple[int, str, str]]) -> None:
    labels, first, second = [one[0] for one in digits], "".join(one[1] for one in digits), "".join(one[2] for one in digits)
    found = misses({"a": first, "b": second}, labels)
    for name, text, other in (("a", first, second), ("b", second, first)):
        wrong = [i for i, truth in enumerate(labels) if text[i] != str(truth)]
        assert list(found[name].wrong) == wrong
        assert found[name].answers == "".join(text[i] for i in wrong)
        assert found[name].only_here == {i for i in wrong if other[i] == str(labels[i])}
