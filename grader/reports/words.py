"""What a state or a status is called in a report, and how loudly."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from grader.core.evidence import RunStatus
from grader.core.scores import State
from grader.core.show import show


@dataclass(frozen=True)
class Words:
    """A short text and a tone: 'good', 'wait', 'bad', 'machine' or 'plain'; the tone only colours what the text says.

    `ours` tells a text of ours, which is translated, from one that came from outside.
    """

    text: str
    tone: str
    ours: bool = True


_WORDS: Final[dict[str, Words]] = {
    State.FULLY_GRADED: Words("Graded", "good"),
    State.PENDING_MANUAL: Words("To be marked", "wait"),
    State.NOT_READY: Words("Not ready", "machine"),
    State.FAILED: Words("Failed", "bad"),
    RunStatus.OK: Words("OK", "good"),
    RunStatus.CELL_ERROR: Words("Cell error", "bad"),
    RunStatus.TIMEOUT: Words("Time limit", "bad"),
    RunStatus.MEMORY: Words("Memory limit", "bad"),
    RunStatus.OUTPUT: Words("Output limit", "bad"),
    RunStatus.KERNEL_DIED: Words("Kernel died", "bad"),
    RunStatus.MISSING: Words("Not found", "bad"),
    RunStatus.INVALID: Words("Not usable", "bad"),
    RunStatus.INTERNAL_ERROR: Words("Machine failed", "machine"),
    "ERROR": Words("Error", "bad"),
    "SKIPPED": Words("Not run", "plain"),
    "stage:all": Words("Everything, from the clone on", "plain"),
    "stage:notebook": Words("Running the notebook", "plain"),
    "stage:cell": Words("Its slowest cell", "plain"),
    "stage:committed": Words("Scoring the committed model", "plain"),
    "stage:written": Words("Scoring the written model", "plain"),
}


def words(state: str) -> Words:
    """Return the words for a State, a RunStatus, a cell's status in either case, or 'stage:…'; any other text as it is."""
    return _WORDS.get(state) or _WORDS.get(state.upper(), Words(show(state, 30), "plain", ours=False))
