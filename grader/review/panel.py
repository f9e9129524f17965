"""What a person sees of one criterion while marking one group or student by it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from grader.core.hand_marked import HandMarked
from grader.core.markers import Markers
from grader.core.roster import Group
from grader.core.rubric import Level, Per
from grader.core.scores import Adjustment
from grader.review.now import Now


@dataclass(frozen=True)
class Panel:
    """A criterion to be marked for one: whose it is, the mark that stands, and what the form must say it has seen.

    `mark` is this person's own where several people mark; `others` is how many of them have.
    """

    marked: HandMarked
    group: Group
    who: str
    label: str
    mark: Adjustment | None
    others: int
    seen: str

    @property
    def levels(self) -> tuple[tuple[str, Level, bool], ...]:
        """Each level with the key that chooses it ('' from the tenth on), and whether it stands now."""
        levels = self.marked.criterion.levels
        now = self.mark.points if self.mark else None
        return tuple((str(n) if n < 10 else "", one, one.points == now) for n, one in enumerate(levels, 1))

    @property
    def needs(self) -> int:
        """How many people are to mark it; 1 where one is enough."""
        return self.marked.criterion.markers.count if self.marked.criterion.markers else 1

    @property
    def comment(self) -> str:
        """What was said with the mark, '' where that is only the level's own description."""
        return self.mark.reason if self.mark and self.mark.reason != self.marked.level(self.mark.points) else ""


def panels(now: Now, group: Group, user: str) -> Iterator[Panel]:
    """Yield what can be marked of a group: of each criterion one for the group, or one for each member."""
    for marked in now.criteria.values():
        yield from panels_of(now, marked, group, user)


def panels_of(now: Now, marked: HandMarked, group: Group, user: str) -> Iterator[Panel]:
    """Yield what can be marked of a group by one criterion."""
    refs = now.references
    if marked.per is Per.GROUP:
        yield _panel(now, marked, group, (refs.of_group(group), group.id, refs.label(group)), user)
    else:
        for one in group.members:
            yield _panel(now, marked, group, (refs.of_student(one), one.id, refs.student_label(one, group)), user)


def waits(panel: Panel) -> bool:
    """Say whether this person's mark is still wanted."""
    if panel.marked.criterion.markers is None:
        return panel.mark is None
    return panel.mark is None and panel.others < panel.needs


def seen(entries: Sequence[Adjustment], user: str, markers: Markers | None) -> str:
    """Return what a save must have seen: every entry of the number; where several mark, only the person's own.

    Once as many others have marked as the rubric asks for, one mark more settles it, so that all of theirs must be seen.
    """
    if markers is None:
        return f"{len(entries)}"
    own = [one for one in entries if one.author == user]
    others = {one.author for one in entries if one.author != user}
    return f"all {len(entries)}" if len(others) >= markers.count else f"own {len(own)}"


def _panel(now: Now, marked: HandMarked, group: Group, who: tuple[str, str, str], user: str) -> Panel:
    name, subject, label = who
    markers = marked.criterion.markers
    standing = now.adjusted.authors.get((marked.path, subject), {})
    mark = now.adjusted.mark_of(marked.path, subject, group.id, user if markers else "")
    entries = now.history.get((marked.path, subject), ())
    others = len([author for author in standing if author != user])
    return Panel(marked, group, name, label, mark, others, seen(entries, user, markers))
