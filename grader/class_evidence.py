"""The evidence of a whole class, each group with its standing in it, worked out when the evidence has changed."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace

import grader
from grader.checks.class_standing import with_standing
from grader.core.evidence import Evidence
from grader.core.heldout import HeldOut
from grader.core.roster import Roster
from grader.core.standing import Standing
from grader.gradebook.document import Document
from grader.gradebook.store import Store


@dataclass(frozen=True)
class ClassEvidence:
    """The evidence by group id, in the roster's order, and the groups whose evidence is of other held-out digits than today's.

    Theirs counts as not measured yet: an accuracy on one set says nothing by yardsticks of another.
    """

    evidence: Mapping[str, Evidence]
    outdated: tuple[str, ...] = ()


def class_evidence(
    store: Store, roster: Roster, heldout: HeldOut, *, models: Collection[str], sealed: bool, write: bool, deadline: str = ""
) -> ClassEvidence:
    """Return the measured groups' evidence: of what counted at the `deadline` of that name.

    Standings compare each two groups of the class, which takes seconds in a large one, and no rubric changes them: they are
    kept in the store where `write` allows it, and recalled while no evidence has changed.
    """
    known = store.latest_at(deadline) if deadline else store.all_latest()
    found = {group.id: known[group.id] for group in roster.groups if group.id in known}
    evidence = {group: one for group, one in found.items() if one.provenance.dataset_sha256 == heldout.sha256}
    placed = _placed(store, evidence, heldout, models, f"standings {deadline}".strip(), sealed=sealed, write=write)
    return ClassEvidence(placed, tuple(group for group in found if group not in evidence))


def _placed(
    store: Store,
    evidence: Mapping[str, Evidence],
    heldout: HeldOut,
    models: Collection[str],
    name: str,
    *,
    sealed: bool,
    write: bool,
) -> dict[str, Evidence]:
    measured = [(group, one.submission.commit, one.provenance.measured_at) for group, one in evidence.items()]
    key = _key(grader.__version__, measured, heldout.sha256, sorted(models), sealed)
    standings = _document().read(text) if (text := store.recall(name, key)) else None
    if standings is None or standings.keys() != evidence.keys():
        placed = with_standing(evidence, heldout.labels.tolist(), models, sealed=sealed)
        if write:
            fresh = {group: one.standing for group, one in placed.items() if one.standing is not None}
            store.remember(name, key, _document().write(fresh))
        return placed
    return {group: replace(one, standing=standings[group]) for group, one in evidence.items()}


def _key(*parts: object) -> str:
    return hashlib.sha256(json.dumps(parts).encode()).hexdigest()


def _document() -> Document[dict[str, Standing]]:
    from pydantic import TypeAdapter  # noqa: PLC0415 - only who judges a course needs it

    return Document("standings", TypeAdapter(dict[str, Standing]))
