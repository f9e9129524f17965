"""Of what the model takes for a digit, how much is one, the rare digits counting as much as the common?"""

from __future__ import annotations

from grader.checks.check import Check
from grader.checks.macro_finding import macro_finding
from grader.core import metrics

macro_precision = Check("macro_precision", frozenset({"model"}), macro_finding(metrics.macro_precision, "macro precision"))
