"""What can be asked of evidence: one file a check, and here the dict that names them."""

from __future__ import annotations

from collections.abc import Mapping

from grader.checks.accuracy import accuracy
from grader.checks.beats_reference import beats_reference
from grader.checks.calibration import calibration
from grader.checks.check import Check
from grader.checks.claims import claims
from grader.checks.code_style import code_style
from grader.checks.committed_in_time import committed_in_time
from grader.checks.contents import contents
from grader.checks.cost import cost
from grader.checks.document import document
from grader.checks.group_size import group_size
from grader.checks.log_loss import log_loss
from grader.checks.macro_f1 import macro_f1
from grader.checks.macro_precision import macro_precision
from grader.checks.macro_recall import macro_recall
from grader.checks.notebook_runs import notebook_runs
from grader.checks.outputs_agree import outputs_agree
from grader.checks.reproduces import reproduces
from grader.checks.robustness import robustness
from grader.checks.trained_on_test import trained_on_test
from grader.core.errors import MachineError

CHECKS: Mapping[str, Check] = {
    "accuracy": accuracy,
    "beats_reference": beats_reference,
    "calibration": calibration,
    "claims": claims,
    "code_style": code_style,
    "committed_in_time": committed_in_time,
    "contents": contents,
    "cost": cost,
    "document": document,
    "group_size": group_size,
    "log_loss": log_loss,
    "macro_f1": macro_f1,
    "macro_precision": macro_precision,
    "macro_recall": macro_recall,
    "notebook_runs": notebook_runs,
    "outputs_agree": outputs_agree,
    "reproduces": reproduces,
    "robustness": robustness,
    "trained_on_test": trained_on_test,
}


def all_checks() -> dict[str, Check]:
    """Return the built-in checks and those that installed packages offer under the entry-point group `grader.checks`.

    Raises MachineError where a package offers something else than a Check, or a name that is taken.
    """
    from importlib.metadata import entry_points  # noqa: PLC0415  slow to import, and only needed here

    found = dict(CHECKS)
    for point in entry_points(group="grader.checks"):
        check = point.load()
        if not isinstance(check, Check):
            raise MachineError(f"the entry point {point.value!r} of the group grader.checks is no grader.checks.check.Check")
        if check.name in found:
            raise MachineError(f"two checks are named {check.name!r}; the second is {point.value!r}: uninstall one of them")
        found[check.name] = check
    return found
