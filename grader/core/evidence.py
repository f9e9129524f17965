"""Evidence: what was measured about one submission. Plain facts, no opinion, no points."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum

from grader.core.context import Context
from grader.core.contributions import Contributions
from grader.core.documents import Documents
from grader.core.output_pair import OutputPair
from grader.core.standing import Standing
from grader.core.style_facts import StyleFacts


class RunStatus(StrEnum):
    """How a step ended. Only INTERNAL_ERROR is the machine's fault; none of them is 'zero points'."""

    OK = "OK"
    CELL_ERROR = "CELL_ERROR"
    TIMEOUT = "TIMEOUT"
    MEMORY = "MEMORY"
    OUTPUT = "OUTPUT"
    KERNEL_DIED = "KERNEL_DIED"
    MISSING = "MISSING"
    INVALID = "INVALID"
    INTERNAL_ERROR = "INTERNAL_ERROR"


@dataclass(frozen=True)
class Submission:
    """What a group handed in. `committed_at` (ISO 8601) is the student's claim; `pushed_at` the server's word where known.

    `next_at` is when the first commit came that was too late to count, '' where there was none: from a deadline moved up to
    there on, another commit counts.
    """

    group: str
    repository: str
    commit: str
    committed_at: str
    pushed_at: str | None = None
    minutes_late: int = 0
    status: RunStatus = RunStatus.OK
    message: str = ""
    next_at: str = ""


@dataclass(frozen=True)
class Artifact:
    """A file of the recorded commit (`origin` 'committed') or one the notebook wrote ('written').

    `role` is 'notebook' or 'model', and 'file' for any other committed file with the same bytes as a model that was written.
    """

    path: str
    sha256: str
    bytes: int
    role: str
    origin: str = "committed"


@dataclass(frozen=True)
class Choice:
    """Which file was taken as `role` ('notebook' or 'model'), how it was chosen, and what else was found."""

    role: str
    path: str | None
    how: str
    others: tuple[str, ...] = ()


@dataclass(frozen=True)
class CellRun:
    """One code cell: `index` in the notebook (from 0), how it ended, its seconds and its first error line."""

    index: int
    status: str
    seconds: float
    error: str = ""


@dataclass(frozen=True)
class Execution:
    """The notebook's run, as the driver inside reported it and the clock outside bounded it.

    `environment` says which packages it ran with and why those; `missing_modules` are imports that were not there,
    `hidden` the committed models that were taken away before, because the notebook is to make them. `gpu` names the graphics card
    it was lent ('' for none), and `gpu_bytes` what it was seen to take of that card's memory at most.
    """

    status: RunStatus
    seconds: float = 0.0
    cpu_seconds: float = 0.0
    cells_run: int = 0
    cells_total: int = 0
    failing_cell: int | None = None
    message: str = ""
    peak_bytes: int = 0
    cells: tuple[CellRun, ...] = ()
    artifacts: tuple[Artifact, ...] = ()
    environment: str = ""
    missing_modules: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    hidden: tuple[str, ...] = ()
    gpu: str = ""
    gpu_bytes: int = 0


@dataclass(frozen=True)
class Contents:
    """What the notebook's code was seen to hold, each with the place that shows it ('cell 4: model.fit'), or ''."""

    training: str = ""
    prediction: str = ""
    specification: str = ""
    model: str = ""


@dataclass(frozen=True)
class Corrupted:
    """How a model does on digits spoiled in one way: `kind` at `strength` (1 to 5), `correct` of `samples` digits."""

    kind: str
    strength: int
    samples: int
    correct: int
    interval: tuple[float, float]


@dataclass(frozen=True)
class SureBin:
    """`digits` that a model answered about equally surely: its mean confidence in them, and the share answered right."""

    digits: int
    confidence: float
    right: float


@dataclass(frozen=True)
class Fit:
    """Arrays that reached a model's training at run time: how many digits, and how many of them are the public test's.

    `role` is 'fit' or 'validation'; `cell` counts all cells from 0, -1 where it is not known; `epochs` is None where unknown.
    `selected` names what stopped training or kept the best model by these digits ('EarlyStopping'), '' where nothing did.
    """

    role: str
    cell: int
    samples: int
    from_train: int
    from_test: int
    epochs: int | None = None
    selected: str = ""


