"""Run a submitted notebook in a sandbox and read what its driver reported, believing no more of it than it can show."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from grader.core.evidence import Artifact, CellRun, Execution, Fit, RunStatus
from grader.core.limits import IF_AVAILABLE, Limits
from grader.core.output_pair import OutputPair
from grader.core.show import show
from grader.sandbox.job import Job, Outcome, Sandbox
from grader.sandbox.plain_seconds import plain_seconds
from grader.sandbox.watch import read_object

_REPORTABLE = {status.value: status for status in RunStatus if status not in {RunStatus.MISSING, RunStatus.INTERNAL_ERROR}}
_CELLS, _PAIRS = 5000, 200
_MODEL_BYTES = 200_000_000


@dataclass(frozen=True)
class Answered:
    """What the notebook's own prediction function gave: `scores` is a .npy file of float32 (n, 10), unread."""

    name: str
    status: RunStatus
    message: str = ""
    scores: bytes = b""


@dataclass(frozen=True)
class NotebookRun:
    """How a notebook ran, the executed notebook (hostile JSON), and the models it wrote, the latest first.

    `contract` is None where its own predictions were not asked for, `fits` are the arrays that reached training, and
    `outputs_changed` the places where a saved output stated another accuracy; `output_pairs` are all that were compared, None
    where the run ended before.
    """

    execution: Execution
    notebook: bytes = b""
    models: Mapping[str, bytes] = field(default_factory=dict)
    contract: Answered | None = None
    fits: tuple[Fit, ...] = ()
    outputs_changed: tuple[str, ...] = ()
    output_pairs: tuple[OutputPair, ...] | None = None

    def written(self, preferred: str | None) -> tuple[str, bytes] | None:
        """Return path and bytes of the written model: at the committed model's path if it wrote there, else the latest."""
        path = preferred if preferred in self.models else next(iter(self.models), None)
        return None if path is None else (path, self.models[path])

    @property
    def model(self) -> bytes:
        """The latest model the notebook wrote, b'' for none."""
        return next(iter(self.models.values()), b"")


def run_notebook(  # noqa: PLR0913 - what a run depends on, each by its name
    sandbox: Sandbox,
    path: str,
    tree: bytes,
    limits: Limits,
    seed: int,
    on_stage: Callable[[str], None] = lambda _: None,
    *,
    hidden: Sequence[str] = (),
    predict: Sequence[str] = (),
    images: bytes | None = None,
    public: bool = False,
    counted: str | None = None,
) -> NotebookRun:
    """Run the notebook at `path` of the tree within `limits`; raises MachineError when the sandbox fails.

    The files `hidden` are taken out of the tree before. Where `images` (raw uint8 digits) are given, the first function of
    the names `predict` answers them at the end, within as much time again. Of images that are not `public`
    nothing comes back that the notebook could have put into its own words. What it writes at the path `counted`, the committed
    model's, is kept before all other models.
    """
    parameters = {
        "notebook": path, "seconds": limits.seconds, "cell_seconds": limits.cell_seconds,
        "output_bytes": limits.output_bytes, "model_bytes": _MODEL_BYTES, "hidden": list(hidden), "predict": list(predict),
        "more_seconds": limits.seconds, "public": public, "counted": counted,
    }  # fmt: skip
    totals: dict[str, int] = {}

    def heard(event: Mapping[str, Any]) -> None:
        if event.get("event") == "waiting-for-gpu":
            on_stage("waiting for a GPU")
        elif event.get("event") == "cells":
            totals.update(all=_whole(event.get("total")), done=0)
        elif event.get("event") == "cell-ended":
            totals["done"] = totals.get("done", 0) + 1
            on_stage(f"running {totals['done']}/{totals.get('all', 0)}")

    inputs = {} if images is None else {"images": images}
    job = Job(
        "notebook", parameters, tree, inputs=inputs, limits=limits, seed=seed, name=path, gpu=limits.gpu == IF_AVAILABLE,
        more_seconds=0.0 if images is None else limits.seconds,
    )  # fmt: skip
    outcome = _before_asking(sandbox.run(job, heard))
    models = {show(name[6:], 300): body for name, body in outcome.files.items() if name.startswith("model:")}
    return NotebookRun(
        _execution(outcome, models),
        outcome.files.get("executed.ipynb", b""),
        models,
        None if images is None else _answered(outcome, predict),
        _fits(outcome.document.get("fits")),
        _texts(outcome.document.get("outputs_changed")),
        _pairs(outcome.document.get("output_pairs")),
    )


def _before_asking(outcome: Outcome) -> Outcome:
    """Return the outcome; of a run that was ended while it answered, how its cells had ended before it was asked."""
    report = outcome.files.get("report.json")
    if outcome.status is RunStatus.OK or report is None:
        return outcome
    try:
        document = read_object(report)
    except ValueError:
        return outcome
    said = {"status": "INVALID", "message": f"it gave no answer: {outcome.message}"}
    document |= {"events": outcome.document.get("events", ()), "contract": said}
    return replace(outcome, status=RunStatus.OK, document=document, message="")


