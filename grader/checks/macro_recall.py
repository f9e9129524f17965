"""Of each digit, how much does the model find, the rare ones counting as much as the common?"""

from __future__ import annotations

from grader.checks.check import Check
from grader.checks.macro_finding import macro_finding
from grader.core import metrics

macro_recall = Check("macro_recall", frozenset({"model"}), macro_finding(metrics.macro_recall, "macro recall"))
