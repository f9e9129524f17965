"""The scale of the digits that the notebook predicts on, beside the one that the model was trained on."""

from __future__ import annotations

from collections.abc import Iterator

from grader.at_home.facts import TOPIC, Facts
from grader.core.checklist import Item, Verdict
from grader.core.evidence import Evaluation, RunStatus
from grader.core.said import say
from grader.core.show import show

_CLEARLY = 0.05  # less than this apart, a model does not care
_BEFORE = "pixels "


def input_scale(facts: Facts) -> Iterator[Item]:
    """Yield an item for the first cell that predicts on digits which the model reads clearly worse than on its own scale."""
    found = facts.evaluation
    if found is None or found.status is not RunStatus.OK or _BEFORE not in found.convention:
        return
    layout, _, wanted = found.convention.rpartition(_BEFORE)
    tried = dict(found.tried)
    best = tried.get(found.convention)
    for mention in facts.notebook.fed:
        got = tried.get(f"{layout}{_BEFORE}{mention.text}")
        if mention.text != wanted and got is not None and best is not None and best - got >= _CLEARLY:
            yield _item(facts, found, mention.cell, mention.text, wanted, (got, best))
            return


def _item(facts: Facts, found: Evaluation, cell: int, fed: str, wanted: str, accuracies: tuple[float, float]) -> Item:
    text = say(
        "{model} expects pixels {wanted}, but the notebook's prediction in cell {cell} feeds {fed}: "
        "accuracy {got} % instead of {best} % on public training digits",
        model=show(facts.model or found.model, 80), wanted=show(wanted, 60), cell=cell + 1, fed=show(fed, 60),
        got=f"{accuracies[0]:.0%}".rstrip("%"), best=f"{accuracies[1]:.0%}".rstrip("%"),
    )  # fmt: skip
    advice = say("prepare the digits for the prediction as for the training, and run the notebook again")
    return Item(TOPIC, say("Preparing the digits"), Verdict.NEEDS_WORK, text, advice, facts.notebook.place(cell))
