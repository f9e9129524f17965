"""What every check keeps, built in or from elsewhere: run it on yours."""

from decimal import Decimal
from importlib.metadata import EntryPoint, EntryPoints

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from grader.checks import CHECKS, all_checks
from grader.checks.check import Check
from grader.core.context import Context
from grader.core.document_facts import DocumentFacts, DocumentStatus, Heading, PageFacts
from grader.core.documents import Documents
from grader.core.errors import MachineError
from grader.core.evidence import Contents, Evaluation, Evidence, Execution, Provenance, RunStatus, Submission
from grader.core.output_pair import OutputPair
from grader.core.scores import State
from grader.core.show import show
from grader.core.style_facts import StyleFacts, Violation

text = st.text(max_size=20)
statuses = st.sampled_from(RunStatus)
counts = st.integers(0, 20)


@st.composite
def evaluations(draw: st.DrawFn, model: str) -> Evaluation:
    rows = [[draw(counts) for _ in range(3)] for _ in range(3)]
    invalid = draw(counts)
    class_counts = [sum(row) + invalid for row in rows]
    correct = sum(rows[label][label] for label in range(3))
    matrix = tuple(tuple(row) for row in rows)
    status, message, sha256 = draw(statuses), draw(text), draw(st.sampled_from(["", "a", "b"]))
    counted = (sum(class_counts), correct, matrix, tuple(class_counts))
    return Evaluation(model, "held-out", status, *counted, message=message, sha256=sha256)


pages = st.builds(PageFacts, counts, st.floats(0, 2000), st.floats(0, 2000), counts, st.none() | counts, st.floats(0, 1))
papers = st.builds(
    DocumentFacts, st.sampled_from(["a.pdf", "b/report.pdf"]), text, counts, st.sampled_from(DocumentStatus), text,
    pages=counts, looked_at=st.lists(pages, max_size=3).map(tuple), words=counts,
    headings=st.lists(st.builds(Heading, text, counts, st.booleans()), max_size=3).map(tuple),
    last_page=st.sampled_from(["references", "other", ""]), last_page_why=text, references_page=st.none() | counts,
    fonts_missing=st.lists(text, max_size=5).map(tuple), author_hints=st.lists(text, max_size=5).map(tuple),
)  # fmt: skip
violations = st.builds(Violation, st.sampled_from(["E501", "W291"]), counts, text)
pairs = st.builds(OutputPair, counts, text, st.floats(0, 1), st.none() | st.floats(0, 1))

some = st.builds(
    Evidence,
    submission=st.builds(Submission, text, text, text, text, st.none() | text, st.integers(0, 9), statuses, text),
    artifacts=st.just(()),
    choices=st.just(()),
    contents=st.builds(Contents, text, text, text, text),
    execution=st.builds(
        Execution,
        statuses,
        cells_run=counts,
        cells_total=counts,
        failing_cell=st.none() | counts,
        message=text,
        cells=st.just(()),
    ),
    evaluations=st.tuples(evaluations("committed"), evaluations("written")) | st.tuples(evaluations("written")) | st.just(()),
    provenance=st.just(Provenance("", "", "", "", "", "", "", "")),
    same_predictions=st.none() | st.floats(0, 1),
    documents=st.builds(Documents, st.sampled_from([(), ("*.pdf",)]), st.lists(papers, max_size=2).map(tuple)),
    style=st.none() | st.builds(StyleFacts, counts, st.lists(violations, max_size=2).map(tuple)),
    output_pairs=st.none() | st.lists(pairs, max_size=3).map(tuple),
    context=st.none() | st.builds(Context, counts, st.dictionaries(st.just("cnn"), st.floats(0, 1))),
)


EVERYTHING = {
    "document": {
        "pages": {"at_least": 1, "at_most": 6}, "page": "a4", "columns": 2, "last_page": "references",
        "sections": ("abstract", "plan"), "fonts": "embedded", "blind": True,
    },
    "code_style": {"ignore": ("E5",)},
    "cost": {"parameters": Decimal(1), "multiply_adds": Decimal(1), "megabytes": Decimal(1), "seconds": Decimal(1)},
    "group_size": {"at_least": 1, "at_most": 3},
    "beats_reference": {"surely": True},
}  # fmt: skip


@pytest.mark.parametrize("name", CHECKS)
@pytest.mark.parametrize("asked", ["nothing", "everything"])
@settings(max_examples=60, deadline=None)
@given(evidence=some)
def test_a_check_never_raises_and_answers_a_share_with_a_reason_or_not_at_all(name: str, asked: str, evidence: Evidence) -> None:
    options: dict[str, object] = EVERYTHING.get(name, {}) if asked == "everything" else {}
    found = CHECKS[name].find(evidence, options)
    assert found.value is None or 0 <= found.value <= 1
    assert (found.value is None) == (found.state is State.NOT_READY)
    assert found.reason
    assert show(found.reason, 2000) == found.reason
    assert CHECKS[name].find(evidence, options) == found


def test_each_check_stands_under_its_own_name() -> None:
    assert {check.name: check for check in CHECKS.values()} == CHECKS


def test_a_package_may_add_a_check(monkeypatch: pytest.MonkeyPatch) -> None:
    offered(monkeypatch, Check("mine", frozenset(), CHECKS["accuracy"].find))
    assert set(all_checks()) == {*CHECKS, "mine"}


@pytest.mark.parametrize("thing", [print, CHECKS["accuracy"]])
def test_a_package_that_offers_something_else_or_a_taken_name_is_refused(monkeypatch: pytest.MonkeyPatch, thing: object) -> None:
    offered(monkeypatch, thing)
    with pytest.raises(MachineError, match=r"acme\.checks"):
        all_checks()


def offered(monkeypatch: pytest.MonkeyPatch, thing: object) -> None:
    monkeypatch.setattr(EntryPoint, "load", lambda _: thing)
    points = EntryPoints([EntryPoint("mine", "acme.checks:mine", "grader.checks")])
    monkeypatch.setattr("importlib.metadata.entry_points", lambda group: points.select(group=group))
