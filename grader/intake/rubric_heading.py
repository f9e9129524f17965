"""Read what a component or a criterion is called."""

from __future__ import annotations

import re

from grader.core.show import show
from grader.intake.located import Located

_ID = re.compile(r"[A-Za-z][A-Za-z0-9_-]{0,39}", re.ASCII)


def read_heading(key: str, value: Located) -> str:
    """Return the title stated in `value`, or one made of its id `key`; an id becomes a column's name, so it is plain.

    Raises:
        InputError: with the line, when `key` cannot be an id or the title is no text.
    """
    if key == "total":
        raise value.error("'total' is kept for the sum of all components", "choose another name")
    if not _ID.fullmatch(key):
        hint = "use a letter, then letters, digits, _ or -; put the words people read in 'title:'"
        raise value.error(f"{show(key, 60)!r} cannot name a component or criterion", hint)
    if "title" in value.entries:
        return value.entries["title"].text()
    words = key.replace("_", " ").replace("-", " ")
    return words[:1].upper() + words[1:]
