"""How well does the model read every digit, the rare ones counting as much as the common?"""

from __future__ import annotations

from grader.checks.check import Check
from grader.checks.macro_finding import macro_finding
from grader.core import metrics

macro_f1 = Check("macro_f1", frozenset({"model"}), macro_finding(metrics.macro_f1, "macro F1"))
