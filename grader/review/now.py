"""A course as the pages show it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

from grader.core.adjusted import Adjusted
from grader.core.hand_marked import HandMarked, hand_marked
from grader.core.roster import Group
from grader.core.scores import Adjustment, Mark
from grader.graded import Graded
from grader.intake.course_folder import CourseFolder
from grader.review.not_found_error import NotFoundError
from grader.review.references import References
from grader.review.table_row import TableRow


@dataclass(frozen=True)
class Now:
    """The course, judged, with everything that staff ever set; nothing in it changes.

    `marks` and `rows` are by group id. `unwritten` are the students whose numbers are others in `out/`. `trouble` says what
    is wrong with a file of the course since it was read; then all of this is as it was before.
    """

    course: CourseFolder
    graded: Graded
    references: References
    adjustments: tuple[Adjustment, ...]
    marks: Mapping[str, tuple[Mark, ...]]
    rows: Mapping[str, TableRow]
    unwritten: frozenset[str] = frozenset()
    trouble: str = ""

    @cached_property
    def adjusted(self) -> Adjusted:
        """What staff set and what of it holds."""
        return Adjusted.of(self.adjustments)

    @cached_property
    def history(self) -> Mapping[tuple[str, str], tuple[Adjustment, ...]]:
        """Everything ever set, oldest first, by target and subject."""
        found: dict[tuple[str, str], list[Adjustment]] = {}
        for one in self.adjustments:
            found.setdefault((one.target, one.subject), []).append(one)
        return {key: tuple(entries) for key, entries in found.items()}

    @cached_property
    def criteria(self) -> Mapping[str, HandMarked]:
        """What staff mark by hand, by path."""
        return hand_marked(self.course.rubric)

    def group(self, name: str) -> Group:
        """Return the group that addresses call so; raise NotFoundError."""
        found = self.references.groups.get(name)
        if found is None:
            raise NotFoundError("There is no such group in the roster any more.")
        return found

    def criterion(self, path: str) -> HandMarked:
        """Return the criterion of that path; raise NotFoundError where staff mark none such."""
        found = self.criteria.get(path)
        if found is None:
            raise NotFoundError("Staff mark no such criterion in this rubric any more.")
        return found
