"""Put together what is to be known of a model before it is tried."""

from __future__ import annotations

from grader.core.survey import NotebookFacts, Survey
from grader.sandbox.predictions import ModelFile
from grader.steps.bench import Bench


def model_file(survey: Survey, path: str, body: bytes, bench: Bench, architectures: bytes = b"") -> ModelFile:
    """Return the model at `path` with what the group declares and what its notebooks' code shows of its input."""
    hints = dict.fromkeys(mention.text for book in _by_belief(survey, path) for mention in reversed(book.preprocessing))
    return ModelFile(path, body, architectures, survey.declared.preprocessing, tuple(hints)[:10], bench.policy.code)


def _by_belief(survey: Survey, path: str) -> list[NotebookFacts]:
    """Return the notebooks, those first that save or load this very file."""
    name = path.rsplit("/", 1)[-1]
    return sorted(survey.notebooks, key=lambda book: not any(name in mention.text for mention in (*book.saves, *book.loads)))
