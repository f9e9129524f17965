"""What a group can do next about a criterion that it does not meet."""

from __future__ import annotations

from typing import Final

from grader.core.evidence import RunStatus
from grader.core.said import say

FIT: Final = say("load it in a fresh Python, predict on x_test, and save it whole with model.save('model.h5')")
_ADVICE = {
    "notebook_runs": say("restart the kernel, run all cells, mend the first that fails, and commit"),
    "contents": say("put what is missing into the notebook, and commit the model it saves"),
    "outputs_agree": say("restart the kernel, run all cells, save the notebook with what they put out, and commit it"),
    "code_style": say("see each place with: ruff check --select E,W --line-length 79 --preview NOTEBOOK; ruff format mends most"),
    "cost": say("use a smaller network, or train it for a shorter time"),
    "document": say("mend what is not met, export the PDF anew, and commit it"),
    "accuracy": FIT,
    "macro_f1": FIT,
    "macro_precision": FIT,
    "macro_recall": FIT,
    "robustness": say("train on digits that are shifted, turned and noisy too"),
    "trained_on_test": say("keep x_test for the end: neither fit nor choose a model by it"),
    "reproduces": say("run the notebook from top to bottom, and commit it with the model it saves"),
}
_BY_STATUS = {
    RunStatus.TIMEOUT: say("train for fewer epochs or on fewer digits: your course's limit holds for the whole notebook"),
    RunStatus.MEMORY: say("use smaller batches, and do not hold several copies of the digits"),
    RunStatus.OUTPUT: say("print less: fit(…, verbose=0)"),
}


def advice(check: str, status: RunStatus) -> str:
    """Return what to do next about a check that costs points, '' where nothing helps; `status` is how the notebook ended."""
    if check == "notebook_runs" and status in _BY_STATUS:
        return _BY_STATUS[status]
    return _ADVICE.get(check, "")
