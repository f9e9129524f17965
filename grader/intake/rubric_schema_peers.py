"""What a rubric's schema says of ballots, ratings and alternatives."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from grader.core.ballot_rule import AGGREGATES, OWN_GROUP, UNRANKED, VOTERS
from grader.core.rating_rule import OWN
from grader.core.select_top import TIES

_TEXT = {"type": "string", "minLength": 1}


def rubric_schema_peers() -> dict[str, dict[str, Any]]:
    """Return the schemas of the keys `ballots` (of a criterion), `select_top` and `rating` (of a component), by key."""
    ballots = {
        "file": _TEXT,
        "by": {"enum": list(AGGREGATES)},
        "own_group": {"enum": list(OWN_GROUP)},
        "unranked": {"enum": list(UNRANKED)},
        "voters": {"enum": list(VOTERS)},
        "question": _TEXT,
        "compare": _TEXT,
    }
    select_top = {"count": {"type": "integer", "minimum": 1}, "by": _TEXT, "take": _TEXT, "ties": {"enum": list(TIES)}}
    rating = {
        "file": _TEXT,
        "floor": {"type": "number", "minimum": 0, "maximum": 1},
        "cap": {"type": "number", "minimum": 1, "maximum": 10},
        "self": {"enum": list(OWN)},
    }
    return {
        "ballots": _keys(ballots, ("file",), "the class ranks the groups"),
        "select_top": _keys(select_top, ("count", "by", "take"), "which group does which of the two under one_of"),
        "rating": _keys(rating, ("file",), "what members say of each other's part in the work"),
    }


def _keys(properties: Mapping[str, Any], required: tuple[str, ...], description: str) -> dict[str, Any]:
    return {
        "type": "object",
        "properties": dict(properties),
        "additionalProperties": False,
        "required": list(required),
        "description": description,
    }
