from __future__ import annotations

import json
import sys
from collections import Counter, OrderedDict, defaultdict, namedtuple
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from grader.assignments.packed import Name, NoData, pack, unpack
from grader.core.errors import SubmissionError

_INSIDE = Path(__file__).parents[2] / "grader" / "sandbox" / "inside"


@pytest.fixture(scope="module")
def inside() -> dict[str, Any]:
    """The other end, as the student's kernel runs it: text that is executed."""
    known: dict[str, Any] = {}
    exec((_INSIDE / "call_cell.py").read_text(encoding="utf-8"), known)  # noqa: S102 - as the kernel does
    return known


_PLAIN = st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text() | st.complex_numbers(allow_nan=False)
_KEYS = st.text() | st.integers()
VALUES = st.recursive(
    _PLAIN,
    lambda deeper: st.lists(deeper) | st.tuples(deeper, deeper) | st.dictionaries(_KEYS, deeper) | st.sets(st.integers()),
    max_leaves=12,
)


@given(VALUES)
def test_what_goes_in_is_what_arrives_and_what_comes_out_is_what_was_answered(inside: dict[str, Any], value: Any) -> None:
    arrived = inside["unpack"](pack(value), {})
    assert arrived == value
    assert type(arrived) is type(value)
    assert unpack(inside["pack"]({"value": value}, 10**6)) == {"value": value}


@given(
    hnp.arrays(
        st.sampled_from(["f8", "f4", "f2", "i8", "u1", "?", "c16", ">f8", ">i4"]), hnp.array_shapes(min_dims=0, max_dims=4)
    )
)
def test_arrays_keep_their_shape_and_every_number(inside: dict[str, Any], array: Any) -> None:
    for arrived in (inside["unpack"](pack(array), {}), unpack(inside["pack"]({"value": array}, 10**6))["value"]):
        np.testing.assert_array_equal(arrived, array)
        assert np.shape(arrived) == array.shape


def test_names_stand_for_what_the_notebook_has(inside: dict[str, Any]) -> None:
    known = {"x": 5, "text": "abc"}
    assert inside["unpack"](pack([Name("x"), Name("text.upper")]), known)[0] == 5
    with pytest.raises(NameError, match="'missing'"):
        inside["unpack"](pack(Name("missing")), known)


class _Deceiver(np.ndarray[Any, Any]):  # noqa: PLW1641 - it is to deceive
    def __eq__(self, other: object) -> Any:
        return True


def test_objects_arrive_as_plain_data_or_as_none(inside: dict[str, Any]) -> None:
    class Tensor:
        shape = (2,)

        def detach(self) -> Any:
            return self

        def cpu(self) -> Any:
            return np.ones(2)

    def there_and_back(value: Any) -> Any:
        return unpack(inside["pack"]({"value": value}, 10**6))["value"]

    assert type(there_and_back(np.zeros(3).view(_Deceiver))) is np.ndarray
    assert there_and_back(Tensor()).tolist() == [1, 1]
    assert there_and_back(object()) == NoData("object")
    assert there_and_back([len]) == [NoData("builtin_function_or_method")]
    assert there_and_back(np.array([object()], dtype=object)) == NoData("ndarray")
    assert there_and_back(np.array(["a", "b"])) == ["a", "b"]


class _Liar(dict[str, int]):
    """A dictionary whose methods say something else than what it holds."""

    def items(self) -> Any:
        raise SystemExit

    def __iter__(self) -> Any:
        return iter(["forged"])

    __class__ = list  # type: ignore[assignment]  # likewise


class _Pretender:
    """What says that it is a dictionary, and is none."""

    __class__ = dict  # type: ignore[assignment]  # it is to deceive


class _Longer(list[int]):
    def __iter__(self) -> Any:
        return iter(range(10**12))


