from __future__ import annotations

from grader.core.environment import BuiltEnvironment
from grader.core.survey import NotebookFacts
from grader.intake.choose_environment import choose_environment, lacking

NOTEBOOK = NotebookFacts("a.ipynb", 10, readable=True, imports=("os", "numpy", "keras", "cv2"))


def environment(name: str, *modules: str) -> BuiltEnvironment:
    return BuiltEnvironment(name, name, "python", "/p", "/b", frozenset(modules))


def test_the_one_that_lacks_least_is_taken_the_first_on_a_tie() -> None:
    poor, rich, alike = (
        environment("poor", "numpy"),
        environment("rich", "numpy", "keras"),
        environment("alike", "numpy", "keras"),
    )
    chosen, how = choose_environment(NOTEBOOK, "", (poor, rich, alike))
    assert chosen is rich
    assert how == "the environment rich, which has all it imports but cv2"


def test_what_the_group_declares_counts() -> None:
    poor, rich = environment("poor"), environment("rich", "numpy", "keras", "cv2")
    assert choose_environment(NOTEBOOK, "poor", (poor, rich))[0] is poor


def test_an_environment_that_is_declared_but_not_there_is_told() -> None:
    chosen, how = choose_environment(NOTEBOOK, "mine", (environment("rich", "numpy", "keras", "cv2"),))
    assert chosen is not None
    assert "'mine', which the course does not have" in how


def test_without_environments_the_graders_own_is_used() -> None:
    assert choose_environment(NOTEBOOK, "", ()) == (None, "")


def test_the_standard_library_is_never_lacking() -> None:
    assert lacking(NOTEBOOK, frozenset({"numpy"})) == ("keras", "cv2")
