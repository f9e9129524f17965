"""Which boxes were ticked, from the one text that an export puts them in."""

from __future__ import annotations

import re
from collections.abc import Sequence

from grader.core.plain_answer import plain_answer

_MOST = 200  # separators; the work grows with their square, and whoever writes more into 'Other' ticked no boxes
_BETWEEN = re.compile(r"\s*[,;\n]\s*")


def ticked(text: str, options: Sequence[str]) -> tuple[str, ...]:
    """Return the ticked options, as `options` writes them, in the order of the text; what is none of them comes as it is.

    Google joins with `, ` or `;`, and an option may hold a comma itself: of all ways to read the text the one is taken that
    leaves the least of it unknown, and then the one with the fewest pieces.
    """
    plain = plain_answer(text)
    if not plain:
        return ()
    known = {plain_answer(option): option for option in reversed(options)}
    if len(_BETWEEN.findall(plain)) > _MOST:
        return (plain,)
    ends = {0, *(gap.end() for gap in _BETWEEN.finditer(plain))}
    gaps = {gap.start(): gap.end() for gap in _BETWEEN.finditer(plain)} | {len(plain): len(plain)}
    best: dict[int, tuple[int, int, tuple[str, ...]]] = {len(plain): (0, 0, ())}
    for start in sorted(ends - {len(plain)}, reverse=True):
        ways = []
        for stop, after in gaps.items():
            if stop > start and after in best:
                piece, (unknown, count, rest) = plain[start:stop], best[after]
                ways.append((unknown + (len(piece) if piece not in known else 0), count + 1, (known.get(piece, piece), *rest)))
        if ways:
            best[start] = min(ways, key=lambda way: way[:2])
    return best[0][2] if 0 in best else (plain,)
