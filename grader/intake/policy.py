"""Read what the course decides about models from the course file."""

from __future__ import annotations

from collections.abc import Mapping

from grader.core.policy import Policy
from grader.intake.located import Located

POLICY_KEYS = ("models", "robustness", "sealed")


def read_policy(entries: Mapping[str, Located]) -> Policy:
    """Return the policy of `models: {lambda: refuse, which: named}`, `robustness: true` and `sealed: true`.

    What is left out keeps its default. Raises InputError with the line of the wrong key or value.
    """
    default = Policy()
    models = entries["models"].fields(optional=("lambda", "which")) if "models" in entries else {}
    return Policy(
        code=models["lambda"].one_of(("refuse", "sandbox")) if "lambda" in models else default.code,
        which=models["which"].one_of(("named", "best")) if "which" in models else default.which,
        robustness=entries["robustness"].truth() if "robustness" in entries else default.robustness,
        sealed=entries["sealed"].truth() if "sealed" in entries else default.sealed,
    )
