from __future__ import annotations

from typing import Any

import pytest

from grader.core.errors import MachineError
from grader.core.evidence import Choice
from grader.core.survey import Declared, Mention, ModelFacts, NotebookFacts, Survey
from grader.intake.contents import contents
from grader.intake.git_archive import TreeFile
from grader.intake.locate import locate
from grader.intake.read_survey import read_survey


def notebook(
    path: str, *, saves: tuple[str, ...] = (), loads: tuple[str, ...] = (), good: bool = True, **facts: Any
) -> NotebookFacts:
    seen: dict[str, Any] = {
        "readable": True,
        "imports": ("keras",) if good else (),
        "training": (Mention(3, "model.fit"),) if good else (),
        "digits": (Mention(0, "mnist"),) if good else (),
        "saves": tuple(Mention(4, text) for text in saves),
        "loads": tuple(Mention(5, text) for text in loads),
    }
    return NotebookFacts(path, 100, **(seen | facts))


def model(path: str, **facts: Any) -> ModelFacts:
    return ModelFacts(path, "0" * 64, 100, **({"kind": "keras-h5", "input_shape": (28, 28), "output_width": 10} | facts))


def chosen(*files: NotebookFacts | ModelFacts, declared: Declared | None = None, **patterns: Any) -> tuple[Choice, Choice]:
    survey = Survey(
        tuple(f for f in files if isinstance(f, NotebookFacts)),
        tuple(f for f in files if isinstance(f, ModelFacts)),
        declared or Declared(),
    )
    return locate(survey, **patterns)


def test_the_only_files_are_taken() -> None:
    first, second = chosen(notebook("a.ipynb"), model("m.h5"))
    assert first == Choice("notebook", "a.ipynb", "It is the only notebook in the commit.")
    assert second == Choice("model", "m.h5", "It is the only model in the commit.")


def test_where_there_is_nothing_it_is_said() -> None:
    first, second = chosen()
    assert first == Choice("notebook", None, "No notebook (.ipynb) is in the commit.")
    assert second == Choice("model", None, "No model (.h5, .hdf5 or .keras) is in the commit.")


def test_what_the_group_declares_comes_first() -> None:
    first, second = chosen(
        notebook("a.ipynb", saves=("m.h5",)),
        notebook("z/b.ipynb", good=False),
        model("m.h5"),
        model("z/other.h5", output_width=3),
        declared=Declared("z/b.ipynb", "z/other.h5"),
        notebook_patterns=["a*"],
        model_patterns=["m*"],
    )
    assert first == Choice("notebook", "z/b.ipynb", "The group's submission.yaml names it.", ("a.ipynb",))
    assert second.path == "z/other.h5"


def test_a_declared_file_that_is_not_there_is_said() -> None:
    first, _ = chosen(notebook("a.ipynb"), declared=Declared(notebook="gone.ipynb"))
    assert first.path == "a.ipynb"
    assert "names 'gone.ipynb', which the commit does not hold as a notebook; it is the only" in first.how


def test_the_rubrics_patterns_come_before_content() -> None:
    first, second = chosen(
        notebook("a.ipynb"),
        notebook("deep/final_1.ipynb", good=False),
        model("a.h5"),
        model("b.keras", kind="keras-zip"),
        notebook_patterns=["final*.ipynb"],
        model_patterns=["*.keras"],
    )
    assert (first.path, second.path) == ("deep/final_1.ipynb", "b.keras")
    assert first.how == "Of 2 notebooks it fits best: its name is as the rubric asks."


def test_the_notebook_that_trains_on_digits_is_taken() -> None:
    first, _ = chosen(notebook("a.ipynb", good=False), notebook("b.ipynb"), notebook(".ipynb_checkpoints/a.ipynb"))
    assert first.path == "b.ipynb"
    assert first.how == "Of 3 notebooks it fits best: it trains, works with digits and uses a framework."
    assert first.others == ("a.ipynb", ".ipynb_checkpoints/a.ipynb")


def test_the_notebook_that_saves_the_model_is_taken() -> None:
    first, _ = chosen(notebook("a.ipynb"), notebook("b.ipynb", saves=("/content/M.h5",)), model("out/m.h5"))
    assert first.path == "b.ipynb"
    assert "saves a model of the commit" in first.how


def test_a_notebook_that_cannot_be_read_comes_last() -> None:
    first, _ = chosen(NotebookFacts("a.ipynb", 1, reason="is not valid JSON"), notebook("b.ipynb", good=False))
    assert first.path == "b.ipynb"


def test_equals_are_taken_in_path_order_and_named() -> None:
    first, second = chosen(notebook("z.ipynb"), notebook("a/b.ipynb"), notebook("y.ipynb"), model("b.h5"), model("a.h5"))
    assert first.path == "y.ipynb"
    assert first.how == "Nothing tells it from 'z.ipynb', 'a/b.ipynb', and it comes first in path order."
    assert (second.path, second.others) == ("a.h5", ("b.h5",))


def test_the_model_saved_last_is_taken() -> None:
    _, second = chosen(notebook("a.ipynb", saves=("one.h5", "two.h5")), model("one.h5"), model("two.h5"), model("zero.h5"))
    assert second.path == "two.h5"
    assert second.how == "Of 3 models it fits best: it is what the notebook saves last."


def test_the_exact_path_comes_before_the_same_name_elsewhere() -> None:
    _, second = chosen(notebook("work/a.ipynb", saves=("out/m.h5",)), model("m.h5"), model("work/out/m.h5"))
    assert second.path == "work/out/m.h5"


def test_weights_saved_after_the_model_do_not_replace_it() -> None:
    _, second = chosen(notebook("a.ipynb", saves=("m.h5", "w.h5")), model("m.h5"), model("w.h5", kind="weights-only"))
    assert second.path == "m.h5"