def test_dictionaries_lists_and_tuples_of_other_classes_are_what_they_hold(inside: dict[str, Any]) -> None:
    def there_and_back(value: Any) -> Any:
        return unpack(inside["pack"]({"value": value}, 10**6))["value"]

    point = namedtuple("point", "x y")  # noqa: PYI024 - as students write it
    for value, plain in (
        (Counter("aab"), {"a": 2, "b": 1}),
        (defaultdict(list, a=[1], b=[]), {"a": [1], "b": []}),
        ({"deep": [OrderedDict(a=1)]}, {"deep": [{"a": 1}]}),
        (point(1, 2), (1, 2)),
        (_Liar(a=1), {"a": 1}),
        (_Longer([1, 2]), [1, 2]),
    ):
        assert there_and_back(value) == plain
        assert type(there_and_back(value)) is type(plain)
    assert there_and_back(_Pretender()) == NoData("_Pretender")


def test_an_ordered_dictionary_keeps_its_own_order(inside: dict[str, Any]) -> None:
    ordered = OrderedDict(a=1, b=2)
    ordered.move_to_end("a")
    assert list(unpack(inside["pack"]({"value": ordered}, 10**6))["value"]) == ["b", "a"]


def test_an_answer_larger_than_allowed_is_an_error_inside(inside: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match="at most 1,000"):
        inside["pack"](np.zeros(1000), 1000)
    circle: list[Any] = []
    circle.append(circle)
    with pytest.raises(ValueError, match="too deep"):
        inside["pack"](circle, 1000)


def _forged(head: Any, tail: bytes = b"") -> bytes:
    text = head if isinstance(head, bytes) else json.dumps(head).encode()
    return len(text).to_bytes(8, "little") + text + tail


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"\xff" * 8,
        _forged(b"{"),
        _forged([]),
        _forged({"value": 1}),
        _forged({"value": 1, "arrays": []}),
        _forged({"value": {"d": [["value", {"a": 0}]]}, "arrays": [["O", [1]]]}, b"x" * 8),
        _forged({"value": {"d": [["value", {"a": 0}]]}, "arrays": [["f8", [10**12]]]}, b"x" * 8),
        _forged({"value": {"d": [["value", {"a": 0}]]}, "arrays": [["f8", [-1]]]}, b"x" * 8),
        _forged({"value": {"d": [["value", {"a": 0}]]}, "arrays": [["f8", [True]]]}, b"x" * 8),
        _forged({"value": {"d": [["value", {"a": 0}]]}, "arrays": [["V8", [1]]]}, b"x" * 8),
        _forged({"value": {"d": [["value", {"a": 0}]]}, "arrays": [["f8,O", [1]]]}, b"x" * 16),
        _forged({"value": {"d": [["value", {"a": 5}]]}, "arrays": []}),
        _forged({"value": {"d": [["value", {"z": 5}]]}, "arrays": []}),
        _forged({"value": {"d": [["value", {"s": [[]]}]]}, "arrays": []}),
        _forged({"value": {"d": [["value", 1], ["error", {}]]}, "arrays": []}),
        _forged({"value": {"d": [["error", 1]]}, "arrays": []}),
        _forged(b'{"value": ' + b"[" * 100_000 + b"]" * 100_000 + b', "arrays": []}'),
        _forged(b'{"value": ' + b"9" * 10_000 + b', "arrays": []}'),
    ],
)
def test_forged_answers_are_refused_and_break_nothing(data: bytes) -> None:
    with pytest.raises(SubmissionError, match="cannot be read"):
        unpack(data)


@given(st.binary(max_size=300))
def test_no_bytes_break_the_reader(data: bytes) -> None:
    for forged in (data, _forged(data), _forged({"value": {"d": [["value", {"a": 0}]]}, "arrays": [["<f8", [1]]]}, data)):
        try:
            unpack(forged)
        except SubmissionError:
            continue


def test_what_is_no_data_cannot_be_sent() -> None:
    for value in (object(), sys, np.array([object()]), np.array(["x"]), b"bytes"):
        with pytest.raises(TypeError, match="cannot be sent"):
            pack(value)
