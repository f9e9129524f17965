import sqlite3
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from dataclasses import fields, is_dataclass, replace
from decimal import Decimal
from pathlib import Path
from types import NoneType, UnionType
from typing import Any, get_args, get_origin, get_type_hints

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from grader.core.errors import InputError, MachineError
from grader.core.evidence import Evidence
from grader.core.roster import Student
from grader.core.scores import Adjustment, ComponentScore, CriterionScore, Mark, State
from grader.gradebook.store import Store

COMMIT = "0123456789abcdef0123456789abcdef01234567"


def any_of(kind: Any) -> st.SearchStrategy[Any]:
    """Values of a type as an annotation names it, so that a field added to the evidence is tested without a change here."""
    arguments = get_args(kind)
    if is_dataclass(kind) and isinstance(kind, type):
        hints = get_type_hints(kind)
        return st.builds(kind, **{field.name: any_of(hints[field.name]) for field in fields(kind)})
    if get_origin(kind) is UnionType:
        return st.one_of(st.none() if part is NoneType else any_of(part) for part in arguments)
    if get_origin(kind) is tuple and arguments[-1] is Ellipsis:
        return st.lists(any_of(arguments[0]), max_size=3).map(tuple)
    if get_origin(kind) is tuple:
        return st.tuples(*map(any_of, arguments))
    if kind is float:
        return st.floats(allow_nan=False, allow_infinity=False)
    return st.from_type(kind)


@settings(max_examples=60, deadline=None)
@given(evidence=any_of(Evidence).map(lambda evidence: replace(evidence, context=None)))  # which is never stored
def test_any_evidence_comes_back_equal(evidence: Evidence) -> None:
    with TemporaryStore() as store:
        store.put_evidence("k", evidence)
        store.set_latest(evidence.submission.group, "k")
        assert store.get("k") == evidence
        assert store.latest(evidence.submission.group) == evidence
        assert store.all_latest() == {evidence.submission.group: evidence}
        assert store.stale() == ()


class TemporaryStore:
    """A store that lives as long as one example of hypothesis."""

    def __enter__(self) -> Store:
        from tempfile import TemporaryDirectory

        self.folder = TemporaryDirectory()
        self.store = Store.open(Path(self.folder.name))
        return self.store

    def __exit__(self, *_: object) -> None:
        self.store.close()
        self.folder.cleanup()


def test_what_is_stored_is_there_after_reopening(tmp_path: Path, measured: Any) -> None:
    with Store.open(tmp_path) as store:
        store.put_evidence("k", measured())
        store.set_latest("team-a", "k")
    with Store.open(tmp_path) as store:
        assert store.latest("team-a") == measured()
    assert (tmp_path / ".grader" / "grader.db").is_file()


def test_what_was_never_measured_is_none(store: Store) -> None:
    assert store.get("k") is None
    assert store.latest("team-a") is None
    assert store.all_latest() == {}
    assert store.remembered().marks == ()


def test_measuring_again_replaces_the_evidence(store: Store, measured: Any) -> None:
    store.put_evidence("k", measured(correct=90))
    store.set_latest("team-a", "k")
    store.put_evidence("k", measured(correct=95))
    assert store.latest("team-a") == measured(correct=95)


def test_a_new_commit_becomes_the_latest_and_the_old_one_stays(store: Store, measured: Any) -> None:
    for key, correct in (("old", 90), ("new", 95)):
        store.put_evidence(key, measured(correct=correct))
        store.set_latest("team-a", key)
    assert store.latest("team-a") == measured(correct=95)
    assert store.get("old") == measured(correct=90)


def test_no_group_is_ever_given_the_evidence_of_another(store: Store, measured: Any) -> None:
    store.put_evidence("k", measured("team-a"))
    with pytest.raises(ValueError, match="team-b"):
        store.set_latest("team-b", "k")
    with pytest.raises(ValueError, match="team-b"):
        store.put_evidence("k", measured("team-b"))
    assert store.get("k") == measured("team-a")
    assert store.latest("team-b") is None


@pytest.mark.parametrize("value", [float("nan"), float("inf")])
def test_a_number_that_json_cannot_hold_is_refused_not_stored_as_nothing(store: Store, measured: Any, value: float) -> None:
    with pytest.raises(MachineError, match="cannot be stored"):
        store.put_evidence("k", replace(measured(), same_predictions=value))
    assert store.get("k") is None


def test_half_a_character_is_refused_in_a_sentence(store: Store, measured: Any) -> None:
    evidence = measured()
    with pytest.raises(MachineError, match="cannot be stored"):
        store.put_evidence("k", replace(evidence, submission=replace(evidence.submission, message="\ud800")))


