from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from grader.core.late_budget import LateWork, late_budget
from grader.core.lateness import deduction
from grader.core.rubric import Late

DAY = 1440
RULE = Late(per_day=Decimal(10))


def work(path: str, minutes: int, deadline: str = "", late: Late = RULE) -> LateWork:
    return LateWork(path, deadline, minutes, late)


def test_days_begun_are_taken_in_the_order_of_the_rubric_until_none_is_left() -> None:
    works = [work("a", DAY + 1, "first"), work("b", DAY, "second"), work("c", 5, "third")]
    assert late_budget(works, 3 * DAY) == {"a": 2 * DAY, "b": DAY, "c": 0}


def test_components_of_one_deadline_take_their_days_once() -> None:
    assert late_budget([work("a", DAY), work("b", 2 * DAY), work("c", DAY, "later")], 3 * DAY) == {
        "a": 2 * DAY,
        "b": 2 * DAY,
        "c": DAY,
    }


def test_within_the_grace_or_an_own_budget_nothing_is_taken() -> None:
    works = [work("a", 60, "x", Late(grace_minutes=60)), work("b", DAY, "y", Late(budget_minutes=DAY)), work("c", DAY, "z")]
    assert late_budget(works, DAY) == {"a": 0, "b": 0, "c": DAY}


minutes = st.integers(0, 9000)
late_works = st.lists(
    st.tuples(st.sampled_from(["x", "y", "z"]), minutes, minutes, st.integers(0, 2000), st.integers(0, 9)), min_size=1, max_size=5
)


@given(late_works, minutes, minutes, st.integers(0, 4))
def test_less_lateness_of_one_component_never_costs_more_in_any(
    drawn: list[tuple[str, int, int, int, int]], budget: int, less: int, which: int
) -> None:
    works = [
        LateWork(f"p{number}", name, minutes, Late(grace, Decimal(per_day), budget_minutes=own))
        for number, (name, minutes, grace, own, per_day) in enumerate(drawn)
    ]
    one = works[which % len(works)]
    better = [LateWork(w.path, w.deadline, max(w.minutes - less, 0) if w is one else w.minutes, w.late) for w in works]
    before, after = ([_cost(w, late_budget(each, budget)) for w in each] for each in (works, better))
    assert all(now <= then for now, then in zip(after, before, strict=True))


def _cost(one: LateWork, granted: object) -> Decimal:
    assert isinstance(granted, dict)
    rule = one.late
    return deduction(
        one.minutes, Late(rule.grace_minutes, rule.per_day, budget_minutes=rule.budget_minutes + granted.get(one.path, 0))
    )
