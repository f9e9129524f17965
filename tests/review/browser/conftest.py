from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest


@pytest.fixture
def come_in(browser: Any) -> Iterator[Any]:
    """Return a function that opens a served page in a browser of its own, as a user, and watches what it does."""
    contexts = []

    def start(served: Any, user: str = "", **options: Any) -> Any:
        context = browser.new_context(**options)
        contexts.append(context)
        page = context.new_page()
        page.set_default_timeout(20_000)
        page.troubles = []
        page.on("request", lambda one: _request(page, served, one))
        page.on("dialog", lambda one: (page.troubles.append(f"a dialog: {one.message}"), one.dismiss()))
        page.on("popup", lambda one: page.troubles.append(f"a window: {one.url}"))
        page.on("pageerror", lambda one: page.troubles.append(f"an error in {page.url}: {one}"))
        page.on("console", lambda one: one.type == "error" and _console(page, one.text))
        page.goto(f"{served.home}/login?token={served.token(user)}")
        page.get_by_role("button", name="Come in").press("Enter")
        page.wait_for_url(f"{served.home}/")
        return page

    yield start
    for context in contexts:
        context.close()


def _request(page: Any, served: Any, one: Any) -> None:
    if not one.url.startswith((served.home, "data:image/png;base64,", "data:image/jpeg;base64,")):
        page.troubles.append(f"a request for {one.url[:200]}")


def _console(page: Any, text: str) -> None:
    if "409" not in text and "422" not in text:  # the browser logs a refused form, which the page shows
        page.troubles.append(f"the console says {text[:300]}")