def test_a_document_of_an_older_format_counts_as_not_measured_and_is_listed(store: Store, measured: Any) -> None:
    for group in ("team-a", "team-b"):
        store.put_evidence(group, measured(group))
        store.set_latest(group, group)
    store._database.write("UPDATE evidence SET document = '{\"artifacts\": []}' WHERE key = 'team-a'")
    assert store.get("team-a") is None
    assert store.latest("team-a") is None
    assert store.all_latest() == {"team-b": measured("team-b")}
    (stale,) = store.stale()
    assert (stale.what, stale.group, stale.key, stale.latest) == ("evidence", "team-a", "team-a", True)
    assert "submission" in stale.reason
    store.put_evidence("team-a", measured("team-a"))
    assert store.stale() == ()


def test_stale_marks_are_listed_too(store: Store) -> None:
    store.remember_marks([mark()])
    store._database.write("UPDATE marks SET document = 'no json'")
    assert store.remembered().marks == ()
    assert [stale.what for stale in store.stale()] == ["marks"]


def test_adjustments_come_back_in_the_order_they_were_made(store: Store) -> None:
    first = Adjustment("project.presentation", "team-a", Decimal("12.50"), "clear talk", "林老師", "2027-01-10T10:00:00+08:00")
    second = replace(first, points=Decimal(15), at="2027-01-09T10:00:00+08:00")
    store.add_adjustments([first])
    store.add_adjustments([second])
    assert store.adjustments() == (first, second)
    assert str(store.adjustments()[0].points) == "12.50"


@pytest.mark.parametrize("statement", ["UPDATE adjustments SET points = '100'", "DELETE FROM adjustments"])
def test_an_adjustment_can_be_neither_edited_nor_deleted(store: Store, statement: str) -> None:
    adjustment = Adjustment("total", "s1", Decimal(50), "appeal", "A. Teacher", "2027-01-10T10:00:00+08:00")
    store.add_adjustments([adjustment])
    with pytest.raises(sqlite3.IntegrityError, match="add another"):
        store._database.write(statement)
    assert store.adjustments() == (adjustment,)


@pytest.mark.parametrize("change", [{"reason": " "}, {"author": ""}, {"at": ""}, {"points": Decimal("NaN")}])
def test_an_adjustment_without_who_when_why_or_a_number_is_refused(store: Store, change: dict[str, Any]) -> None:
    adjustment = Adjustment("total", "s1", Decimal(50), "appeal", "A. Teacher", "2027-01-10T10:00:00+08:00")
    with pytest.raises(InputError, match=next(iter(change))):
        store.add_adjustments([replace(adjustment, **change)])
    assert store.adjustments() == ()


def test_yardsticks_belong_to_one_held_out_set_and_one_training_set(store: Store) -> None:
    store.put_yardstick("data", "train", "cnn", correct=987, samples=1000)
    store.put_yardstick("data", "train", "constant", correct=0, samples=1000)
    store.put_yardstick("harder", "train", "cnn", correct=1, samples=3)
    store.put_yardstick("data", "train", "cnn", correct=988, samples=1000)
    assert store.yardsticks("data", "train") == {"cnn": 0.988, "constant": 0.0}
    assert store.yardsticks("harder", "train") == {"cnn": 1 / 3}
    assert store.yardsticks("data", "other") == {}


def test_a_run_that_was_killed_has_no_end(store: Store) -> None:
    killed, whole = store.start_run("2027-01-09T08:00"), store.start_run("2027-01-09T09:00")
    store.finish_run(whole, "2027-01-09T09:30", 1)
    assert [(run.id, run.finished_at, run.exit_status) for run in store.runs()] == [
        (killed, None, None),
        (whole, "2027-01-09T09:30", 1),
    ]


def test_the_last_duration_of_each_group_is_kept(store: Store) -> None:
    for group, seconds in (("b", 10.0), ("a", 3.5), ("b", 20.25)):
        store.record_duration(group, seconds)
    assert store.durations() == {"a": 3.5, "b": 20.25}


def mark(points: str | None = "12.345678901234567890123456") -> Mark:
    known = None if points is None else Decimal(points)
    criterion = CriterionScore("runs", "Runs", known, Decimal(15), State.FULLY_GRADED, "ran", "15 at 0.8", 0.8, (0.7, 0.9))
    inner = ComponentScore("code", "Code", known, Decimal(15), Decimal(100), State.FULLY_GRADED, "", (criterion,))
    outer = ComponentScore("project", "Project", known, Decimal(100), Decimal(60), State.FULLY_GRADED, "", (), (inner,))
    student = Student("s1", "林 🙂", "s1@example.org", "team-a", (("編號", "7"),))
    return Mark(student, (outer,), known, None if known is None else "12", State.FULLY_GRADED, "", COMMIT)


