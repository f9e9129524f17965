"""How many columns a page is set in: by the vertical strips that hardly any word crosses."""

from __future__ import annotations

from itertools import groupby, pairwise

from page_words import Word, usual_size

_STEPS = 200
_FEWEST, _LETTERS = 60, 400  # words, or letters where words have no spaces between them; fewer say nothing about columns
_CROSSED = 0.3  # of the lines that reach over a gutter may cross it: a title, an abstract or a wide table
_ROWS, _SHARE = 5, 0.08  # so many lines, and so much of the page's, have text on both sides of a gutter
_SIDE = 0.1  # of the page's words stand in each column, at least
_NARROWEST = 0.6  # a gutter is as wide as this many times the text's size


def document_gutters(pages: list[list[Word]]) -> list[list[float] | None]:
    """Return the gutters of each page of a document; None for a page that has too little text to tell.

    A page that is only half full, the last one mostly, has those of the others where none of its words crosses them.
    """
    own = [gutters(words) for words in pages]
    usual = max((one for one in own if one), key=lambda one: sum(_alike(one, other) for other in own if other), default=[])
    known = zip(own, pages, strict=True)
    return [one if one is None or len(one) >= len(usual) or _crossed(words, usual) else usual for one, words in known]


def _alike(one: list[float], other: list[float]) -> bool:
    return len(one) == len(other) and all(abs(first - second) < 20 for first, second in zip(one, other, strict=True))


def _crossed(words: list[Word], edges: list[float]) -> bool:
    crossing = sum(any(word.x0 < edge < word.x1 for edge in edges) for word in words)
    return crossing > 0.02 * len(words)


def gutters(words: list[Word]) -> list[float] | None:
    """Return where the columns are parted (points from the left); None where there is too little text to tell.

    In running text, a word crosses any height of most lines; between two columns, none does.
    """
    size = usual_size(words)
    body = [word for word in words if word.size <= 1.25 * size]
    if len(body) < _FEWEST and sum(len(word.text) for word in body) < _LETTERS:
        return None
    left, right = min(word.x0 for word in body), max(word.x1 for word in body)
    step = (right - left) / _STEPS
    if step <= 0:
        return []
    crossing = _covering([(word.x0, word.x1) for word in body], left, step)
    rows = _rows(body, max(size, 1.0))
    reaching = _covering(rows, left, step)
    fewest = max(_ROWS, _SHARE * len(rows))
    free = [index for index in range(_STEPS) if reaching[index] >= fewest and crossing[index] <= _CROSSED * reaching[index]]
    centres = [
        left + step * (first + last + 1) / 2 for first, last in _runs(free) if (last - first + 1) * step >= _NARROWEST * size
    ]
    return _with_text_beside(centres, body)


def _covering(spans: list[tuple[float, float]], left: float, step: float) -> list[int]:
    """Return how many spans (from, to) cover each strip."""
    counts = [0] * _STEPS
    for start, end in spans:
        first, last = int((start - left) / step), int((end - left) / step)
        for index in range(max(first, 0), min(last + 1, _STEPS)):
            counts[index] += 1
    return counts


def _rows(words: list[Word], size: float) -> list[tuple[float, float]]:
    """Return from where to where the text of each height of the page reaches."""
    rows: dict[int, tuple[float, float]] = {}
    for word in words:
        height = round(word.middle / size)
        start, end = rows.get(height, (word.x0, word.x1))
        rows[height] = (min(start, word.x0), max(end, word.x1))
    return list(rows.values())


def _runs(indices: list[int]) -> list[tuple[int, int]]:
    runs = []
    for _, group in groupby(enumerate(indices), key=lambda pair: pair[1] - pair[0]):
        members = [index for _, index in group]
        runs.append((members[0], members[-1]))
    return runs


def _with_text_beside(centres: list[float], words: list[Word]) -> list[float]:
    """Keep the gutters with enough words on both sides: the ragged end of lines is none."""
    kept: list[float] = []
    for centre in centres:
        edges = [float("-inf"), *kept, centre, float("inf")]
        shares = [sum(low <= word.x0 < high for word in words) / len(words) for low, high in pairwise(edges)]
        if min(shares) >= _SIDE:
            kept.append(centre)
    return kept
