from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page


@dataclass
class Watched:
    """A page that notices whatever it should not do: a script that ran, a request, a dialog, another page."""

    page: Page
    troubles: list[str] = field(default_factory=list)

    def open(self, path: Path) -> Page:
        self.page.goto(path.as_uri(), wait_until="load")
        return self.page

    def provoke(self) -> None:
        """Do to every element what could set off a handler, then look for what the payloads leave behind."""
        here = self.page.url
        self.page.evaluate(
            """() => {
                document.querySelectorAll('details').forEach((one) => (one.open = true));
                for (const one of document.body.querySelectorAll('*')) {
                    if (one.closest('.bar-tools, thead, a[href]')) continue;
                    for (const name of ['mouseover', 'mouseenter', 'pointerenter', 'focus', 'blur', 'error', 'load', 'toggle'])
                        one.dispatchEvent(new Event(name));
                    one.dispatchEvent(new MouseEvent('click', { bubbles: true, cancelable: true }));
                }
            }"""
        )
        if self.page.evaluate("window.pwned !== undefined || document.querySelectorAll('iframe, object, embed, base').length"):
            self.troubles.append(f"something ran, or an active element is there, in {here}")
        if self.page.url != here:
            self.troubles.append(f"{here} went to {self.page.url}")


def watch(context: BrowserContext) -> Watched:
    watched = Watched(context.new_page())
    own = ("file:", "data:image/png;base64,", "data:image/jpeg;base64,")
    opened: set[str] = set()

    def request(one: Any) -> None:
        if not one.url.startswith(own) or (one.url.startswith("file:") and not one.is_navigation_request()):
            watched.troubles.append(f"a request for {one.url[:200]} from {watched.page.url}")
        opened.add(one.url)

    def dialog(one: Any) -> None:
        watched.troubles.append(f"a dialog: {one.message}")
        one.dismiss()

    watched.page.on("request", request)
    watched.page.on("dialog", dialog)
    watched.page.on("popup", lambda one: watched.troubles.append(f"a window: {one.url}"))
    watched.page.on("pageerror", lambda one: watched.troubles.append(f"an error in {watched.page.url}: {one}"))
    watched.page.on("download", lambda one: watched.troubles.append(f"a download: {one.url}"))
    return watched


@pytest.fixture
def open_watched(browser: Browser) -> Iterator[Any]:
    """Return a function that gives a watched page, in a context with the options it is given."""
    contexts: list[BrowserContext] = []

    def start(**options: Any) -> Watched:
        contexts.append(browser.new_context(**options))
        return watch(contexts[-1])

    yield start
    for context in contexts:
        context.close()


@pytest.fixture(scope="session")
def site(case: Any, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the folder of a small course's pages, hostile group and all."""
    return _written(case, tmp_path_factory.mktemp("site"), case.roster, case.marks, case.evidence, case.notebooks)


def _written(case: Any, folder: Path, roster: Any, marks: Any, evidence: Any, notebooks: Any, **more: Any) -> Path:
    from grader.reports.write_reports import write_reports

    write_reports(
        folder, more.pop("course", case.course), roster, marks, evidence, yardsticks=more.pop("yardsticks", case.yardsticks),
        generated_at="2027-01-09 09:30", sandbox="bubblewrap", notebooks=notebooks,
        durations=dict.fromkeys(evidence, 33.3), heldout=more.pop("heldout", case.heldout), **more,
    )  # fmt: skip
    return folder


@pytest.fixture(scope="session")
def written() -> Any:
    return _written


@pytest.fixture(scope="session")
def with_evaluation() -> Any:
    def changed(evidence: Any, **more: Any) -> Any:
        return replace(evidence, evaluations=(replace(evidence.evaluations[0], **more), *evidence.evaluations[1:]))

    return changed
