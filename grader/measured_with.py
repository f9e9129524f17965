"""What all evidence of a course depends on, apart from the commit: known before anything heavy is read or started."""

from __future__ import annotations

from dataclasses import dataclass

from grader.core.environment import BuiltEnvironment
from grader.core.evidence import Provenance
from grader.core.limits import Limits
from grader.core.policy import Policy
from grader.gradebook.evidence_key import evidence_key
from grader.provenance import environment_name


@dataclass(frozen=True)
class MeasuredWith:
    """The limits, the data (as their hashes), what the rubric asks for, the software and the sandbox."""

    limits: Limits
    heldout_sha256: str
    training_sha256: str
    provenance: Provenance
    policy: Policy
    notebook_patterns: tuple[str, ...] = ()
    model_patterns: tuple[str, ...] = ()
    document_patterns: tuple[str, ...] = ()
    environments: tuple[BuiltEnvironment, ...] = ()

    def key(self, group: str, commit: str) -> str:
        """Return the name under which what is measured of that commit is kept."""
        asked = f"{self.policy}, {self.notebook_patterns}, {self.model_patterns}"
        if self.document_patterns:  # only then: what was measured before there were documents stays known
            asked += f", {self.document_patterns}"
        where = "; ".join([environment_name(self.provenance), asked, *(one.fingerprint for one in self.environments)])
        return evidence_key(commit, self.limits, self.heldout_sha256, self.training_sha256, where, group=group)
