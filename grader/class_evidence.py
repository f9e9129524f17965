"""The evidence of a whole class, each group with its standing in it, worked out when the evidence has changed."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Collection
from dataclasses import replace

import grader
from grader.checks.class_standing import with_standing
from grader.core.evidence import Evidence
from grader.core.heldout import HeldOut
from grader.core.roster import Roster
from grader.core.standing import Standing
from grader.gradebook.document import Document
from grader.gradebook.store import Store


def class_evidence(
    store: Store, roster: Roster, heldout: HeldOut, *, models: Collection[str], sealed: bool, write: bool
) -> dict[str, Evidence]:
    """Return the measured groups' evidence by group id, in the roster's order.

    Standings compare each two groups of the class, which takes seconds in a large one, and no rubric changes them: they are
    kept in the store where `write` allows it, and recalled while no evidence has changed.
    """
    known = store.all_latest()
    evidence = {group.id: known[group.id] for group in roster.groups if group.id in known}
    keys = [key for key in store.latest_keys() if key[0] in evidence]
    key = _key(grader.__version__, keys, heldout.sha256, sorted(models), sealed)
    standings = _document().read(text) if (text := store.recall("standings", key)) else None
    if standings is None or standings.keys() != evidence.keys():
        placed = with_standing(evidence, heldout.labels.tolist(), models, sealed=sealed)
        if write:
            found = {group: one.standing for group, one in placed.items() if one.standing is not None}
            store.remember("standings", key, _document().write(found))
        return placed
    return {group: replace(one, standing=standings[group]) for group, one in evidence.items()}


def _key(*parts: object) -> str:
    return hashlib.sha256(json.dumps(parts).encode()).hexdigest()


def _document() -> Document[dict[str, Standing]]:
    from pydantic import TypeAdapter  # noqa: PLC0415 - only who judges a course needs it

    return Document("standings", TypeAdapter(dict[str, Standing]))
