from __future__ import annotations

import time
from datetime import datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from grader.checks import all_checks
from grader.core.exam import Exam
from grader.core.scores import ComponentScore
from grader.intake.rubric import read_rubric
from grader.judge import judge
from grader.reports.language import language
from grader.reports.reason_text import reason_text

RUBRIC = Path(__file__).parents[2] / "rubrics" / "ncku-deep-learning.yaml"


def _said(score: ComponentScore) -> set[str]:
    own = {score.reason, *(text for one in score.criteria for text in (one.reason, one.rule))}
    return own.union(*map(_said, score.components)) - {""}


@pytest.mark.parametrize("code", ["de", "zh-Hans", "zh-Hant"])
def test_what_the_judge_says_by_the_rubric_that_comes_with_the_grader_is_translated(case: Any, code: str) -> None:
    course = read_rubric(RUBRIC, checks={name: check.options for name, check in all_checks().items()})
    deadline = datetime.fromisoformat("2027-01-05T12:00+08:00")
    marks = [
        mark
        for exam in (None, Exam({}, Decimal(40)))
        for mark in judge(course, case.roster, case.evidence, exam, yardsticks=case.yardsticks, deadline=deadline)
    ]
    said = set().union(*(_said(component) for mark in marks for component in mark.components))
    assert len(said) > 10
    assert sorted(text for text in said if reason_text(text, language(code)) == text) == []


def test_values_stay_and_english_stays() -> None:
    text = "0.9812 on 2,000 held-out digits (95 % interval 0.9743 to 0.9863)"
    assert reason_text(text, language("en")) == text
    german = reason_text(text, language("de"))
    assert german == "0.9812 auf 2,000 zurückgehaltenen Ziffern (95-%-Intervall 0.9743 bis 0.9863)"


def test_a_sentence_within_a_sentence_is_translated_too() -> None:
    text = "no model written: the notebook writes no model file"
    german = "kein Modell geschrieben: das Notebook schreibt keine Modelldatei"
    assert reason_text(text, language("de")) == german


@pytest.mark.parametrize("text", ["", "something new", "{0.__class__}", "set by {x}: {y}", "a: b " * 10_000, "found {missing}"])
def test_what_is_not_known_or_looks_like_a_pattern_stays(text: str) -> None:
    said = reason_text(text, language("de"))
    assert said == text or said.removeprefix("gefunden: ").removeprefix("gesetzt von ") in text


@pytest.mark.parametrize(
    "piece", [" at cell 1: ( of ", ": ", " (x of ", "found ; missing: ", "equivalent: ; accuracy  written by the notebook, "]
)
def test_no_text_makes_the_search_long(piece: str) -> None:
    started = time.process_time()
    for start in ("", "a at cell ", "different: ", "equivalent: ", "found ", "0 on "):
        reason_text((start + piece * 300)[:600], language("de"))
    assert time.process_time() - started < 3
