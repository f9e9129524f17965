"""What is known so far about a course, kept in `.grader/` of its folder."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Sequence
from datetime import datetime
from decimal import Decimal
from pathlib import Path
from types import TracebackType
from typing import Final, Self

from pydantic import TypeAdapter

from grader.core.errors import InputError, MachineError
from grader.core.evidence import Evidence
from grader.core.extension import Extension
from grader.core.harmless import harmless
from grader.core.rekey import Rekey, RekeyKind
from grader.core.scores import Adjustment, Mark
from grader.gradebook.artefact_path import artefact_path
from grader.gradebook.database import Database
from grader.gradebook.document import Document
from grader.gradebook.remembered import MARKS, Remembered
from grader.gradebook.run import Run
from grader.gradebook.stale import Stale
from grader.gradebook.write_file import write_file

_EVIDENCE: Final = Document("evidence", TypeAdapter(Evidence))

_PUT_EVIDENCE: Final = """INSERT INTO evidence (key, group_id, commit_sha, measured_at, document) VALUES (?, ?, ?, ?, ?)
    ON CONFLICT (key) DO UPDATE SET commit_sha = excluded.commit_sha, measured_at = excluded.measured_at,
    document = excluded.document WHERE group_id = excluded.group_id"""
_LATEST: Final = "SELECT evidence.group_id, CAST(document AS BLOB) FROM latest JOIN evidence USING (group_id, key)"
_PUT_YARDSTICK: Final = """INSERT OR REPLACE INTO yardsticks (dataset_sha256, training_sha256, name, accuracy, samples, correct)
    VALUES (?, ?, ?, ?, ?, ?)"""
_ADD_ADJUSTMENT: Final = "INSERT INTO adjustments (target, subject, points, reason, author, at) VALUES (?, ?, ?, ?, ?, ?)"
_ADD_EXTENSION: Final = """INSERT INTO extensions (subject, component, until, by_minutes, reason, author, at)
    VALUES (?, ?, ?, ?, ?, ?, ?)"""
_EXTENSIONS: Final = "SELECT subject, component, until, by_minutes, reason, author, at FROM extensions ORDER BY id"
_ADJUSTMENTS: Final = "SELECT target, subject, points, reason, author, at FROM adjustments"
_WITHDRAWN: Final = "withdrawn"


class Store:
    """Evidence, artefacts, yardsticks, adjustments, extensions, runs, durations and the marks last shown.

    Safe from several threads and processes; every call is done, or not done at all, also when the machine is switched off in it.
    Evidence that this version cannot read any more counts as not measured, and `stale` lists it.
    """

    def __init__(self, database: Database, artefacts: Path) -> None:
        self._database, self._artefacts = database, artefacts

    @classmethod
    def open(cls, folder: Path) -> Self:
        """Open the store of a course folder, making it the first time; raise InputError where there is no such folder."""
        if not folder.is_dir():
            raise InputError("there is no such course folder", file=folder, hint="make one with: grader init")
        home = folder / ".grader"
        try:
            home.mkdir(exist_ok=True)
        except OSError as error:
            raise MachineError(f"{home}: cannot be made: {error.strerror or error}") from error
        return cls(Database(home / "grader.db"), home / "artefacts")

    def close(self) -> None:
        """Close the store; a second time does nothing."""
        self._database.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self.close()

    # Evidence

    def put_evidence(self, key: str, evidence: Evidence) -> None:
        """Keep what was measured under its `evidence_key`; measured again, it replaces the former.

        Raises MachineError when it would not come back equal, ValueError when the key is another group's.
        """
        submission, document = evidence.submission, _EVIDENCE.write(evidence)
        row = (key, submission.group, submission.commit, evidence.provenance.measured_at, document)
        self._database.write(_PUT_EVIDENCE, row)
        self._require_owner(submission.group, key)

    def get(self, key: str) -> Evidence | None:
        """Return the evidence of that key, or None where it was never measured (or is stale)."""
        rows = self._database.read("SELECT document FROM evidence WHERE key = ?", (key,))
        return _EVIDENCE.read(rows[0][0]) if rows else None

    def set_latest(self, group: str, key: str, deadline: str = "") -> None:
        """Say that the group is judged by that evidence; raise ValueError where the group has none of that key.

        `deadline` names the one that components name; '' is the course's own.
        """
        self._require_owner(group, key)
        if deadline:
            row = (group, deadline, key)
            self._database.write("INSERT OR REPLACE INTO latest_at (group_id, deadline, key) VALUES (?, ?, ?)", row)
        elif not self._database.read("SELECT 1 FROM latest WHERE group_id = ? AND key = ?", (group, key)):
            # A write waits for the disk, a look does not.
            self._database.write("INSERT OR REPLACE INTO latest (group_id, key) VALUES (?, ?)", (group, key))

    def latest(self, group: str) -> Evidence | None:
        """Return the evidence that the group is judged by, or None where there is none (or it is stale)."""
        rows = self._database.read(f"{_LATEST} WHERE latest.group_id = ?", (group,))
        return _EVIDENCE.read(rows[0][1]) if rows else None

    def all_latest(self) -> dict[str, Evidence]:
        """Return each measured group's evidence by group id, in the order of the ids; groups with stale evidence are absent."""
        rows = self._database.each(f"{_LATEST} ORDER BY latest.group_id")
        read = ((group, _EVIDENCE.read(document)) for group, document in rows)
        return {group: evidence for group, evidence in read if evidence is not None}

    def latest_at(self, deadline: str) -> dict[str, Evidence]:
        """Return by group id the evidence that groups are judged by at a deadline that components name."""
        query = """SELECT group_id, CAST(document AS BLOB) FROM latest_at JOIN evidence USING (group_id, key)
            WHERE deadline = ? ORDER BY group_id"""
        read = ((group, _EVIDENCE.read(document)) for group, document in self._database.each(query, (deadline,)))
        return {group: evidence for group, evidence in read if evidence is not None}

    def stale(self) -> tuple[Stale, ...]:
        """Return what is stored but cannot be read any more, and therefore counts as not there."""
        evidence = """SELECT key, evidence.group_id, document, latest.key IS NOT NULL FROM evidence
            LEFT JOIN latest USING (group_id, key) ORDER BY evidence.group_id, key"""
        found = [
            Stale("evidence", fault, key, group, bool(latest))
            for key, group, document, latest in self._database.read(evidence)
            if (fault := _EVIDENCE.fault(document))
        ]
        marks = (MARKS.fault(document) for (document,) in self._database.read("SELECT document FROM marks"))
        return (*found, *(Stale("marks", fault) for fault in marks if fault))

    def _require_owner(self, group: str, key: str) -> None:
        if not self._database.read("SELECT 1 FROM evidence WHERE group_id = ? AND key = ?", (group, key)):
            raise ValueError(f"group {group!r} has no evidence of key {key!r}")

    # Artefacts

    def put_artefact(self, commit: str, name: str, data: bytes) -> Path:
        """Keep a file of a commit and return where it lies; `name` is one the grader made (see `artefact_path`)."""
        return write_file(artefact_path(self._artefacts, commit, name), data)

    def artefact(self, commit: str, name: str) -> Path | None:
        """Return where that file of the commit lies, or None."""
        path = artefact_path(self._artefacts, commit, name)
        return path if path.is_file() else None

    # Adjustments

    def add_adjustments(self, adjustments: Sequence[Adjustment]) -> None:
        """Add changes by staff, all or none; raise InputError for one without an author, a reason, a time or plain points."""
        self._database.write_all(_ADD_ADJUSTMENT, [_row(one) for one in adjustments])

    def add_adjustment_if(self, adjustment: Adjustment, accept: Callable[[Sequence[Adjustment]], bool]) -> bool:
        """Add a change where `accept` says yes to what was set for that number before, oldest first; say whether it was added.

        Nobody's change comes between the question and the answer. Raises InputError as `add_adjustment` does.
        """
        query = f"{_ADJUSTMENTS} WHERE target = ? AND subject = ? ORDER BY id", (adjustment.target, adjustment.subject)
        row = _row(adjustment)
        return self._database.write_if(query, lambda rows: accept([_adjustment(*one) for one in rows]), _ADD_ADJUSTMENT, row)

    def adjustments(self) -> tuple[Adjustment, ...]:
        """Return every adjustment ever made, oldest first."""
        return tuple(_adjustment(*row) for row in self._database.read(f"{_ADJUSTMENTS} ORDER BY id"))

    # Re-keyed exam questions

    def add_rekeys(self, changes: Sequence[Rekey]) -> None:
        """Add changes to the exam's answer key, all or none; raise InputError for one without an author, a reason or a time."""
        for change in changes:
            for name in ("question", "reason", "author", "at"):
                if not getattr(change, name).strip():
                    raise InputError(f"a re-keyed question must name its {name}")
        rows = ", ".join("(?, ?, ?, ?, ?, ?)" for _ in changes)
        values = [text for c in changes for text in (c.question, c.kind.value, c.value, c.reason, c.author, c.at)]
        if changes:
            statement = f"INSERT INTO rekeys (question, kind, value, reason, author, at) VALUES {rows}"  # noqa: S608 - only marks
            self._database.write(statement, values)

    def rekeys(self) -> tuple[Rekey, ...]:
        """Return every change to the answer key ever made, oldest first."""
        rows = self._database.read("SELECT question, kind, value, reason, author, at FROM rekeys ORDER BY id")
        return tuple(Rekey(question, RekeyKind(kind), *rest) for question, kind, *rest in rows)

    # Extensions

    def add_extension(self, extension: Extension) -> None:
        """Add more time for somebody; raise InputError without an author, a reason or a time."""
        for name in ("subject", "reason", "author", "at"):
            if not getattr(extension, name).strip():
                raise InputError(f"an extension must name its {name}")
        e = extension
        until = e.until.isoformat() if e.until else None
        self._database.write(_ADD_EXTENSION, (e.subject, e.component, until, e.by_minutes, e.reason, e.author, e.at))

    def extensions(self) -> tuple[Extension, ...]:
        """Return every extension ever given by command, oldest first."""
        return tuple(
            Extension(subject, component, datetime.fromisoformat(until) if until else None, *rest)
            for subject, component, until, *rest in self._database.read(_EXTENSIONS)
        )

    # Yardsticks

    def put_yardstick(self, dataset_sha256: str, training_sha256: str, name: str, *, correct: int, samples: int) -> None:
        """Keep what the reference model `name` reached on that held-out set after that training data."""
        row = (dataset_sha256, training_sha256, name, correct / samples, samples, correct)
        self._database.write(_PUT_YARDSTICK, row)

    def yardsticks(self, dataset_sha256: str, training_sha256: str) -> dict[str, float]:
        """Return the accuracy (0 to 1) of each reference model measured so, by name."""
        query = "SELECT name, accuracy FROM yardsticks WHERE dataset_sha256 = ? AND training_sha256 = ? ORDER BY name"
        return dict(self._database.read(query, (dataset_sha256, training_sha256)))

    # Runs and how long they take

    def start_run(self, at: str) -> int:
        """Note that a run over the course begins now (`at`, ISO 8601) and return its number."""
        return self._database.write("INSERT INTO runs (started_at) VALUES (?)", (at,))

    def finish_run(self, run: int, at: str, exit_status: int) -> None:
        """Note that the run ended; one that never gets here was killed."""
        self._database.write("UPDATE runs SET finished_at = ?, exit_status = ? WHERE id = ?", (at, exit_status, run))

    def runs(self) -> tuple[Run, ...]:
        """Return every run so far, oldest first."""
        rows = self._database.read("SELECT id, started_at, finished_at, exit_status FROM runs ORDER BY id")
        return tuple(Run(*row) for row in rows)

    def record_duration(self, group: str, seconds: float) -> None:
        """Keep how long the group took last, to start the longest first and to say how much time is left."""
        self._database.write("INSERT OR REPLACE INTO durations (group_id, seconds) VALUES (?, ?)", (group, seconds))

    def durations(self) -> dict[str, float]:
        """Return how many seconds each group took last, by group id."""
        return dict(self._database.read("SELECT group_id, seconds FROM durations ORDER BY group_id"))

    # What follows from the rest

    def remember(self, name: str, key: str, document: str) -> None:
        """Keep a text that follows from what `key` names, in the place of the former of that `name`."""
        self._database.write("INSERT OR REPLACE INTO derived (name, key, document) VALUES (?, ?, ?)", (name, key, document))

    def recall(self, name: str, key: str) -> str | None:
        """Return the text of that `name` where it was kept for this `key`, or None: work it out anew."""
        rows = self._database.read("SELECT document FROM derived WHERE name = ? AND key = ?", (name, key))
        return str(rows[0][0]) if rows else None

    # Marks

    def remember_marks(self, marks: Sequence[Mark]) -> None:
        """Keep the marks as they were shown last, to tell later what moved."""
        row = MARKS.write(tuple(marks)), secrets.token_hex(8)
        self._database.write("INSERT OR REPLACE INTO marks (id, document, version) VALUES (1, ?, ?)", row)

    def remembered(self) -> Remembered:
        """Return the marks as they were shown last."""
        rows = self._database.read("SELECT document FROM marks")
        return Remembered(rows[0][0]) if rows else Remembered()

    # What has changed since one looked

    def changes(self) -> tuple[int, int]:
        """Return what differs from the last answer as soon as anybody has changed anything; quick enough for every question."""
        return self._database.changes()

    def versions(self) -> tuple[object, ...]:
        """Return what differs as soon as anything but adjustments and evidence did; the first part when marks were shown."""
        counts = ("extensions", "rekeys", "yardsticks", "runs WHERE finished_at IS NOT NULL")
        query = f"SELECT (SELECT version FROM marks), {', '.join(f'(SELECT count(*) FROM {one})' for one in counts)}"  # noqa: S608 - our own words
        return self._database.read(query)[0]

    def measured(self) -> dict[tuple[str, str], tuple[str, str]]:
        """Return by group id and deadline ('': the course's own) which evidence counts and when it was measured."""
        query = """SELECT group_id, '', key, measured_at FROM latest JOIN evidence USING (group_id, key)
            UNION ALL SELECT group_id, deadline, key, measured_at FROM latest_at JOIN evidence USING (group_id, key)"""
        return {(group, deadline): (key, at) for group, deadline, key, at in self._database.read(query)}


def _row(adjustment: Adjustment) -> tuple[str, ...]:
    for name in ("target", "subject", "reason", "author", "at"):
        if not str(getattr(adjustment, name)).strip():
            raise InputError(f"an adjustment must name its {name}")
    a = adjustment
    if not harmless(a.points):
        raise InputError(f"an adjustment's points must be a number, not {a.points}")
    return a.target, a.subject, _WITHDRAWN if a.withdrawn else str(a.points), a.reason, a.author, a.at


def _adjustment(target: str, subject: str, points: str, reason: str, author: str, at: str) -> Adjustment:
    withdrawn = points == _WITHDRAWN
    return Adjustment(target, subject, Decimal(0) if withdrawn else Decimal(points), reason, author, at, withdrawn)
