"""What groups were told of held-out results before the deadline."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from pathlib import Path
from types import TracebackType
from typing import Final, Self

from grader.core.feedback_policy import FeedbackPolicy
from grader.core.ladder import ladder
from grader.gradebook.database import Database

_ROWS: Final = "SELECT commit_sha, path, day, told FROM tellings WHERE group_id = ? ORDER BY rowid"
_ADD: Final = "INSERT OR IGNORE INTO tellings (group_id, commit_sha, path, day, told) VALUES (?, ?, ?, ?, ?)"


class TellingBook:
    """Keeps, for good, what each group was told, so that no further start, command or repository counts anew."""

    def __init__(self, database: Database) -> None:
        self._database = database

    @classmethod
    def open(cls, folder: Path) -> Self:
        """Open the book of a course folder whose store exists."""
        return cls(Database(folder / ".grader" / "grader.db"))

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self._database.close()

    def tell(
        self, group: str, commit: str, values: Mapping[str, float], policy: FeedbackPolicy, today: str
    ) -> dict[str, Decimal]:
        """Return by path what the group is told after `commit` reached these `values` (0 to 1), and keep it.

        A commit that was answered before costs nothing of the day's budget; one for which none is left changes nothing.
        `today` is a date, YYYY-MM-DD. A path of which nothing was told yet is absent.
        """
        rows = self._database.read(_ROWS, (group,))
        best = {path: max(Decimal(told) for _, other, _, told in rows if other == path) for path in {row[1] for row in rows}}
        answered = {row[0] for row in rows}
        today_already = {sha for sha, _, day, _ in rows if day == today}
        if commit not in answered and (policy.a_day is None or len(today_already) < policy.a_day):
            new = {path: ladder(best.get(path), value, policy.step) for path, value in values.items()}
            self._database.write_all(_ADD, [(group, commit, path, today, str(told)) for path, told in new.items()])
            best |= new
        return {path: best[path] for path in values if path in best}