def _answered(outcome: Outcome, names: Sequence[str]) -> Answered:
    said = outcome.document.get("contract")
    name = " or ".join(names)
    if not isinstance(said, dict):
        return Answered(name, RunStatus.INVALID, "the run ended before the notebook's own predictions")
    status = RunStatus.OK if said.get("status") == "OK" else RunStatus.INVALID
    return Answered(name, status, show(said.get("message", ""), 400), outcome.files.get("contract.npy", b""))


def _fits(value: Any) -> tuple[Fit, ...]:
    """Take over what was noted of training, each value checked for its type and its bounds."""
    records = [one for one in value[:200] if isinstance(one, dict)] if isinstance(value, list) else []
    return tuple(
        Fit(
            "validation" if one.get("role") == "validation" else "fit",
            one["cell"] if type(one.get("cell")) is int and -1 <= one["cell"] < _CELLS else -1,
            _digits(one.get("samples")),
            _digits(one.get("from_train")),
            _digits(one.get("from_test")),
            _digits(one["epochs"]) if type(one.get("epochs")) is int else None,
            show(one.get("selected", ""), 100),
        )
        for one in records
    )


def _pairs(value: Any) -> tuple[OutputPair, ...] | None:
    """Take over the accuracies of saved and new outputs; None where the run ended before it told them."""
    if not isinstance(value, list):
        return None
    told = [one for one in value[:_PAIRS] if isinstance(one, dict) and _is_share(one.get("saved"))]
    return tuple(
        OutputPair(_whole(one.get("cell")), show(one.get("name", ""), 60), one["saved"], _share_or_none(one.get("now")))
        for one in told
    )


def _is_share(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and 0 <= value <= 1


def _share_or_none(value: Any) -> float | None:
    return value if _is_share(value) else None


def _digits(value: Any) -> int:
    return value if type(value) is int and 0 <= value < 2**40 else 0


def _execution(outcome: Outcome, models: Mapping[str, bytes]) -> Execution:
    """Build the record from the final document, or from the events where the run was ended from outside."""
    events = outcome.document.get("events", ())
    reports = outcome.document.get("cells", [event for event in events if event.get("event") == "cell-ended"])
    cells = tuple(_cell(report) for report in reports[:_CELLS] if isinstance(report, dict)) if isinstance(reports, list) else ()
    started = [_whole(event.get("index")) for event in events if event.get("event") == "cell"]
    total = next((_whole(event.get("total")) for event in events if event.get("event") == "cells"), len(cells))
    status, message = _status(outcome)
    if status is RunStatus.OK and total == 0:
        status, message = RunStatus.INVALID, "the notebook holds no code"
    if (
        status is not RunStatus.OK
        and outcome.status is not RunStatus.OK
        and started
        and started[-1] not in {c.index for c in cells}
    ):
        cells = (*cells, CellRun(started[-1], status.value, 0.0, message))
    failing = next((cell.index for cell in cells if cell.status != RunStatus.OK), None)
    return Execution(
        status=status,
        seconds=round(outcome.seconds, 3),
        cpu_seconds=round(outcome.cpu_seconds, 3),
        cells_run=sum(cell.status == RunStatus.OK for cell in cells),
        cells_total=max(total, len(cells)),
        failing_cell=failing,
        message=message,
        peak_bytes=outcome.peak_bytes,
        gpu=outcome.gpu,
        gpu_bytes=outcome.gpu_bytes,
        cells=cells,
        notes=_texts(outcome.document.get("notes")),
        artifacts=tuple(
            Artifact(name, hashlib.sha256(body).hexdigest(), len(body), "model", "written") for name, body in models.items()
        ),
    )


def _status(outcome: Outcome) -> tuple[RunStatus, str]:
    """The clock outside has the last word; where it had none, the driver's report counts."""
    if outcome.status is not RunStatus.OK:
        return outcome.status, show(outcome.message, 500)
    reported = _REPORTABLE.get(str(outcome.document.get("status")), RunStatus.KERNEL_DIED)
    return reported, show(outcome.document.get("message", ""), 500)


def _cell(report: Mapping[str, Any]) -> CellRun:
    status = str(report.get("status"))
    known = status if status in _REPORTABLE else RunStatus.CELL_ERROR.value
    return CellRun(_whole(report.get("index")), known, plain_seconds(report.get("seconds")), show(report.get("error", ""), 300))


def _texts(value: Any) -> tuple[str, ...]:
    return tuple(show(note, 200) for note in value[:20] if isinstance(note, str)) if isinstance(value, list) else ()


def _whole(value: Any) -> int:
    return value if isinstance(value, int) and 0 <= value < 1_000_000 else 0
