"""Is there evidence that the model was trained on the public test digits?"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from grader.checks.check import Check
from grader.checks.chosen_evaluation import chosen_evaluation
from grader.checks.not_measured import not_measured
from grader.core.evidence import Evidence
from grader.core.scores import Finding
from grader.core.show import show
from grader.core.standing import PublicTestUse
from grader.core.trained_on_test import trained_on_test as uses


def _find(evidence: Evidence, options: Mapping[str, Any]) -> Finding:
    """Answer with 0 where there is evidence of training, else 1; with `chosen`, a model only chosen by the test has 0, too."""
    use = (evidence.standing and evidence.standing.public_test) or uses({"": evidence})[""]
    reason = "; ".join((_words(use), *(show(sentence) for sentence in use.sentences)))
    if use.word == "evidence":
        return Finding(0.0 if use.strength == "strong" or options.get("chosen") else 1.0, reason)
    if use.word == "unknown":
        model = chosen_evaluation(evidence, "first_found")
        return model if isinstance(model, Finding) else not_measured("the use of the public test digits")
    return Finding(1.0, reason)


def _words(use: PublicTestUse) -> str:
    if use.word != "evidence":
        return f"{use.word} of training on the public test digits"
    return f"evidence of {'training on' if use.strength == 'strong' else 'choosing the model by'} the public test digits"


trained_on_test = Check("trained_on_test", frozenset({"chosen"}), _find)
