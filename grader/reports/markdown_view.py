"""Show a notebook's Markdown as a reader expects it, without a link or a picture in it."""

from __future__ import annotations

from markupsafe import Markup

from grader.reports.clean_html import clean_html
from grader.reports.markdown_room import MarkdownRoom


def markdown_view(text: str, room: MarkdownRoom | None = None) -> Markup | None:
    """Return the text as harmless HTML; HTML inside it is shown as text. None where it is too long to be worth it.

    `room` is what the page has left for Markdown; without one the text is alone.
    """
    if not (room or MarkdownRoom()).take(text):
        return None
    from markdown_it import MarkdownIt  # noqa: PLC0415 - only a page with a notebook needs it

    parser = MarkdownIt("commonmark", {"html": False, "maxNesting": 12}).enable("table").disable("image")
    # A heading of the notebook is none of the page: it would break the order that a screen reader goes by.
    parser.add_render_rule("heading_open", lambda *_: "<p><strong>")
    parser.add_render_rule("heading_close", lambda *_: "</strong></p>")
    return clean_html(parser.render(text))
