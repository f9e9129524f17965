"""Decide which notebook and which model of a submission count, and say how in words its group can read."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from fnmatch import fnmatchcase
from pathlib import PurePosixPath
from types import MappingProxyType
from typing import TypeVar

from grader.core.evidence import Choice
from grader.core.show import show
from grader.core.survey import Mention, ModelFacts, NotebookFacts, Survey

_FRAMEWORKS = frozenset(
    {"keras", "tensorflow", "tf_keras", "torch", "jax", "flax", "pytorch_lightning", "lightning", "sklearn", "theano"}
)
_KINDS = {"keras-h5": 3, "keras-zip": 3, "weights-only": 2, "hdf5-other": 1}
_DIGIT_SHAPES = {(784,), (28, 28), (28, 28, 1), (1, 28, 28)}
_FAR_BEHIND = 0.6  # of the best model's accuracy: 0.11 beside 0.99 is a diverged twin or another data set's model
_OLD_NAME = re.compile(r"(?:^|[^a-z])(?:old|backup|copy|test|tmp|draft|checkpoint)(?:[^a-z]|$)")


@dataclass(frozen=True)
class _Digits:
    """How well models do on public training digits (0 to 1, by path), and whether the best one counts in any case."""

    sanity: Mapping[str, float]
    best: bool

    def whole(self, path: str) -> int:
        """The accuracy in percent, -1 where the model could not be tried."""
        return round(100 * self.sanity.get(path, -0.01))

    def reads(self, path: str) -> int:
        """1 for a model that is not far behind the best, 0 for one that is; nobody is behind where nothing is known."""
        return int(self.sanity.get(path, 0.0) >= _FAR_BEHIND * max(self.sanity.values(), default=0.0))


_File = TypeVar("_File", NotebookFacts, ModelFacts)
# What speaks for a file, strongest first, each with the words that say so.
_Reasons = tuple[tuple[int, str], ...]
_NAMED = 2  # the reasons among which the group's own word may be


def locate(
    survey: Survey,
    *,
    notebook_patterns: Sequence[str] = (),
    model_patterns: Sequence[str] = (),
    sanity: Mapping[str, float] = MappingProxyType({}),
    best: bool = False,
) -> tuple[Choice, Choice]:
    """Return the choice of notebook and of model; a choice without a path says that there was none.

    What the group declares comes first, then the rubric's patterns, then what the files hold; equals are taken in path
    order, those in fewer folders first, and `how` names them. Patterns are shell patterns for a file's name or path.
    `sanity` is the accuracy of models on public training digits, where it is known: a model that does not recognise digits
    comes after those that do, unless the group or the rubric names it; with `best` the most accurate one counts in any case.
    """
    wanted = survey.declared.model
    likely = [model.path for model in survey.models if model.path == wanted] or [model.path for model in survey.models]
    notebook = _choose("notebook", survey, survey.notebooks, lambda one: _for_notebook(one, survey, notebook_patterns, likely))
    source = next((one for one in survey.notebooks if one.path == notebook.path), None)
    digits = _Digits(sanity, best)
    model = _choose("model", survey, survey.models, lambda one: _for_model(one, survey, model_patterns, source, digits))
    return notebook, model


def _choose(role: str, survey: Survey, files: Sequence[_File], reasons: Callable[[_File], _Reasons]) -> Choice:
    declared = survey.declared.notebook if role == "notebook" else survey.declared.model
    endings = ".ipynb" if role == "notebook" else ".h5, .hdf5 or .keras"
    lost = ""
    if declared and all(file.path != declared for file in files):
        held = declared in survey.held
        why = f"is in the commit, but is no {role} ({endings})" if held else f"the commit does not hold as a {role}"
        lost = f"the group's submission.yaml names '{show(declared, 120)}', which {why}; "
    if not files:
        return Choice(role, None, _sentence(f"{lost}no {role} ({endings}) is in the commit"))
    ranked = sorted(files, key=lambda file: (*(-weight for weight, _ in reasons(file)), *_path_order(file.path)))
    best = ranked[0]
    others = tuple(file.path for file in ranked[1:])
    return Choice(role, best.path, _sentence(lost + _how(role, ranked, reasons)), others)


def _how(role: str, ranked: Sequence[_File], reasons: Callable[[_File], _Reasons]) -> str:
    best = reasons(ranked[0])
    if len(ranked) == 1:
        return f"it is the only {role} in the commit"
    named = next((words for weight, words in best[:_NAMED] if weight and "names it" in words), "")
    if named:
        return named
    weights = [weight for weight, _ in best]
    equals = [file.path for file in ranked[1:] if [weight for weight, _ in reasons(file)] == weights]
    decisive = _decisive(best, reasons(ranked[len(equals) + 1])) if len(equals) + 1 < len(ranked) else ""
    words = f"of {len(ranked)} {role}s it fits best" + (f": {decisive}" if decisive else "")
    if not equals:
        return words
    names = ", ".join(f"'{show(path, 80)}'" for path in equals[:5]) + (" and more" if len(equals) > 5 else "")
    start = f"{words}; equal to it are" if decisive else "nothing tells it from"
    return f"{start} {names}, and it comes first in path order"


def _decisive(best: _Reasons, second: _Reasons) -> str:
    return next((words for (mine, words), (other, _) in zip(best, second, strict=True) if mine > other), "")


def _sentence(text: str) -> str:
    return f"{text[:1].upper()}{text[1:]}."


def _path_order(path: str) -> tuple[int, str]:
    return path.count("/"), path


def _matches(path: str, patterns: Sequence[str]) -> int:
    name = PurePosixPath(path).name
    return int(any(fnmatchcase(path, pattern) or fnmatchcase(name, pattern) for pattern in patterns))


def _looks_old(path: str) -> bool:
    return _OLD_NAME.search(path.lower()) is not None


def _for_notebook(one: NotebookFacts, survey: Survey, patterns: Sequence[str], models: Sequence[str]) -> _Reasons:
    saves = any(_agreement(mention.text, path, PurePosixPath()) for mention in one.saves for path in models)
    content = (
        (4, "trains", bool(one.training)),
        (3, "works with digits", bool(one.digits)),
        (3, "saves a model of the commit", saves),
        (2, "uses a framework", not _FRAMEWORKS.isdisjoint(one.imports)),
        (2, "defines a network", bool(one.specification)),
        (1, "predicts", bool(one.prediction)),
    )
    words = _list([words for _, words, seen in content if seen])
    return (
        (int(one.path == survey.declared.notebook), "the group's submission.yaml names it"),
        (int(".ipynb_checkpoints" not in one.path), "it is not an automatic checkpoint"),
        (int(one.readable), "it can be read"),
        (_matches(one.path, patterns), "its name is as the rubric asks"),
        (sum(weight for weight, _, seen in content if seen), f"it {words}"),
        (int(not _looks_old(one.path)), "its name does not say that it is an old version"),
    )


def _for_model(
    one: ModelFacts, survey: Survey, patterns: Sequence[str], source: NotebookFacts | None, digits: _Digits
) -> _Reasons:
    folder = PurePosixPath(source.path).parent if source else PurePosixPath()
    shape = one.input_shape
    fits = shape is None or tuple(28 if size is None else size for size in shape) in _DIGIT_SHAPES
    return (
        (digits.whole(one.path) * digits.best, "it is the best on public training digits, and the course counts the best"),
        (int(one.path == survey.declared.model), "the group's submission.yaml names it"),
        (_matches(one.path, patterns), "its name is as the rubric asks"),
        (digits.reads(one.path), "it recognises digits, as others do not"),
        # Many notebooks save the weights once more after the model, so this comes before what is saved last.
        (_KINDS.get(one.kind, 0), "it holds a whole model"),
        (_latest(one.path, source.saves if source else (), folder), "it is what the notebook saves last"),
        (_latest(one.path, source.loads if source else (), folder), "it is what the notebook loads last"),
        (int(not one.problems), "it can be loaded"),
        (int(one.output_width == 10) - int(one.output_width not in {10, None}), "it has ten outputs"),
        (int(fits), "it takes images of 28 by 28"),
        (digits.whole(one.path), "it is better on public training digits"),
        (int(not _looks_old(one.path)), "its name does not say that it is an old version"),
        (int("final" in one.path.lower() or "best" in one.path.lower()), "its name says that it is the final one"),
    )


def _latest(path: str, mentions: Sequence[Mention], folder: PurePosixPath) -> int:
    """Return how late in a notebook in `folder` the file is named: 0 for never, larger for later and for its exact path."""
    agreements = ((place, _agreement(mention.text, path, folder)) for place, mention in enumerate(mentions, 1))
    return max((2 * place + agreement for place, agreement in agreements if agreement), default=0)


def _agreement(text: str, path: str, folder: PurePosixPath) -> int:
    """Return 2 where a path in a notebook's code leads to `path`, 1 where only the file's name is the same, else 0."""
    named = PurePosixPath(text.replace("\\", "/"))
    if named.name.lower() != PurePosixPath(path).name.lower():
        return 0
    return 2 if path in {str(named), str(folder / named)} else 1


def _list(words: Sequence[str]) -> str:
    if not words:
        return "is a notebook"
    return ", ".join(words[:-1]) + (" and " if len(words) > 1 else "") + words[-1]
