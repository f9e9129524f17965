from __future__ import annotations

from decimal import Decimal

import pytest

from grader.core.answer_key import AnswerKey, Kind, Question, Void
from grader.core.errors import InputError
from grader.core.rekey import Rekey, RekeyKind, rekeyed

_KEY = AnswerKey(
    (
        Question("q1", "One", Kind.SINGLE, Decimal(2), (("A",),), ("A", "B")),
        Question("q2", "Two", Kind.CHECKBOXES, Decimal(2), (("A", "B, C"),), ("A", "B, C", "D")),
        Question("q3", "Three", Kind.NUMBER, Decimal(2), (("1",),)),
    )
)


def _change(question: str, kind: str, value: str) -> Rekey:
    return Rekey(question, RekeyKind(kind), value, "because", "Prof. Wu", "2027-01-09T10:00:00+00:00")


def test_each_change_counts_over_the_key_and_a_later_one_over_an_earlier() -> None:
    changes = [
        _change("q1", "accept", "b"), _change("q1", "reject", "A"), _change("q1", "points", "3.5"),
        _change("q2", "accept", "D, B, C"), _change("q3", "accept", "0,5"),
        _change("q3", "void", "everyone"), _change("q3", "void", "excluded"),
    ]  # fmt: skip
    one, two, three = rekeyed(_KEY, changes).questions
    assert (one.accepted, one.points) == ((("b",),), Decimal("3.5"))
    assert two.accepted == (("A", "B, C"), ("D", "B, C"))
    assert three.accepted == (("1",), ("0.5",))
    assert three.void is Void.EXCLUDED
    assert rekeyed(_KEY, changes).maximum == Decimal("5.5")
    assert rekeyed(_KEY, [*changes, _change("q3", "void", "none")]).maximum == Decimal("7.5")


def test_an_answer_that_is_accepted_already_changes_nothing() -> None:
    assert rekeyed(_KEY, [_change("q1", "accept", " a "), _change("q2", "accept", "B, C, A")]) == _KEY


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (_change("q9", "points", "1"), "'q9', which the key no longer has"),
        (_change("q1", "accept", "C"), "q1 has no option 'C'\n  hint: options: A, B"),
        (_change("q1", "accept", " "), "q1 has no option"),
        (_change("q2", "accept", "A, E"), "q2 has no option"),
        (_change("q3", "accept", "one"), "is no number"),
        (_change("q1", "reject", "B"), "is no accepted answer"),
        (_change("q1", "reject", "A"), "is the only accepted answer"),
        (_change("q1", "points", "nan"), "no number of points"),
        (_change("q1", "points", "0"), "no number of points"),
        (_change("q1", "points", "1e-999999999"), "no number of points"),
        (_change("q1", "void", "all"), "void for everyone, excluded or none"),
    ],
)
def test_a_change_that_does_not_fit_is_refused(change: Rekey, words: str) -> None:
    with pytest.raises(InputError) as caught:
        rekeyed(_KEY, [change])
    assert words in str(caught.value)


def test_an_exam_of_which_nothing_counts_any_more_is_refused() -> None:
    changes = [_change(question.id, "void", "excluded") for question in _KEY.questions]
    assert rekeyed(_KEY, changes[1:]).maximum > 0
    with pytest.raises(InputError, match="no question of the exam counts any more: all are excluded"):
        rekeyed(_KEY, changes)
