from __future__ import annotations

from pathlib import Path
from typing import Any

from grader.core.checklist import Item, Verdict
from grader.core.evidence import Choice
from grader.core.survey import Mention, ModelFacts, NotebookFacts, Survey
from grader.intake.locate import locate
from grader.intake.survey_items import survey_items

MODEL = ModelFacts("model.h5", "0" * 64, 1_200_000, "keras-h5", input_shape=(28, 28, 1), output_width=10, parameters=34_826)


def notebook(path: str = "digits.ipynb", **facts: Any) -> NotebookFacts:
    return NotebookFacts(path, 100, readable=True, code_cells=6, **facts)


def items(survey: Survey, *, ran: bool = False) -> dict[str, Item]:
    found = survey_items(survey, *locate(survey), ran=ran)
    assert len({item.title for item in found}) == len(found)
    return {item.title: item for item in found}


def test_what_would_be_graded_is_said_with_its_shape() -> None:
    found = items(Survey((notebook(),), (MODEL,)))
    assert {item.verdict for item in found.values()} == {Verdict.OK}
    assert "6 code cells" in found["Notebook"].text
    assert "34,826 parameters, input 28 × 28 × 1, 10 outputs" in found["Model"].text


def test_what_is_not_there_needs_work() -> None:
    found = items(Survey())
    assert [found[title].verdict for title in ("Notebook", "Model")] == [Verdict.NEEDS_WORK] * 2


def test_two_notebooks_that_nothing_tells_apart_have_to_be_declared() -> None:
    found = items(Survey((notebook("a.ipynb"), notebook("b.ipynb")), (MODEL,)))
    assert found["Notebook"].verdict is Verdict.NEEDS_WORK
    assert "notebook: PATH" in found["Notebook"].advice


def test_a_notebook_that_cannot_be_read_says_why() -> None:
    broken = NotebookFacts("x.ipynb", 3, reason="is not JSON")
    found = survey_items(Survey((broken,)), Choice("notebook", "x.ipynb", ""), Choice("model", None, "none"), ran=False)
    assert found[0].text == "x.ipynb: the notebook is not JSON"


def test_a_path_that_exists_here_only_needs_work_even_if_the_notebook_ran() -> None:
    there = Survey((notebook(absolute=(Mention(3, str(Path.home())),)),))
    assert items(there, ran=True)["Paths"].verdict is Verdict.NEEDS_WORK
    assert "(cell 4)" in items(there)["Paths"].text


def test_a_path_that_exists_nowhere_did_no_harm_where_the_notebook_ran() -> None:
    away = Survey((notebook(absolute=(Mention(0, "/content/drive/model.h5"), Mention(1, "/tmp/x"))),))
    assert items(away, ran=True)["Paths"].verdict is Verdict.NOTE
    assert items(away, ran=False)["Paths"].verdict is Verdict.NEEDS_WORK
    assert "/tmp/x" not in items(away)["Paths"].text


def test_google_colab_needs_work_unless_the_notebook_ran_without_it() -> None:
    colab = Survey((notebook(colab=(Mention(0, "google.colab"),)),))
    assert items(colab)["Google Colab"].verdict is Verdict.NEEDS_WORK
    assert items(colab, ran=True)["Google Colab"].verdict is Verdict.NOTE


def test_problems_with_submission_yaml_need_work() -> None:
    assert items(Survey((notebook(),), (MODEL,), problems=("submission.yaml is not YAML.",)))["submission.yaml"].verdict is (
        Verdict.NEEDS_WORK
    )