@pytest.mark.parametrize(
    "decoy",
    [
        {"output_width": 1},
        {"input_shape": (32, 32, 3)},
        {"kind": "lfs-pointer", "problems": ("it is a pointer",)},
        {"problems": ("it runs code of its own (Lambda)",)},
    ],
)
def test_a_model_that_is_no_digit_classifier_is_passed_over(decoy: dict[str, Any]) -> None:
    _, second = chosen(notebook("n.ipynb"), model("a.h5", **decoy), model("b.h5"))
    assert second.path == "b.h5"


def test_names_in_the_sentence_are_fit_to_show() -> None:
    first, _ = chosen(notebook("a\x1b[2J.ipynb"), notebook("b\u202e.ipynb"))
    assert first.how.isprintable()


def test_contents_name_the_places_and_the_model() -> None:
    survey = Survey((notebook("a.ipynb"),), (model("m.h5", parameters=7850),))
    first, second = locate(survey)
    found = contents(survey, first, second)
    assert found.training == "cell 4: model.fit"
    assert (found.prediction, found.specification) == ("", "")
    assert found.model == "m.h5: Keras model in HDF5, 7,850 parameters"
    nothing = contents(survey, Choice("notebook", None, ""), Choice("model", None, ""))
    assert (nothing.training, nothing.model) == ("", "")


def test_a_file_that_is_no_model_is_not_counted_as_one() -> None:
    survey = Survey((), (model("m.h5", kind="not-hdf5", problems=("x",)),))
    assert contents(survey, *locate(survey)).model == ""


FILES = (TreeFile("a.ipynb", 100, "1" * 64), TreeFile("m.h5", 100, "0" * 64))


def document(**changes: Any) -> dict[str, Any]:
    note = {"path": "a.ipynb", "bytes": 100, "readable": True, "training": [{"cell": 3, "text": "model.fit \ud800"}]}
    model_facts = {
        "path": "m.h5",
        "sha256": "0" * 64,
        "bytes": 100,
        "kind": "keras-h5",
        "input_shape": [None, 28],
        "layers": ["Dense"],
    }
    return {"notebooks": [note], "models": [model_facts], "declared": {"model": "m.h5"}, "problems": []} | changes


def test_a_survey_is_read_from_its_document() -> None:
    survey = read_survey(document(), FILES)
    assert survey.notebooks[0].training == (Mention(3, "model.fit ?"),)
    assert survey.models[0].input_shape == (None, 28)
    assert survey.declared == Declared(model="m.h5")


def test_a_declared_file_of_another_kind_is_not_said_to_be_missing() -> None:
    kept = {"declared": {"notebook": "a.ipynb", "model": "net.pt"}}
    survey = read_survey(document(**kept), [*FILES, TreeFile("net.pt", 5, "1" * 64)])
    how = locate(survey)[1].how
    assert "names 'net.pt', which is in the commit, but is no model (.h5, .hdf5 or .keras); it is the only" in how


@pytest.mark.parametrize(
    "changes",
    [
        {"notebooks": "x"},
        {"notebooks": [{"path": "a.ipynb"}]},
        {"notebooks": [{"path": "a.ipynb", "bytes": "100"}]},
        {"notebooks": [{"path": "../../etc/passwd", "bytes": 100}]},
        {"models": [{"path": "m.h5", "sha256": "2" * 64, "bytes": 100, "kind": "keras-h5"}]},
        {"models": [{"path": "m.h5", "sha256": "0" * 64, "bytes": -1, "kind": "keras-h5"}]},
        {"problems": ["x" * 5000]},
        {"problems": ["x"] * 1000},
        {"problems": [1.5]},
        {"problems": [[[[[[[[]]]]]]]]},
        {"problems": None},
    ],
)
def test_a_survey_that_lies_is_not_believed(changes: dict[str, Any]) -> None:
    with pytest.raises(MachineError, match="survey"):
        read_survey(document(**changes), FILES)


def test_a_model_that_does_not_recognise_digits_comes_after_one_that_does() -> None:
    files = (notebook("a.ipynb", saves=("good.h5", "diverged.h5")), model("diverged.h5"), model("good.h5"))
    assert chosen(*files)[1].path == "diverged.h5"
    taken = chosen(*files, sanity={"diverged.h5": 0.11, "good.h5": 0.99})[1]
    assert taken.path == "good.h5"
    assert "recognises digits, as others do not" in taken.how


def test_what_the_notebook_saves_last_counts_among_models_that_recognise_digits() -> None:
    files = (notebook("a.ipynb", saves=("best.h5", "last.h5")), model("best.h5"), model("last.h5"))
    assert chosen(*files, sanity={"best.h5": 0.99, "last.h5": 0.93})[1].path == "last.h5"
    best = chosen(*files, sanity={"best.h5": 0.99, "last.h5": 0.93}, best=True)[1]
    assert best.path == "best.h5"
    assert "the course counts the best" in best.how


def test_the_group_may_name_a_model_that_does_badly() -> None:
    files = (notebook("a.ipynb"), model("named.h5"), model("good.h5"))
    taken = chosen(*files, declared=Declared(model="named.h5"), sanity={"named.h5": 0.1, "good.h5": 0.99})[1]
    assert taken.path == "named.h5"


def test_among_equals_the_more_accurate_model_is_taken() -> None:
    files = (model("a.h5"), model("b.h5"))
    assert chosen(*files, sanity={"a.h5": 0.95, "b.h5": 0.98})[1].path == "b.h5"


def test_a_model_that_could_not_be_tried_comes_last() -> None:
    files = (model("a.h5"), model("b.h5"))
    assert chosen(*files, sanity={"b.h5": 0.98})[1].path == "b.h5"
