"""What groups may read of their marks now, by the course's policy for held-out results."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from decimal import Decimal

from grader.checks import all_checks
from grader.core.evidence import Evidence, RunStatus
from grader.core.extension import Extension
from grader.core.feedback_policy import FeedbackPolicy
from grader.core.roster import Group
from grader.core.rubric import Course
from grader.core.scores import ComponentScore, CriterionScore, Mark
from grader.core.withhold import withhold
from grader.gradebook.telling_book import TellingBook
from grader.graded import Graded
from grader.intake.course_folder import CourseFolder

AFTER = "measured; results on held-out digits are told after the deadline"
NEVER = "measured; results on held-out digits are not told"
_WHY = "results on held-out digits are held back"
_AGES = timedelta(days=3650)


def told(
    course: CourseFolder,
    graded: Graded,
    policy: FeedbackPolicy,
    book: TellingBook,
    now: datetime,
    groups: Collection[str],
) -> Graded:
    """Return the marks of these groups as they and their students may read them: without what is held back `now`.

    Nothing of a group is held back of which nothing could be scored: what is wrong there is no result. `book` keeps what
    was told rounded. The evidence stays as it is, for staff.
    """
    common = graded.group_marks or graded.marks
    chosen = [group for group in course.roster.groups if group.id in groups]
    hidden = {group.id: _hidden(course, graded, group, policy, book, now, common) for group in chosen}

    def kept(marks: Sequence[Mark]) -> tuple[Mark, ...]:
        mine = [mark for mark in marks if mark.student.group in hidden]
        return tuple(withhold(course.rubric, mark, hidden[mark.student.group], _WHY) for mark in mine)

    return Graded(
        kept(graded.marks), graded.evidence, graded.yardsticks, group_marks=kept(graded.group_marks), out=graded.out,
        evidence_at=graded.evidence_at, extensions=graded.extensions,
    )  # fmt: skip


def closes(course: CourseFolder, extensions: Sequence[Extension], group: Group) -> datetime:
    """Return until when a commit of the group can still count, at any of the course's deadlines.

    Where late work counts for ever, it is the deadline itself.
    """
    deadlines = course.deadlines(extensions)
    found = []
    for name in deadlines.names:
        own, last = deadlines.for_group(group, name), deadlines.picks(group, name)
        found.append(last if last - own < _AGES else own)
    return max(found)


def held_out_paths(rubric: Course) -> tuple[str, ...]:
    """Return the paths of the criteria whose answer tells something of results on held-out digits.

    A check that does not say so of itself is taken to.
    """
    checks = all_checks()
    return tuple(
        path for path, one in rubric.criteria() if one.check and (one.check not in checks or checks[one.check].of_heldout)
    )


def _hidden(
    course: CourseFolder,
    graded: Graded,
    group: Group,
    policy: FeedbackPolicy,
    book: TellingBook,
    now: datetime,
    marks: Sequence[Mark],
) -> Mapping[str, str]:
    """Return what stands in the place of each criterion that is held back from the group."""
    if not _scored(graded, group.id) or (policy.held_out != "never" and now >= closes(course, graded.extensions, group)):
        return {}
    paths = dict.fromkeys(held_out_paths(course.rubric), NEVER if policy.held_out == "never" else AFTER)
    mark = next((mark for mark in marks if mark.student.group == group.id), None)
    if policy.held_out != "rounded" or mark is None:
        return paths
    accuracies = _accuracies(course.rubric, mark)
    today = now.astimezone(course.file.deadline.tzinfo or UTC).date().isoformat()
    best = book.tell(group.id, mark.commit, accuracies, policy, today)
    return {path: _rounded(best.get(path), policy) if path in accuracies else why for path, why in paths.items()}


def _scored(graded: Graded, group: str) -> bool:
    found: list[Evidence] = [each[group] for each in (graded.evidence, *graded.evidence_at.values()) if group in each]
    return any(one.dataset == "held-out" and one.status is RunStatus.OK for each in found for one in each.evaluations)


def _accuracies(rubric: Course, mark: Mark) -> dict[str, float]:
    values = dict(_values(mark.components, ""))
    wanted = {path for path, one in rubric.criteria() if one.check == "accuracy"}
    return {path: score.value for path, score in values.items() if path in wanted and score.value is not None}


def _values(scores: Sequence[ComponentScore], above: str) -> list[tuple[str, CriterionScore]]:
    found = []
    for score in scores:
        path = f"{above}{score.id}."
        found += [(path + one.id, one) for one in score.criteria]
        found += _values(score.components, path)
    return found


def _rounded(best: Decimal | None, policy: FeedbackPolicy) -> str:
    if best is None:
        return f"measured; at most {policy.a_day} commits a day are answered, and today's answers are used up"
    steps = f"told in steps of {_percent(policy.step)} %"
    limit = f", for {policy.a_day} commits a day" if policy.a_day else ""
    return f"your best so far is {_percent(best)} % or more, {steps}{limit}; points are told after the deadline"


def _percent(share: Decimal) -> str:
    return f"{(share * 100).normalize():f}"
