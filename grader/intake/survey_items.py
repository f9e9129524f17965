"""Say of the surveyed commit which files would be graded, and what in the notebook works on its author's machine only."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence

from grader.core.checklist import Item, Verdict
from grader.core.evidence import Choice
from grader.core.show import show
from grader.core.survey import Mention, ModelFacts, NotebookFacts, Survey

TOPIC = "What would be graded"
_NAMED = 3
_DECLARE = "name the one that counts in submission.yaml: {role}: PATH"


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
    if facts is None:
        return Item(TOPIC, "Notebook", Verdict.NEEDS_WORK, show(choice.how, 400), "commit the notebook (.ipynb)")
    if not facts.readable:
        text = f"{show(facts.path, 120)}: the notebook {show(facts.reason, 300)}"
        return Item(TOPIC, "Notebook", Verdict.NEEDS_WORK, text, "open it in Jupyter, save it, and commit it again")
    return _chosen("Notebook", choice, f"{show(facts.path, 120)} ({facts.code_cells} code cells)")


def _model(choice: Choice, facts: ModelFacts | None) -> Item:
    if facts is None:
        return Item(TOPIC, "Model", Verdict.NEEDS_WORK, show(choice.how, 400), "model.save('model.h5'), then commit model.h5")
    parts = [f"{facts.bytes / 1e6:.1f} MB"]
    if facts.parameters is not None:
        parts.append(f"{facts.parameters:,} parameters")
    if facts.input_shape is not None:
        parts.append(f"input {' × '.join('any' if size is None else str(size) for size in facts.input_shape)}")
    if facts.output_width is not None:
        parts.append(f"{facts.output_width} outputs")
    return _chosen("Model", choice, f"{show(facts.path, 120)} ({', '.join(parts)})")


def _chosen(title: str, choice: Choice, what: str) -> Item:
    """Say which file counts; where nothing tells two apart, only the group can say which it means."""
    text = f"{what}. {show(choice.how, 400)}"
    if "nothing tells it from" in choice.how.lower() or "equal to it are" in choice.how or "does not hold" in choice.how:
        return Item(TOPIC, title, Verdict.NEEDS_WORK, text, _DECLARE.format(role=title.lower()))
    return Item(TOPIC, title, Verdict.OK, text)


def _portable(book: NotebookFacts, *, ran: bool) -> Iterator[Item]:
    away = [mention for mention in book.absolute if not mention.text.startswith("/tmp")]  # noqa: S108 - it exists everywhere
    if away:
        harmless = ran and not any(os.path.exists(os.path.expanduser(mention.text)) for mention in away)  # noqa: PTH110, PTH111 - Path raises on a text that is no path
        yield Item(
            TOPIC, "Paths", Verdict.NOTE if harmless else Verdict.NEEDS_WORK,
            f"the grader's machine does not have {_places(away)}", "use paths relative to the notebook, such as 'model.h5'",
            book.place(away[0].cell),
        )  # fmt: skip
    if book.colab:
        yield Item(
            TOPIC, "Google Colab", Verdict.NOTE if ran else Verdict.NEEDS_WORK,
            f"google.colab exists in Colab only: {_places(book.colab)}", "take the cell out, or import it in a try block",
            book.place(book.colab[0].cell),
        )  # fmt: skip
    if book.unparsed and not ran:
        text = f"not plain Python, so not looked at: {_places(book.unparsed)}"
        place = book.place(book.unparsed[0].cell)
        yield Item(TOPIC, "Cells", Verdict.NOTE, text, "run the notebook from top to bottom", place)
    if not away and not book.colab:
        yield Item(TOPIC, "Paths", Verdict.OK, "nothing in the notebook needs your own machine or Colab")


def _places(mentions: Sequence[Mention]) -> str:
    more = f" and {len(mentions) - _NAMED} more" if len(mentions) > _NAMED else ""
    return ", ".join(f"{show(mention.text, 80)} (cell {mention.cell + 1})" for mention in mentions[:_NAMED]) + more
