"""Hide who people are."""

from __future__ import annotations

import re
from typing import Final

from markupsafe import escape

from grader.core.roster import Group

_HIDDEN = "▮▮▮"
_SHORTEST = 3
_TEXTS: Final = re.compile(r'(?<=>)[^<]+|(?<=alt=")[^"]*|(?<=aria-label=")[^"]*')  # of HTML in which every text is escaped


def blotted(html: str, group: Group) -> str:
    """Return a page's part with the name, id and address of each of the group's members blotted out of its texts."""
    words = {group.id, group.repository, *(text for one in group.members for text in (one.id, one.name, one.email))}
    words |= {part for one in group.members for part in one.name.split()}
    known = {str(escape(word)) for word in words if len(word) >= _SHORTEST or not word.isascii()} - {""}
    if not known:
        return html
    names = re.compile("|".join(sorted(map(re.escape, known), key=len, reverse=True)), re.IGNORECASE)
    return _TEXTS.sub(lambda found: names.sub(_HIDDEN, found[0]), html)
