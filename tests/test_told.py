"""Nothing that a group can read tells more of held-out results than the course's policy allows."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from grader.checks import CHECKS
from grader.core.evidence import Evidence, RunStatus
from grader.core.feedback_policy import FeedbackPolicy
from grader.course import judge_course, open_course
from grader.gradebook.store import Store
from grader.gradebook.telling_book import TellingBook
from grader.reports.feedback import group_feedback, student_feedback
from grader.reports.language import language
from grader.reports.reason_text import reason_text
from grader.told import AFTER, NEVER, _rounded, held_out_paths, told

BEFORE = datetime.fromisoformat("2027-01-05T12:00+08:00")
LATER = datetime.fromisoformat("2027-01-09T12:00+08:00")


@pytest.fixture
def texts(measured: Path, evidence_of: Callable[..., Evidence]) -> Callable[..., str]:
    """Return everything that group g01 reads after a commit with so many of 100 digits right."""

    def read(correct: int, policy: FeedbackPolicy, now: datetime = BEFORE, commit: str = "", **changes: Any) -> str:
        found = evidence_of("g01", correct, **changes)
        if commit:
            found = replace(found, submission=replace(found.submission, commit=commit))
        with Store.open(measured) as store:
            store.put_evidence("tried", found)
            store.set_latest("g01", "tried")
        course = open_course(measured)
        with TellingBook.open(measured) as book:
            graded = told(course, judge_course(course, write=False), policy, book, now, {"g01"})
        shared = group_feedback(course.rubric, course.roster.groups[0], graded.group_marks or graded.marks, generated_at="")
        own = [student_feedback(course.rubric, course.roster.groups[0], mark, generated_at="") for mark in graded.marks]
        return "\n".join(text for one in (shared, *own) for text in (one.markdown, one.html, one.mail))

    return read


def test_every_check_that_reads_held_out_results_is_known_as_one() -> None:
    free = {name for name, check in CHECKS.items() if not check.of_heldout}
    assert free == {
        "code_style", "committed_in_time", "contents", "cost", "document", "group_size", "notebook_runs", "outputs_agree"
    }  # fmt: skip


@pytest.mark.parametrize("held_out", ["after_deadline", "never"])
def test_before_the_deadline_feedback_is_the_same_whatever_the_result(texts: Any, held_out: str) -> None:
    policy = FeedbackPolicy(held_out)
    good, bad = texts(99, policy), texts(12, policy)
    assert good == bad
    assert (AFTER if held_out == "after_deadline" else NEVER) in good
    assert "the notebook ran from top to bottom" in good  # what is no result is told


def test_after_the_deadline_it_is_told_or_never(texts: Any) -> None:
    assert "0.9900 on 100 held-out digits" in texts(99, FeedbackPolicy(), LATER)
    assert "0.9900" not in texts(99, FeedbackPolicy("never"), LATER)


def test_what_is_wrong_with_a_model_is_told_at_once(texts: Any, evidence_of: Any) -> None:
    broken = tuple(replace(one, status=RunStatus.INVALID, message="it is no HDF5") for one in evidence_of().evaluations)
    assert "cannot be scored: it is no HDF5" in texts(99, FeedbackPolicy(), evaluations=broken)


def test_rounded_results_climb_in_steps_and_noise_is_not_seen(texts: Any) -> None:
    policy = FeedbackPolicy("rounded", give=("files",))
    policy = replace(policy, step=policy.step * 5)
    first = texts(91, policy, commit="1" * 40)
    assert "your best so far is 90 % or more, told in steps of 5 %" in first
    same = [re.sub(r"[1-4]{40}", "", texts(correct, policy, commit=str(n) * 40)) for n, correct in ((2, 94), (3, 12))]
    assert same == [re.sub(r"1{40}", "", first)] * 2
    assert "is 95 % or more" in texts(97, policy, commit="4" * 40)
    assert not re.search(r"0\.9[0-9]{3}|9[1-46-9] %", texts(97, policy, commit="4" * 40))


def test_a_days_answers_are_used_up_and_there_again_tomorrow(texts: Any) -> None:
    policy = FeedbackPolicy("rounded", a_day=2)
    seen = [re.findall(r"is (\d+) %|(used up)", texts(n, policy, commit=str(n) * 20))[0] for n in (50, 60, 70, 60, 70)]
    assert seen == [("50", ""), ("60", ""), ("60", ""), ("60", ""), ("60", "")]
    tomorrow = datetime.fromisoformat("2027-01-06T00:01+08:00")
    assert "is 70 %" in texts(70, policy, tomorrow, commit="70" * 20)


def test_without_any_answer_left_nothing_is_told(texts: Any, measured: Path) -> None:
    with TellingBook.open(measured) as book:
        assert book.tell("g01", "a" * 40, {}, FeedbackPolicy("rounded", a_day=1), "2027-01-05") == {}
        book.tell("g01", "b" * 40, {"elsewhere": 0.5}, FeedbackPolicy("rounded", a_day=1), "2027-01-05")
    assert "answers are used up" in texts(99, FeedbackPolicy("rounded", a_day=1), commit="c" * 40)


def test_the_paths_of_a_rubric_whose_answers_are_results(measured: Path) -> None:
    assert held_out_paths(open_course(measured).rubric) == ("project.accuracy", "project.reproduces")


def test_the_feedback_command_keeps_to_the_course_file(measured: Path, grader: Any) -> None:
    file = measured / "course.yaml"
    file.write_text(file.read_text(encoding="utf-8") + "feedback: {held_out: never}\n", encoding="utf-8")
    assert grader("feedback", "-C", measured).status == 0
    read = "".join(path.read_text(encoding="utf-8") for path in sorted((measured / "out" / "feedback").rglob("*.*")))
    assert NEVER in read
    assert "held-out digits (95 %" not in read


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("{held_out: afterwards}", "after_deadline"),
        ("{held_out: never, a_day: 2}", "a_day goes with held_out: rounded"),
        ("{held_out: rounded, a_day: 0}", "a_day must be at least 1"),
        ("{held_out: rounded, step: 90 %}", "step must be from 0.1 % to 50 %"),
        ("{held_out: rounded, give: [mail]}", "mail"),
        ("{a_day: 2}", "held_out"),
    ],
)
def test_a_wrong_policy_is_refused_with_its_line(measured: Path, grader: Any, text: str, words: str) -> None:
    file = measured / "course.yaml"
    file.write_text(file.read_text(encoding="utf-8") + f"feedback: {text}\n", encoding="utf-8")
    ended = grader("feedback", "-C", measured)
    assert ended.status == 2
    assert "course.yaml:9" in ended.err
    assert words in ended.err


def test_what_stands_in_a_results_place_is_said_in_the_courses_language(texts: Any, measured: Path) -> None:
    for told_as in (AFTER, NEVER, *re.findall(r"\| (your best so far [^|]*?) \|", texts(97, FeedbackPolicy("rounded", a_day=3)))):
        assert reason_text(told_as, language("de")) != told_as
    assert "bisher ist 97 % oder mehr" in reason_text(_rounded(Decimal("0.97"), FeedbackPolicy("rounded")), language("de"))
    assert "verbraucht" in reason_text(_rounded(None, FeedbackPolicy("rounded", a_day=3)), language("de"))
