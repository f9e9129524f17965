"""What a command found, for programs."""

from __future__ import annotations


def as_json(found: object) -> str:
    """Return values, dataclasses and containers of them as indented JSON, in ASCII, so that no text of a group moves a cursor.

    A `Decimal` becomes a text with all its digits.
    """
    import json

    from pydantic_core import to_jsonable_python

    return json.dumps(to_jsonable_python(found), indent=2)
