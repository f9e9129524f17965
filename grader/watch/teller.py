"""Give back to groups what they may know of a run: files, a commit status, a branch."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from functools import partial

from grader.core.errors import GraderError
from grader.core.feedback_policy import FeedbackPolicy
from grader.core.roster import Group
from grader.core.show import show
from grader.core.slug import slug
from grader.executors.crew import Crew
from grader.gradebook.telling_book import TellingBook
from grader.gradebook.write_file import write_file
from grader.graded import Graded
from grader.intake.course_folder import CourseFolder
from grader.intake.push_branch import push_branch
from grader.reports.commit_status import commit_status
from grader.reports.feedback import Feedback, group_feedback
from grader.reports.write_feedback import write_feedback
from grader.told import told


class Teller:
    """Writes below `out/feedback/` and pushes beside the loop, one repository after the other.

    `branch` is the one that is pushed, `say` hears whom a push did not reach, `clock` returns the time with its zone.
    """

    def __init__(self, say: Callable[[str], None], branch: str, clock: Callable[[], datetime]) -> None:
        self._say, self._branch, self._clock = say, branch, clock
        self._crew = Crew[None](1, lambda: None)
        self._count = 0

    def __call__(self, course: CourseFolder, graded: Graded, news: frozenset[str]) -> None:
        """Give back to the groups in `news` what the course's policy allows now."""
        policy = course.file.feedback or FeedbackPolicy()
        groups = [group for group in course.roster.groups if group.id in news and group.id in graded.evidence]
        with TellingBook.open(course.folder) as book:
            readable = told(course, graded, policy, book, self._clock(), frozenset(group.id for group in groups))
        marks = readable.group_marks or readable.marks
        # Without a date, so that nothing is written or pushed again where nothing has changed.
        texts = {
            group.id: group_feedback(course.rubric, group, marks, generated_at="", code=course.file.language) for group in groups
        }
        folder = graded.out / "feedback"
        if "files" in policy.give:
            write_feedback(folder, texts, {})
        for group in groups:
            if "status" in policy.give:
                body = commit_status(course.rubric, group.id, marks, graded.evidence[group.id])
                write_file(folder / "status" / f"{slug(group.id)}.json", body)
            if "branch" in policy.give:
                self._count += 1
                self._crew.give(str(self._count), partial(self._push, course, group, texts[group.id]))
        self._crew.ended()

    def _push(self, course: CourseFolder, group: Group, text: Feedback) -> None:
        files = {"FEEDBACK.md": text.markdown.encode(), "FEEDBACK.html": text.html.encode()}
        about = "Feedback on the graded commit"
        try:
            push_branch(group.repository, files, branch=self._branch, message=about, limits=course.file.git)
        except GraderError as error:
            self._say(f"{show(group.id, 60)}: the feedback could not be pushed: {error}")

    def close(self, seconds: float) -> None:
        """Push what is still to be pushed, for so many seconds at most."""
        self._crew.close(seconds)
