"""Say of the surveyed commit which files would be graded, and what in the notebook works on its author's machine only."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence

from grader.core.checklist import Item, Verdict
from grader.core.evidence import Choice
from grader.core.said import say
from grader.core.show import show
from grader.core.survey import Mention, ModelFacts, NotebookFacts, Survey

TOPIC = say("What would be graded")
_NAMED = 3


def survey_items(survey: Survey, notebook: Choice, model: Choice, *, ran: bool) -> tuple[Item, ...]:
    """Return the items about the notebook, the model, paths and imports; `ran` says that the notebook ran to its end here.

    Whether an absolute path exists on this machine is looked up: one that does not, in a notebook that ran, did no harm.
    """
    book = next((one for one in survey.notebooks if one.path == notebook.path), None)
    file = next((one for one in survey.models if one.path == model.path), None)
    problems = (Item(TOPIC, "submission.yaml", Verdict.NEEDS_WORK, show(problem, 300)) for problem in survey.problems)
    return (
        _notebook(notebook, book),
        _model(model, file),
        *problems,
        *(_portable(book, ran=ran) if book and book.readable else ()),
    )


def _notebook(choice: Choice, facts: NotebookFacts | None) -> Item:
    title = say("Notebook")
    if facts is None:
        return Item(TOPIC, title, Verdict.NEEDS_WORK, show(choice.how, 400), say("commit the notebook (.ipynb)"))
    if not facts.readable:
        text = say("{path}: the notebook {why}", path=show(facts.path, 120), why=show(facts.reason, 300))
        return Item(TOPIC, title, Verdict.NEEDS_WORK, text, say("open it in Jupyter, save it, and commit it again"))
    what = say("{path} ({count} code cells)", path=show(facts.path, 120), count=facts.code_cells)
    return _chosen(title, choice, what, say("name the one that counts in submission.yaml: notebook: PATH"))


def _model(choice: Choice, facts: ModelFacts | None) -> Item:
    title = say("Model")
    if facts is None:
        advice = say("model.save('model.h5'), then commit model.h5")
        return Item(TOPIC, title, Verdict.NEEDS_WORK, show(choice.how, 400), advice)
    parts: list[str] = [f"{facts.bytes / 1e6:.1f} MB"]
    if facts.parameters is not None:
        parts.append(say("{count} parameters", count=f"{facts.parameters:,}"))
    if facts.input_shape is not None:
        sizes = " × ".join("?" if size is None else str(size) for size in facts.input_shape)
        parts.append(say("input {sizes}", sizes=sizes))
    if facts.output_width is not None:
        parts.append(say("{count} outputs", count=facts.output_width))
    what = say("{path} ({facts})", path=show(facts.path, 120), facts=tuple(parts))
    return _chosen(title, choice, what, say("name the one that counts in submission.yaml: model: PATH"))


def _chosen(title: str, choice: Choice, what: str, advice: str) -> Item:
    """Say which file counts; where nothing tells two apart, only the group can say which it means."""
    text = say("{what}. {how}", what=what, how=show(choice.how, 400))
    if "nothing tells it from" in choice.how.lower() or "equal to it are" in choice.how or "does not hold" in choice.how:
        return Item(TOPIC, title, Verdict.NEEDS_WORK, text, advice)
    return Item(TOPIC, title, Verdict.OK, text)


def _portable(book: NotebookFacts, *, ran: bool) -> Iterator[Item]:
    away = [mention for mention in book.absolute if not mention.text.startswith("/tmp")]  # noqa: S108 - it exists everywhere
    if away:
        harmless = ran and not any(os.path.exists(os.path.expanduser(mention.text)) for mention in away)  # noqa: PTH110, PTH111 - Path raises on a text that is no path
        text = say("the grader's machine does not have {places}", places=_places(away))
        advice = say("use paths relative to the notebook, such as 'model.h5'")
        verdict = Verdict.NOTE if harmless else Verdict.NEEDS_WORK
        yield Item(TOPIC, say("Paths"), verdict, text, advice, book.place(away[0].cell))
    if book.colab:
        text = say("google.colab exists in Colab only: {places}", places=_places(book.colab))
        advice = say("take the cell out, or import it in a try block")
        verdict = Verdict.NOTE if ran else Verdict.NEEDS_WORK
        yield Item(TOPIC, say("Google Colab"), verdict, text, advice, book.place(book.colab[0].cell))
    if book.unparsed and not ran:
        text = say("not plain Python, so not looked at: {places}", places=_places(book.unparsed))
        advice, place = say("run the notebook from top to bottom"), book.place(book.unparsed[0].cell)
        yield Item(TOPIC, say("Cells"), Verdict.NOTE, text, advice, place)
    if not away and not book.colab:
        yield Item(TOPIC, say("Paths"), Verdict.OK, say("nothing in the notebook needs your own machine or Colab"))


def _places(mentions: Sequence[Mention]) -> tuple[str, ...]:
    more = (say("{count} more", count=len(mentions) - _NAMED),) if len(mentions) > _NAMED else ()
    named = (say("{what} (cell {cell})", what=show(one.text, 80), cell=one.cell + 1) for one in mentions[:_NAMED])
    return (*named, *more)