@dataclass(frozen=True)
class Claim:
    """A number that the submission states of itself: `kind` 'accuracy', 'parameters' or 'epochs', quoted with its place."""

    kind: str
    value: float
    place: str
    quoted: str


@dataclass(frozen=True)
class Evaluation:
    """A model's predictions on `dataset` ('held-out', 'public'), compared with the labels outside the sandbox.

    `model` is 'committed', 'written' or 'notebook' (its own function). `confusion[t][p]` counts digits of class t answered
    p; a digit that got no valid answer is in no column, so a row may sum to less than the class has. `interval` is
    Wilson's at 95 %, `writer_interval` resamples whole writers. `loading` are the steps that led to a model, `convention`
    is what went in; `tried` holds the accuracy on public training digits under each convention, `sanity` under the chosen
    one. `answers` has a character a digit in the held-out set's order, '-' for no answer; it stays with the instructor.
    """

    model: str
    dataset: str
    status: RunStatus
    samples: int = 0
    correct: int = 0
    confusion: tuple[tuple[int, ...], ...] = ()
    class_counts: tuple[int, ...] = ()
    interval: tuple[float, float] = (0.0, 1.0)
    parameters: int | None = None
    layers: tuple[str, ...] = ()
    convention: str = ""
    outputs: str = ""
    message: str = ""
    sha256: str = ""
    seconds: float = 0.0
    loading: tuple[str, ...] = ()
    convention_how: str = ""
    convention_sure: bool = True
    tried: tuple[tuple[str, float], ...] = ()
    sanity: float | None = None
    answers: str = ""
    writer_interval: tuple[float, float] | None = None
    log_loss: float | None = None
    brier: float | None = None
    calibration_error: float | None = None
    file_bytes: int = 0
    multiply_adds: int | None = None
    corrupted: tuple[Corrupted, ...] = ()
    reliability: tuple[SureBin, ...] = ()

    @property
    def accuracy(self) -> float | None:
        """Share of digits answered right, or None where nothing could be scored."""
        return self.correct / self.samples if self.status is RunStatus.OK and self.samples else None


@dataclass(frozen=True)
class Provenance:
    """Where and with what the evidence was measured; enough to measure it again."""

    grader: str
    python: str
    framework: str
    device: str
    sandbox: str
    dataset_sha256: str
    measured_at: str
    limits: str


@dataclass(frozen=True)
class Evidence:
    """Everything measured about one submission: what is stored, and all that judging may look at.

    `same_predictions` is the share of digits that the committed and the written model answer alike, `weights_difference`
    the largest absolute difference between their weights, None where their architectures differ. `outputs_changed` are
    the places of cells whose saved output and re-run output state other numbers. `standing` is how the group stands in its
    class; it is worked out anew whenever the class is judged, and None in what is stored. `documents` are the PDFs that the
    rubric asked for when this was measured. `output_pairs` are the accuracies that saved outputs state with what came out
    again, None where the run told nothing of them; `style` is that of the chosen notebook's code. `context` is set, like
    `standing`, whenever the group is judged. `contributions` are for people to read, and no check reads them.
    """

    submission: Submission
    artifacts: tuple[Artifact, ...]
    choices: tuple[Choice, ...]
    contents: Contents
    execution: Execution
    evaluations: tuple[Evaluation, ...]
    provenance: Provenance
    same_predictions: float | None = None
    weights_difference: float | None = None
    fits: tuple[Fit, ...] = ()
    claims: tuple[Claim, ...] = ()
    outputs_changed: tuple[str, ...] = ()
    standing: Standing | None = None
    documents: Documents = field(default_factory=Documents)
    output_pairs: tuple[OutputPair, ...] | None = None
    style: StyleFacts | None = None
    context: Context | None = None
    contributions: Contributions | None = None

    def evaluation(self, model: str, dataset: str = "held-out") -> Evaluation | None:
        """Return the evaluation of that model on that data, or None."""
        return next((e for e in self.evaluations if e.model == model and e.dataset == dataset), None)
