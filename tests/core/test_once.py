from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest

from grader.core.once import once


def test_it_is_made_once_for_all_threads() -> None:
    made: list[int] = []
    value = once(lambda: made.append(1) or object())  # type: ignore[func-returns-value]  # append gives None, so the object
    with ThreadPoolExecutor(8) as pool:
        found = set(pool.map(lambda _: value(), range(100)))
    assert (len(found), len(made)) == (1, 1)


def test_a_failure_is_raised_and_tried_again() -> None:
    answers = iter([OSError("no"), "yes"])

    def make() -> str:
        answer = next(answers)
        if isinstance(answer, OSError):
            raise answer
        return answer

    value = once(make)
    with pytest.raises(OSError, match="no"):
        value()
    assert value() == "yes"
