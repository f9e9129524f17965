"""A JSON schema of rubrics, so that editors complete the keys and underline what is wrong while it is written.

It says less than the reader does: sums of weights, bands that fall and the like are found by `grader check-rubric` alone.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from grader.core.ballot_rule import AGGREGATES, OWN_GROUP, UNRANKED, VOTERS
from grader.core.rating_rule import OWN
from grader.core.select_top import TIES

_ID = "^[A-Za-z][A-Za-z0-9_-]{0,39}$"
_NUMBER = {"type": "number", "minimum": 0}
_PERCENT = {"type": "string", "pattern": r"^\d+(\.\d+)?\s*%$"}
_TIME = {"type": "string", "pattern": r"^\d+(\.\d+)?\s*(s|min|h|d)$"}
_TEXT = {"type": "string", "minLength": 1}
_PATTERNS = {"oneOf": [_TEXT, {"type": "array", "items": _TEXT}]}


def rubric_schema(checks: Mapping[str, frozenset[str]]) -> dict[str, Any]:
    """Return the schema (draft 2020-12) of a rubric that may use these checks, each with the names of its options."""
    components = {"$ref": "#/$defs/components"}
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "A rubric of grader",
        **_mapping(
            {
                "course": _said(_TEXT, "the course's title"),
                "grades": _grades(),
                "submission": _mapping({"notebook": _PATTERNS, "model": _PATTERNS}),
                "bonus_at_most": _said(_NUMBER, "what the bonuses at the top add together at most, in percent"),
                "late_budget": _said(_TIME, "late days that everybody has for the whole course"),
                "components": components,
            },
            required=("course", "components"),
        ),
        "$defs": {
            "components": {"type": "object", "minProperties": 1, "patternProperties": {_ID: {"$ref": "#/$defs/component"}},
                           "additionalProperties": False},
            "component": _mapping(_component(components)),
            "criterion": _mapping(_criterion(checks), required=("points",)),
        },
    }  # fmt: skip


def rubric_schema_text(checks: Mapping[str, frozenset[str]]) -> str:
    """Return the schema as the text of rubrics/schema.json."""
    return json.dumps(rubric_schema(checks), indent=2, ensure_ascii=False) + "\n"


def _grades() -> dict[str, Any]:
    letters = {"type": "object", "minProperties": 2, "additionalProperties": {"type": "number", "minimum": 0, "maximum": 100}}
    return _mapping(
        {
            "range": {"type": "array", "items": {"type": "number"}, "minItems": 2, "maxItems": 2},
            "step": {"type": "number", "exclusiveMinimum": 0},
            "pass": {"type": ["number", "string"]},
            "letters": _said(letters, "a grade holds from so many percent on; the lowest from 0"),
        }
    )


def _component(components: Mapping[str, Any]) -> dict[str, Any]:
    criteria = {"type": "object", "minProperties": 1, "patternProperties": {_ID: {"$ref": "#/$defs/criterion"}},
                "additionalProperties": False}  # fmt: skip
    count = {"type": "integer", "minimum": 0}
    return {
        "weight": _said({"oneOf": [_NUMBER, {"const": "ask"}]}, "in percent; the weights of a level add to 100"),
        "bonus": _said(_NUMBER, "instead of a weight: percent of its level that come on top"),
        "title": _TEXT,
        "source": {"enum": ["repository", "exam", "marks", "assignments"]},
        "per": {"enum": ["group", "student"]},
        "late": _late(),
        "deadline": _said(_TEXT, "the name of one of the course file's deadlines"),
        "missing": _said({"enum": ["open", "zero"]}, "of assignments: what is earned where nothing was handed in"),
        "criteria": criteria,
        "components": components,
        "one_of": _said(components, "two components: each group does one of them"),
        "select_top": _mapping(
            {"count": count, "by": _TEXT, "take": _TEXT, "ties": {"enum": list(TIES)}}, required=("count", "by", "take")
        ),
        "rating": _mapping({"file": _TEXT, "floor": _NUMBER, "cap": _NUMBER, "self": {"enum": list(OWN)}}),
        "weights": _said({"const": "equal"}, "the components below weigh the same"),
        "drop_lowest": _said(count, "how many of the components below do not count"),
        "best_of": _said(count, "how many of the components below count"),
        "bonus_at_most": _NUMBER,
        "must_pass": _said(_PERCENT, "below it the whole course is failed"),
    }


def _late() -> dict[str, Any]:
    return _mapping(
        {
            "grace": _said(_TIME, "lateness within it costs nothing"),
            "per_day": _said(_PERCENT, "for each day begun"),
            "per_hour": _said(_PERCENT, "for each hour begun, instead of per_day"),
            "at_most": _PERCENT,
            "budget": _said(_TIME, "late days used before anything is taken off"),
            "cut_off": _said(_TIME, "after it nothing counts"),
        }
    )


def _criterion(checks: Mapping[str, frozenset[str]]) -> dict[str, Any]:
    options = sorted({option for names in checks.values() for option in names})
    bands = {"type": "object", "minProperties": 2, "additionalProperties": _NUMBER}
    levels = {"type": "object", "minProperties": 1, "additionalProperties": _TEXT}
    count = {"type": "integer", "minimum": 2, "maximum": 9}
    markers = _mapping({"count": count, "combine": {"enum": ["mean", "second"]}, "differ": _NUMBER})
    return {
        "points": {"type": "number", "exclusiveMinimum": 0},
        "title": _TEXT,
        "check": _said({"enum": sorted(checks)}, "what is measured"),
        "levels": _said({"oneOf": [levels, {"const": "free"}]}, "points and what they stand for, or free"),
        "strict": _said({"type": "boolean"}, "true admits only the points of a level"),
        "markers": _said(markers, "several people mark it"),
        "ballots": _said(_mapping(_ballots(), required=("file",)), "the class ranks the groups"),
        "with": _said(_mapping({option: {} for option in options}), "the check's options"),
        "bands": _said(bands, "a value, or a reference model's name: points"),
        "requires": _PATTERNS,
    }


def _ballots() -> dict[str, Any]:
    chosen = {"by": AGGREGATES, "own_group": OWN_GROUP, "unranked": UNRANKED, "voters": VOTERS}
    texts: dict[str, Any] = dict.fromkeys(("file", "question", "compare"), _TEXT)
    return texts | {key: {"enum": [one for one in known if one]} for key, known in chosen.items()}


def _mapping(properties: Mapping[str, Any], required: tuple[str, ...] = ()) -> dict[str, Any]:
    schema: dict[str, Any] = {"type": "object", "properties": dict(properties), "additionalProperties": False}
    return schema | ({"required": list(required)} if required else {})


def _said(schema: Mapping[str, Any], description: str) -> dict[str, Any]:
    return {**schema, "description": description}
