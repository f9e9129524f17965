"""What is the same for every submission of a course while it is measured."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from grader.core.environment import BuiltEnvironment
from grader.core.evidence import Provenance
from grader.core.heldout import HeldOut
from grader.core.limits import Limits
from grader.core.policy import Policy
from grader.core.training_data import TrainingData
from grader.sandbox.job import Sandbox
from grader.steps.spoiled import Spoiled


@dataclass(frozen=True)
class Bench:
    """The sandbox, its limits, the digits, the course's policy, and where all this runs.

    `sandbox` looks at files, scores models, and runs notebooks where the course has no environments of its own; those
    have a sandbox each. `modules` are the importable names of the grader's own environment, None where nobody asked.
    `training` are the public digits as published; what notebooks see may be sealed. `spoiled` are held-out digits
    corrupted on purpose, none where the course does not ask for robustness. `document_patterns` are the PDFs that the rubric
    asks for.
    """

    sandbox: Sandbox
    limits: Limits
    heldout: HeldOut
    training: TrainingData
    provenance: Provenance
    now: Callable[[], str]
    notebook_patterns: tuple[str, ...] = ()
    model_patterns: tuple[str, ...] = ()
    dataset: str = "held-out"
    modules: frozenset[str] | None = None
    environments: tuple[BuiltEnvironment, ...] = ()
    environment_sandboxes: Mapping[str, Sandbox] = field(default_factory=dict)
    policy: Policy = field(default_factory=Policy)
    spoiled: tuple[Spoiled, ...] = ()
    document_patterns: tuple[str, ...] = ()
