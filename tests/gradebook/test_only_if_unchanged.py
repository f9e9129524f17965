"""A mark that is kept only where nobody else's came in between."""

from __future__ import annotations

import subprocess
import sys
import threading
from collections.abc import Sequence
from decimal import Decimal
from pathlib import Path

import pytest

from grader.core.adjusted import Adjusted
from grader.core.errors import InputError
from grader.core.roster import Student
from grader.core.scores import Adjustment
from grader.gradebook.store import Store

ANN = Student("s1", "Ann", "ann@example.org", "g01")


def _mark(author: str, points: int = 5, *, withdrawn: bool = False) -> Adjustment:
    return Adjustment("project.talk", "g01", Decimal(points), "why", author, f"2027-01-01T00:00:{points:02d}+00:00", withdrawn)


def _none(entries: Sequence[Adjustment]) -> bool:
    return not entries


def test_of_many_who_save_at_once_one_is_first_and_all_others_hear_of_it(tmp_path: Path) -> None:
    kept: list[bool] = []
    with Store.open(tmp_path) as store:
        threads = [
            threading.Thread(target=lambda n=n: kept.append(store.add_adjustment_if(_mark(f"p{n}"), _none))) for n in range(8)
        ]
        for one in threads:
            one.start()
        for one in threads:
            one.join()
        assert sorted(kept) == [False] * 7 + [True]
        assert len(store.adjustments()) == 1


def test_so_it_is_among_processes(tmp_path: Path) -> None:
    Store.open(tmp_path).close()
    code = """
import sys
from decimal import Decimal
from pathlib import Path
from grader.core.scores import Adjustment
from grader.gradebook.store import Store
with Store.open(Path(sys.argv[1])) as store:
    mark = Adjustment("project.talk", "g01", Decimal(5), "why", sys.argv[2], "2027-01-01T00:00:00+00:00")
    print(store.add_adjustment_if(mark, lambda entries: not entries))
"""
    children = [
        subprocess.Popen([sys.executable, "-c", code, tmp_path, f"p{n}"], stdout=subprocess.PIPE, text=True) for n in range(3)
    ]
    said = sorted(child.communicate(timeout=120)[0].strip() for child in children)
    assert said == ["False", "False", "True"]
    with Store.open(tmp_path) as store:
        assert len(store.adjustments()) == 1


def test_what_is_asked_is_everything_that_was_set_for_the_number(tmp_path: Path) -> None:
    with Store.open(tmp_path) as store:
        store.add_adjustments((_mark("Wu", 5), _mark("Lin", 6)))
        asked: list[Sequence[Adjustment]] = []
        assert not store.add_adjustment_if(_mark("Ito", 7), lambda entries: bool(asked.append(entries)))
        assert [one.author for one in asked[0]] == ["Wu", "Lin"]
        with pytest.raises(InputError, match="must name its author"):
            store.add_adjustment_if(_mark(" "), _none)


def test_a_number_that_is_taken_back_is_kept_and_counts_no_more(tmp_path: Path) -> None:
    with Store.open(tmp_path) as store:
        store.add_adjustments((_mark("Wu", 5), _mark("Lin", 6, withdrawn=True)))
        entries = store.adjustments()
    assert [(one.author, one.withdrawn) for one in entries] == [("Wu", False), ("Lin", True)]
    assert Adjusted.of(entries).find("project.talk", ANN, Decimal(25)) is None
    assert Adjusted.of((*entries, _mark("Wu", 7))).find("project.talk", ANN, Decimal(25)) == _mark("Wu", 7)


def test_where_several_mark_each_takes_back_the_own(tmp_path: Path) -> None:
    entries = (_mark("Wu", 5), _mark("Lin", 6), _mark("Wu", 8, withdrawn=True))
    assert [one.author for one in Adjusted.of(entries).by_markers("project.talk", ANN, Decimal(25))] == ["Lin"]


def test_what_changes_is_noticed_whoever_changed_it(tmp_path: Path) -> None:
    with Store.open(tmp_path) as store, Store.open(tmp_path) as other:
        before = store.changes()
        assert store.changes() == before
        other.add_adjustments([_mark("Wu")])
        seen = store.changes()
        assert seen != before
        store.add_adjustments([_mark("Lin")])
        assert store.changes() != seen
        versions = store.versions()
        assert store.versions() == versions
        other.remember_marks(())
        assert store.versions() != versions