def test_marks_come_back_with_every_digit_and_every_unknown(store: Store) -> None:
    store.remember_marks([mark("1")])
    store.remember_marks([mark(), mark(None)])
    assert store.remembered().marks == (mark(), mark(None))
    assert str(store.remembered().marks[0].percent) == "12.345678901234567890123456"


def test_artefacts_are_kept_by_commit(store: Store, tmp_path: Path) -> None:
    path = store.put_artefact(COMMIT, "executed.ipynb", b"{}")
    assert path == tmp_path / ".grader" / "artefacts" / COMMIT / "executed.ipynb"
    store.put_artefact(COMMIT, "executed.ipynb", b"{...}")
    assert store.artefact(COMMIT, "executed.ipynb") == path
    assert path.read_bytes() == b"{...}"
    assert store.artefact(COMMIT, "model.bin") is None
    assert [file.name for file in path.parent.iterdir()] == ["executed.ipynb"]


@pytest.mark.parametrize(
    ("commit", "name"),
    [
        ("../../x", "model.bin"),
        ("HEAD", "model.bin"),
        ("", "model.bin"),
        (COMMIT, "../model.bin"),
        (COMMIT, ".."),
        (COMMIT, "/etc/passwd"),
        (COMMIT, ".hidden"),
        (COMMIT, "a\x00b"),
        (COMMIT, "model.bin\n"),
        (COMMIT, "模型.bin"),
        (COMMIT, "a" * 300),
    ],
)
def test_a_name_from_outside_never_becomes_a_path(store: Store, commit: str, name: str) -> None:
    with pytest.raises(ValueError, match="not a"):
        store.put_artefact(commit, name, b"x")
    with pytest.raises(ValueError, match="not a"):
        store.artefact(commit, name)


def test_an_artefact_that_cannot_be_written_is_the_machines_fault_and_leaves_nothing(store: Store, tmp_path: Path) -> None:
    (tmp_path / ".grader" / "artefacts").write_bytes(b"a file where a folder belongs")
    with pytest.raises(MachineError, match=r"model\.bin: cannot be written"):
        store.put_artefact(COMMIT, "model.bin", b"x")


def test_eight_threads_write_and_read_at_once_and_nothing_is_lost(store: Store, measured: Any) -> None:
    def work(number: int) -> None:
        group = f"team-{number % 10}"
        store.put_evidence(f"k{number}", measured(group, correct=number % 100))
        store.set_latest(group, f"k{number}")
        store.put_artefact(COMMIT, "model.bin", bytes([number]) * 100_000)
        store.record_duration(group, number)
        assert store.get(f"k{number}") == measured(group, correct=number % 100)
        content = (store.artefact(COMMIT, "model.bin") or Path()).read_bytes()
        assert len(content) == 100_000
        assert len(set(content)) == 1

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(work, range(80)))
    assert all(store.get(f"k{number}") for number in range(80))
    assert len(store.all_latest()) == 10


def test_two_processes_open_a_new_store_and_write_at_once(tmp_path: Path) -> None:
    program = """
import sys
from pathlib import Path
from grader.gradebook.store import Store
with Store.open(Path(sys.argv[1])) as store:
    for number in range(100):
        store.record_duration(f"{sys.argv[2]}-{number}", number)
"""
    running = [subprocess.Popen([sys.executable, "-c", program, str(tmp_path), name]) for name in "abcd"]
    assert [process.wait(60) for process in running] == [0, 0, 0, 0]
    with Store.open(tmp_path) as store:
        assert len(store.durations()) == 400


def test_the_store_keeps_a_write_ahead_log(store: Store) -> None:
    assert store._database.read("PRAGMA journal_mode") == [("wal",)]
    assert store._database.read("PRAGMA foreign_keys") == [(1,)]


def test_a_store_of_a_newer_grader_is_refused_and_left_as_it_is(tmp_path: Path) -> None:
    with Store.open(tmp_path) as store:
        store._database.write("PRAGMA user_version = 99")
    with pytest.raises(InputError, match="newer grader") as caught:
        Store.open(tmp_path)
    assert "update" in caught.value.hint
    with sqlite3.connect(tmp_path / ".grader" / "grader.db") as raw:
        assert raw.execute("PRAGMA user_version").fetchone() == (99,)
    raw.close()


def test_a_damaged_store_is_named_not_overwritten(tmp_path: Path) -> None:
    (tmp_path / ".grader").mkdir()
    file = tmp_path / ".grader" / "grader.db"
    file.write_bytes(b"this is no database" * 1000)
    with pytest.raises(InputError, match="damaged") as caught:
        Store.open(tmp_path)
    assert caught.value.file == file
    assert file.read_bytes() == b"this is no database" * 1000


def test_a_folder_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="no such course folder"):
        Store.open(tmp_path / "nowhere")


def test_closing_twice_does_nothing(tmp_path: Path) -> None:
    store = Store.open(tmp_path)
    store.close()
    store.close()
