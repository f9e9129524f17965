"""Say what a submission was seen to hold: training, prediction, specification and model."""

from __future__ import annotations

from grader.core.evidence import Choice, Contents
from grader.core.show import show
from grader.core.survey import Mention, ModelFacts, Survey

_WORDS = {
    "keras-h5": "Keras model in HDF5",
    "keras-zip": "Keras archive (HDF5 inside)",
    "weights-only": "weights in HDF5 without the architecture",
}


def contents(survey: Survey, notebook: Choice, model: Choice) -> Contents:
    """Return the first place of each kind in the chosen notebook, and the chosen model in words; '' for what is not there."""
    facts = next((one for one in survey.notebooks if one.path == notebook.path), None)
    file = next((one for one in survey.models if one.path == model.path), None)
    return Contents(
        training=_first(facts.training) if facts else "",
        prediction=_first(facts.prediction) if facts else "",
        specification=_first(facts.specification) if facts else "",
        model=_model(file) if file else "",
    )


def _first(mentions: tuple[Mention, ...]) -> str:
    return show(mentions[0].place, 120) if mentions else ""


def _model(file: ModelFacts) -> str:
    if file.kind not in _WORDS:
        return ""
    count = f", {file.parameters:,} parameters" if file.parameters is not None else ""
    return f"{show(file.path, 120)}: {_WORDS[file.kind]}{count}"
