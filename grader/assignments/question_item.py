"""A question of OK's or Otter's as a test of pytest's, so that it is graded as the others are."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from typing import Any

import pytest

from grader.assignments.kernel import Kernel
from grader.assignments.question import Question
from grader.assignments.read_questions import read_questions
from grader.assignments.run_case import run_case
from grader.assignments.unmet import Unmet
from grader.core.errors import InputError


class QuestionFile(pytest.File):
    """A file that holds questions."""

    kernel: Kernel

    def collect(self) -> Iterator[pytest.Item]:
        """Yield the file's questions."""
        for question in read_questions(self.path):
            item: QuestionItem = QuestionItem.from_parent(self, name=question.id, question=question)
            item.add_marker(pytest.mark.points(f"{float(question.points):g}"))
            if all(case.hidden for case in question.cases):
                item.add_marker(pytest.mark.hidden)
            yield item

    def repr_failure(self, excinfo: pytest.ExceptionInfo[BaseException], _style: Any = None) -> Any:
        """Say what is wrong with the file, without our own lines."""
        return str(excinfo.value) if isinstance(excinfo.value, InputError) else super().repr_failure(excinfo)


class QuestionItem(pytest.Item):
    """One question. It runs in the student's kernel, in reach of the student's code."""

    in_kernel = True

    def __init__(self, *, question: Question, **rest: Any) -> None:
        super().__init__(**rest)
        self.question, self.title = question, question.title

    def runtest(self) -> None:
        """Run every case; Unmet where one does not pass."""
        question, kernel = self.question, self.parent.kernel if isinstance(self.parent, QuestionFile) else None
        if kernel is None:
            raise AssertionError("a question stands in a QuestionFile")
        ended = [(case, run_case(kernel, case, question.id)) for case in question.cases]
        failed = [(case, wrong) for case, wrong in ended if wrong]
        if not failed:
            return
        share = (
            sum((case.share for case, wrong in ended if not wrong), Fraction(0)) if not question.all_or_nothing else Fraction(0)
        )
        public = [case.hint or wrong for case, wrong in failed if not case.hidden]
        if len(public) < len(failed):
            public.append("a hidden case does not pass")
        detail = "\n".join(f"{case.name}: {wrong}" for case, wrong in failed)
        raise Unmet(float(share), "; ".join(public), detail)
