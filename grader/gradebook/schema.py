"""The tables of grader.db, as the steps that lead from an empty file to the newest version."""

from __future__ import annotations

import sqlite3
from typing import Final

from grader.core.errors import InputError

# One entry a version, each a tuple of statements. A published entry is never edited: a change is a new entry at the end.
_STEPS: Final[tuple[tuple[str, ...], ...]] = (
    (
        """CREATE TABLE evidence (
            key         TEXT PRIMARY KEY,
            group_id    TEXT NOT NULL,
            commit_sha  TEXT NOT NULL,
            measured_at TEXT NOT NULL,
            document    TEXT NOT NULL,
            UNIQUE (group_id, key)
        )""",
        # The pair is the foreign key, so that no group can ever be shown what was measured for another.
        """CREATE TABLE latest (
            group_id TEXT PRIMARY KEY,
            key      TEXT NOT NULL,
            FOREIGN KEY (group_id, key) REFERENCES evidence (group_id, key)
        )""",
        """CREATE TABLE yardsticks (
            dataset_sha256  TEXT NOT NULL,
            training_sha256 TEXT NOT NULL,
            name            TEXT NOT NULL,
            accuracy        REAL NOT NULL,
            samples         INTEGER NOT NULL CHECK (samples > 0),
            correct         INTEGER NOT NULL CHECK (correct BETWEEN 0 AND samples),
            PRIMARY KEY (dataset_sha256, training_sha256, name)
        )""",
        """CREATE TABLE adjustments (
            id      INTEGER PRIMARY KEY AUTOINCREMENT,
            target  TEXT NOT NULL,
            subject TEXT NOT NULL,
            points  TEXT NOT NULL,
            reason  TEXT NOT NULL,
            author  TEXT NOT NULL,
            at      TEXT NOT NULL
        )""",
        """CREATE TRIGGER adjustments_are_never_edited BEFORE UPDATE ON adjustments
            BEGIN SELECT RAISE(ABORT, 'an adjustment is never edited: add another'); END""",
        """CREATE TRIGGER adjustments_are_never_deleted BEFORE DELETE ON adjustments
            BEGIN SELECT RAISE(ABORT, 'an adjustment is never deleted: add another'); END""",
        """CREATE TABLE runs (
            id          INTEGER PRIMARY KEY AUTOINCREMENT,
            started_at  TEXT NOT NULL,
            finished_at TEXT,
            exit_status INTEGER
        )""",
        "CREATE TABLE durations (group_id TEXT PRIMARY KEY, seconds REAL NOT NULL CHECK (seconds >= 0))",
        "CREATE TABLE marks (id INTEGER PRIMARY KEY CHECK (id = 1), document TEXT NOT NULL)",
    ),
    # What is worked out from the rest, with the key of what it was worked out from: it may be lost at any time.
    ("CREATE TABLE derived (name TEXT PRIMARY KEY, key TEXT NOT NULL, document TEXT NOT NULL)",),
    (
        """CREATE TABLE rekeys (
            id       INTEGER PRIMARY KEY AUTOINCREMENT,
            question TEXT NOT NULL,
            kind     TEXT NOT NULL,
            value    TEXT NOT NULL,
            reason   TEXT NOT NULL,
            author   TEXT NOT NULL,
            at       TEXT NOT NULL
        )""",
        """CREATE TRIGGER rekeys_are_never_edited BEFORE UPDATE ON rekeys
            BEGIN SELECT RAISE(ABORT, 'a re-keyed question is never edited: re-key it again'); END""",
        """CREATE TRIGGER rekeys_are_never_deleted BEFORE DELETE ON rekeys
            BEGIN SELECT RAISE(ABORT, 'a re-keyed question is never deleted: re-key it again'); END""",
    ),
    (
        """CREATE TABLE extensions (
            id         INTEGER PRIMARY KEY AUTOINCREMENT,
            subject    TEXT NOT NULL,
            component  TEXT NOT NULL,
            until      TEXT,
            by_minutes INTEGER,
            reason     TEXT NOT NULL,
            author     TEXT NOT NULL,
            at         TEXT NOT NULL,
            CHECK ((until IS NULL) <> (by_minutes IS NULL))
        )""",
        """CREATE TRIGGER extensions_are_never_edited BEFORE UPDATE ON extensions
            BEGIN SELECT RAISE(ABORT, 'an extension is never edited: add another'); END""",
        """CREATE TRIGGER extensions_are_never_deleted BEFORE DELETE ON extensions
            BEGIN SELECT RAISE(ABORT, 'an extension is never deleted: add another'); END""",
        # Which evidence a group is judged by at a deadline that components name; `latest` is for the course's own.
        """CREATE TABLE latest_at (
            group_id TEXT NOT NULL,
            deadline TEXT NOT NULL,
            key      TEXT NOT NULL,
            PRIMARY KEY (group_id, deadline),
            FOREIGN KEY (group_id, key) REFERENCES evidence (group_id, key)
        )""",
    ),
    (
        # Which marks were shown last, without reading them: drawn anew each time. Adjustments may take a number back from here
        # on ('withdrawn' in the place of points), which earlier versions could not read.
        "ALTER TABLE marks ADD COLUMN version TEXT NOT NULL DEFAULT ''",
        """CREATE TABLE requests (
            id      INTEGER PRIMARY KEY AUTOINCREMENT,
            source  TEXT NOT NULL UNIQUE,
            subject TEXT NOT NULL,
            target  TEXT NOT NULL,
            author  TEXT NOT NULL,
            text    TEXT NOT NULL,
            at      TEXT NOT NULL
        )""",
        """CREATE TABLE request_answers (
            id      INTEGER PRIMARY KEY AUTOINCREMENT,
            request INTEGER NOT NULL REFERENCES requests (id),
            state   TEXT NOT NULL,
            subject TEXT NOT NULL,
            text    TEXT NOT NULL,
            author  TEXT NOT NULL,
            at      TEXT NOT NULL
        )""",
        """CREATE TRIGGER request_answers_are_never_edited BEFORE UPDATE ON request_answers
            BEGIN SELECT RAISE(ABORT, 'an answer is never edited: add another'); END""",
        """CREATE TRIGGER request_answers_are_never_deleted BEFORE DELETE ON request_answers
            BEGIN SELECT RAISE(ABORT, 'an answer is never deleted: add another'); END""",
    ),
    # What a group was told of held-out results before the deadline: a share from 0 to 1, by commit and criterion.
    (
        """CREATE TABLE tellings (
            group_id   TEXT NOT NULL,
            commit_sha TEXT NOT NULL,
            path       TEXT NOT NULL,
            day        TEXT NOT NULL,
            told       TEXT NOT NULL,
            PRIMARY KEY (group_id, commit_sha, path)
        )""",
    ),
)


def bring_up_to_date(connection: sqlite3.Connection, file: str) -> None:
    """Make every table that a database of this version has; call it inside a transaction.

    Raises InputError when a newer grader wrote the file: going on could lose what it wrote.
    """
    version: int = connection.execute("PRAGMA user_version").fetchone()[0]
    if version > len(_STEPS):
        what = f"a newer grader wrote this store (format {version}; this one reads up to {len(_STEPS)})"
        raise InputError(what, file=file, hint="update grader, or use the version that wrote it")
    for statement in (statement for step in _STEPS[version:] for statement in step):
        connection.execute(statement)
    connection.execute(f"PRAGMA user_version = {len(_STEPS)}")
