"""The name under which evidence is kept: equal exactly when measuring again would tell nothing new."""

from __future__ import annotations

import hashlib
import json
from dataclasses import asdict

from grader.core.limits import Limits


def evidence_key(  # one argument for each thing that evidence depends on
    commit: str, limits: Limits, dataset_sha256: str, training_sha256: str, environment: str, *, group: str
) -> str:
    """Return the SHA-256 (64 hexadecimal digits) of everything that evidence depends on.

    `environment` names the software and the sandbox that measure. `group` is part of it because evidence says whose it is:
    two groups that hand in the same commit have two pieces of evidence.
    """
    parts = {
        "commit": commit,
        "dataset_sha256": dataset_sha256,
        "environment": environment,
        "group": group,
        "limits": {name: _plain(value) for name, value in asdict(limits).items()},
        "training_sha256": training_sha256,
    }
    return hashlib.sha256(json.dumps(parts, sort_keys=True, separators=(",", ":"), allow_nan=False).encode()).hexdigest()


def _plain(value: float | str | None) -> float | str | None:
    # 1200 and 1200.0 seconds are the same limit, but not the same JSON.
    return float(value) if isinstance(value, int | float) else value
