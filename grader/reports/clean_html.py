"""Make HTML from a notebook harmless: what is left are words, tables and lists, with nothing that acts, links or loads."""

from __future__ import annotations

from typing import Final

from markupsafe import Markup

from grader.core.show import show

_MOST = 100_000
_DEEPEST = 2_000
_TAGS: Final = frozenset(
    {
        "b", "blockquote", "br", "caption", "code", "dd", "del", "dl", "dt", "em", "hr", "i", "kbd", "li",
        "ol", "p", "pre", "s", "samp", "small", "strong", "sub", "sup", "table", "tbody", "td", "tfoot",
        "th", "thead", "tr", "u", "ul", "var",
    }
)  # fmt: skip
_EMPTIED: Final = frozenset({"script", "style", "title", "template", "noscript", "iframe", "svg", "math", "textarea", "select"})
_SPANS: Final = frozenset({"colspan", "rowspan"})


def clean_html(html: str) -> Markup | None:
    """Return the HTML without all but plain elements of text, or None where it is too long to be worth it (100,000 characters).

    No attribute survives but a small `colspan` and `rowspan`; links and pictures lose what they point to; what is left open
    is closed, so that nothing can leave the box it is put in.
    """
    if len(html) > _MOST or html.count("<") > _DEEPEST:
        return None
    import nh3  # noqa: PLC0415 - only a notebook with HTML in it needs it

    cleaned = nh3.clean(
        show(html, _MOST, lines=True),
        tags=set(_TAGS),
        clean_content_tags=set(_EMPTIED),
        attributes={"td": set(_SPANS), "th": set(_SPANS)},
        attribute_filter=_small,
        url_schemes=set(),
        link_rel=None,
        strip_comments=True,
    )
    # Once more: a character reference such as &#8238; has become the character it stands for.
    return Markup(show(cleaned, 2 * _MOST, lines=True))  # noqa: S704 - just cleaned


def _small(_tag: str, _name: str, value: str) -> str | None:
    return value if value.isascii() and value.isdecimal() and 0 < int(value[:4]) <= 40 and len(value) < 3 else None
