"""A check: one question that can be asked of evidence."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, NamedTuple

from grader.core.evidence import Evidence
from grader.core.scores import Finding


class Check(NamedTuple):
    """A check's name in rubrics, the options its `with:` may hold, and the function that answers it.

    `find(evidence, options)` is pure, and never raises because of what a group did: a group's fault is a value of 0 with the
    reason in a sentence, the machine's fault is None with State.NOT_READY. The value is a share of the points from 0 to 1;
    under `bands:` it is whatever the bands read. `of_run` says whether it asks about the notebook or the model,
    `of_heldout` whether the answer tells anything of the results on held-out digits: then groups may have to wait for it.
    """

    name: str
    options: frozenset[str]
    find: Callable[[Evidence, Mapping[str, Any]], Finding]
    of_run: bool = True
    of_heldout: bool = True
