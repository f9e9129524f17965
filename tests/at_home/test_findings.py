"""What fails only elsewhere, from facts alone."""

from __future__ import annotations

from dataclasses import replace

import pytest

from grader.at_home.facts import Facts
from grader.at_home.findings import findings
from grader.core.checklist import Item, Place, Verdict
from grader.core.evidence import Evaluation, RunStatus
from grader.core.survey import Mention, NotebookFacts

BOOK = NotebookFacts("digits.ipynb", 100, readable=True, lines=(3, 12, 40))
MODEL = Evaluation(
    "committed", "public", RunStatus.OK, convention="28×28, pixels 0 to 1",
    tried=(("28×28, pixels 0 to 1", 0.97), ("28×28, pixels 0 to 255", 0.11)),
)  # fmt: skip


def found(facts: Facts) -> dict[str, Item]:
    return {str(item.title): item for item in findings(facts)}


def test_a_prediction_on_another_scale_is_said_with_what_it_costs_and_where() -> None:
    item = found(Facts(replace(BOOK, fed=(Mention(2, "0 to 255"),)), "model.h5", MODEL))["Preparing the digits"]
    assert item.text == (
        "model.h5 expects pixels 0 to 1, but the notebook's prediction in cell 3 feeds 0 to 255: "
        "accuracy 11 % instead of 97 % on public training digits"
    )
    assert (item.verdict, item.place) == (Verdict.NEEDS_WORK, Place("digits.ipynb", 2, 40))


@pytest.mark.parametrize(
    "model",
    [
        None,
        replace(MODEL, status=RunStatus.INVALID),
        replace(MODEL, convention="28×28, pixels 0 to 255"),
        replace(MODEL, tried=()),
        replace(MODEL, tried=(("28×28, pixels 0 to 1", 0.97), ("28×28, pixels 0 to 255", 0.96))),
    ],
)
def test_nothing_is_said_of_a_scale_that_is_right_or_unknown_or_does_not_matter(model: Evaluation | None) -> None:
    assert found(Facts(replace(BOOK, fed=(Mention(2, "0 to 255"),)), "model.h5", model)) == {}


def test_a_package_that_only_this_machine_has_is_named_with_its_cell() -> None:
    imported = (Mention(0, "keras"), Mention(0, "json"), Mention(1, "seaborn"), Mention(1, "my_layers"))
    facts = Facts(replace(BOOK, imported=imported), modules=frozenset({"keras"}), own=frozenset({"my_layers"}))
    item = found(facts)["Packages"]
    assert item.text == "the grader does not have seaborn (cell 2)"
    assert item.place == Place("digits.ipynb", 1, 12)
    assert found(replace(facts, modules=frozenset({"keras", "seaborn"})))["Packages"].verdict is Verdict.OK
    assert found(replace(facts, modules=None)) == {}


def test_cells_run_out_of_order_are_a_note_and_no_work_where_the_notebook_ran() -> None:
    facts = Facts(replace(BOOK, out_of_order=(Mention(1, "[2] below [5]"),)))
    item = found(facts)["Order of the cells"]
    assert (item.verdict, "cell 2" in item.text, "restart" in item.advice) == (Verdict.NOTE, True, True)
    assert found(replace(facts, ran=True))["Order of the cells"].advice == ""
