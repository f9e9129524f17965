"""One SQLite file, used by several threads, that says what went wrong in a sentence."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from threading import RLock
from typing import Any, Final

from grader.core.errors import InputError, MachineError
from grader.gradebook.schema import bring_up_to_date

_BUSY_SECONDS: Final = 30.0
_DAMAGED: Final = frozenset({sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB})

Value = str | int | float | None


class Database:
    """A connection behind a lock: one thread at a time, other processes wait for each other up to 30 s.

    Every method raises MachineError when the disk or a lock fails, InputError when the file is damaged or too new.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._lock = RLock()
        with self._sentences():
            # The lock above does what check_same_thread would forbid us to do.
            self._connection = sqlite3.connect(path, timeout=_BUSY_SECONDS, isolation_level=None, check_same_thread=False)
        try:
            self._prepare()
        except BaseException:
            self._connection.close()
            raise

    def read(self, statement: str, values: Sequence[Value] = ()) -> list[tuple[Any, ...]]:
        """Return all rows of a query."""
        with self._lock, self._sentences():
            return self._connection.execute(statement, values).fetchall()

    def each(self, statement: str, values: Sequence[Value] = ()) -> Iterator[tuple[Any, ...]]:
        """Yield the rows of a query one by one, for those that are too large together; other threads wait until the last."""
        with self._lock, self._sentences():
            yield from self._connection.execute(statement, values)

    def write(self, statement: str, values: Sequence[Value] = ()) -> int:
        """Change rows, wholly or not at all; return the id of the last row added."""
        with self._lock, self._sentences():
            return self._connection.execute(statement, values).lastrowid or 0

    def write_all(self, statement: str, rows: Sequence[Sequence[Value]]) -> None:
        """Change many rows with one statement: all of them, or none."""
        with self._lock, self._sentences(), self._transaction():
            self._connection.executemany(statement, rows)

    def write_if(
        self, query: tuple[str, Sequence[Value]], accept: Callable[[list[tuple[Any, ...]]], bool], statement: str,
        row: Sequence[Value],
    ) -> bool:  # fmt: skip
        """Add a row where `accept` says yes to what the query answers, with nobody's change in between; say whether it was."""
        with self._lock, self._sentences(), self._transaction():
            accepted = accept(self._connection.execute(*query).fetchall())
            if accepted:
                self._connection.execute(statement, row)
            return accepted

    def changes(self) -> tuple[int, int]:
        """Return two numbers of which one is another as soon as anybody, here or in another process, has changed something."""
        with self._lock, self._sentences():
            return self._connection.execute("PRAGMA data_version").fetchone()[0], self._connection.total_changes

    def close(self) -> None:
        """Close the file; a second time does nothing."""
        with self._lock:
            self._connection.close()

    def _prepare(self) -> None:
        with self._sentences():
            self._connection.execute("PRAGMA foreign_keys = ON")
            self._connection.execute("PRAGMA synchronous = FULL")  # a measurement takes minutes, a sync milliseconds
            with self._transaction():
                bring_up_to_date(self._connection, str(self._path))
            # Kept in the file. Where the file system cannot share memory, SQLite keeps to its rollback journal: slower, as safe.
            if self._connection.execute("PRAGMA journal_mode").fetchone()[0] != "wal":
                with suppress(sqlite3.OperationalError):  # another process has it open now: the next opening switches
                    self._connection.execute("PRAGMA journal_mode = WAL")

    @contextmanager
    def _transaction(self) -> Iterator[None]:
        self._connection.execute("BEGIN IMMEDIATE")
        try:
            yield
        except BaseException:
            self._connection.execute("ROLLBACK")
            raise
        self._connection.execute("COMMIT")

    @contextmanager
    def _sentences(self) -> Iterator[None]:
        try:
            yield
        except sqlite3.OperationalError as error:
            raise MachineError(f"{self._path}: the store cannot be used now: {error}") from error
        except sqlite3.DatabaseError as error:
            if getattr(error, "sqlite_errorcode", 0) & 0xFF not in _DAMAGED:
                raise  # a broken rule of the tables, or a closed store: a mistake of the caller
            hint = "put back a copy of it, or move it away: all groups are then measured again, adjustments must be entered again"
            raise InputError(f"the store is damaged: {error}", file=self._path, hint=hint) from error
