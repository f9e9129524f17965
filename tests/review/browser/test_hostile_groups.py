"""Whatever a group, a student or a colleague writes, in a real browser: nothing of it runs, loads, or goes elsewhere."""

from __future__ import annotations

import csv
import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from grader.core.evidence import Artifact, Choice, Contents, Execution, RunStatus
from grader.core.regrade_request import RegradeRequest, RequestAnswer, RequestState
from grader.course import open_course
from grader.gradebook.request_book import RequestBook
from grader.gradebook.store import Store

pytestmark = pytest.mark.slow

_PROVOKE = """() => {
    document.querySelectorAll('details').forEach((one) => (one.open = true));
    for (const one of document.querySelectorAll('.work *, .panel *, #rows *')) {
        if (one.closest('a[href], form')) continue;
        for (const name of ['mouseover', 'mouseenter', 'pointerenter', 'focus', 'blur', 'error', 'load', 'toggle'])
            one.dispatchEvent(new Event(name));
        one.dispatchEvent(new MouseEvent('click', { bubbles: true, cancelable: true }));
    }
}"""
_RAN = (
    "window.pwned !== undefined || document.querySelectorAll('iframe, object, embed, base, .work form, .work script').length > 0"
)


@pytest.fixture
def hostile(marked: Path, evidence_of: Any, payloads: tuple[str, ...]) -> Path:
    """Return a course of a few groups who write a payload wherever anything can be written."""
    chosen = [payloads[start::8] for start in range(8)]
    with (marked / "roster.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(["student_id", "name", "email", "group", "repository"])
        for number, texts in enumerate(chosen):
            writer.writerow([f"{texts[0]}{number}", texts[1], f"{number}@example.org", f"{texts[2]} {number}", ""])
    (marked / "exam.csv").unlink()
    file = marked / "course.yaml"
    file.write_text(file.read_text(encoding="utf-8").replace("exam: exam.csv\n", ""), encoding="utf-8")
    opened = open_course(marked)
    with Store.open(marked) as store:
        for number, (group, texts) in enumerate(zip(opened.roster.groups, chosen, strict=True)):
            good = evidence_of(group.id)
            commit, text = f"{number:040x}", " ".join(texts)
            evidence = replace(
                good,
                submission=replace(good.submission, commit=commit, message=text, repository=text),
                execution=Execution(RunStatus.CELL_ERROR, 3.0, 3.0, 1, 2, 1, text, 10, notes=tuple(texts)),
                artifacts=tuple(Artifact(one, one, 3, one, one) for one in texts),
                choices=(Choice("notebook", text, text, tuple(texts)),),
                contents=Contents(text, text, text, text),
                evaluations=(replace(good.evaluations[0], message=text, layers=tuple(texts)),),
            )
            store.put_evidence(f"key {group.id}", evidence)
            store.set_latest(group.id, f"key {group.id}")
            store.put_artefact(commit, "executed.ipynb", _notebook(texts))
            store.put_artefact(commit, "source.json", json.dumps([[one, one] for one in texts]).encode())
    return marked


def _notebook(texts: tuple[str, ...]) -> bytes:
    def cell(kind: str, text: str) -> dict[str, Any]:
        data = {"text/html": f"<table><tr><td>{text}</td></tr></table>", "image/svg+xml": text, "text/plain": text}
        outputs = [{"output_type": "stream", "name": text, "text": text}, {"output_type": "display_data", "data": data}]
        return {"cell_type": kind, "source": text, "outputs": outputs, "metadata": {}}

    cells = [cell(kind, text) for text in texts for kind in ("code", "markdown")]
    return json.dumps({"cells": cells, "metadata": {}, "nbformat": 4}).encode()


@pytest.mark.parametrize("bypass", [False, True], ids=["with the page's policy", "without it"])
def test_no_payload_runs_on_any_page(serve: Any, hostile: Path, come_in: Any, payloads: tuple[str, ...], bypass: bool) -> None:
    served = serve(hostile, payloads[0])
    visitor = served.visitor()
    requests = RequestBook.open(hostile)
    requests.add([RegradeRequest(text, "", "", text, text, text) for text in payloads])
    requests.answer(1, RequestAnswer(RequestState.OPEN, "", payloads[1], payloads[2], payloads[3]), seen=0)
    requests.close()
    groups = served.desk.book.now().course.roster.groups
    refs = [served.ref(group.id) for group in groups]
    for number, text in enumerate(payloads[: 2 * len(refs)]):
        form = {"target": "project.talk", "who": refs[number % len(refs)], "points": "15", "reason": text}
        assert visitor.post("/adjust", seen=str(number // len(refs)), **form).status == 303
    page = come_in(served, "", bypass_csp=bypass)
    paths = ["/", "/mark", "/requests", "/run", "/rubric", f"/history?target=project.talk&who={refs[0]}"]
    paths += [f"/g/{ref}{tab}" for ref in (refs[:2] if bypass else refs) for tab in ("", "/notebook", "/source")]
    paths += [f"/mark/one?criterion=project.talk&who={refs[1]}"]
    for path in paths:
        page.goto(served.home + path)
        page.evaluate(_PROVOKE)
        assert not page.evaluate(_RAN), path
        assert page.url == served.home + path
    assert page.troubles == []


def test_a_group_is_called_as_it_calls_itself(serve: Any, hostile: Path, come_in: Any) -> None:
    served = serve(hostile)
    page = come_in(served)
    names = [group.id for group in served.desk.book.now().course.roster.groups]
    page.goto(f"{served.home}/g/{served.ref(names[0])}")
    assert page.inner_text("h1") == names[0]
