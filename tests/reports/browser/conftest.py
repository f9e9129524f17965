from __future__ import annotations

import hashlib
import io
import shutil
import subprocess
import tarfile
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

ROOT = Path(__file__).parents[3]
BROWSERS = ("chromium", "chromium-browser", "google-chrome")
AXE, AXE_SHA256 = "axe-core@4.14.1", "29348999450cdf2849a8e70b7912fc2da85a849da39c0d0d5394f51d4a9ed95c"


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Return this machine's Chromium; where there is none the tests fail, for a page nobody opened is not tested."""
    found = next((path for name in BROWSERS if (path := shutil.which(name))), None)
    if found is None:
        pytest.fail("there is no Chromium: sudo apt-get install chromium")
    with sync_playwright() as playwright:
        # Chromium refuses its own sandbox to root; what it opens here are our own files.
        browser = playwright.chromium.launch(executable_path=found, args=["--no-sandbox"])
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def axe() -> str:
    """Return axe-core's script, fetched once by npm into .cache/ and checked against the hash of the version we know."""
    folder = ROOT / ".cache" / AXE.replace("@", "-")
    script = folder / "axe.min.js"
    if not script.is_file():
        folder.mkdir(parents=True, exist_ok=True)
        subprocess.run(["npm", "pack", "--silent", AXE], cwd=folder, check=True, timeout=120, stdout=subprocess.DEVNULL)
        packed = next(folder.glob("*.tgz")).read_bytes()
        with tarfile.open(fileobj=io.BytesIO(packed)) as archive:
            member = archive.extractfile("package/axe.min.js")
            assert member is not None
            script.write_bytes(member.read())
    text = script.read_bytes()
    assert hashlib.sha256(text).hexdigest() == AXE_SHA256, f"{script} is not {AXE}"
    return text.decode()


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
def payloads() -> tuple[str, ...]:
    text = Path(__file__).parents[1].joinpath("xss_payloads.txt").read_text(encoding="utf-8")
    return tuple(text.splitlines())


@pytest.fixture(scope="session")
def with_evaluation() -> Any:
    def changed(evidence: Any, **more: Any) -> Any:
        return replace(evidence, evaluations=(replace(evidence.evaluations[0], **more), *evidence.evaluations[1:]))

    return changed
