"""A checklist in another language: what is said is translated, what the repository holds is not, and nothing is lost."""

from __future__ import annotations

import json
import re

import pytest

from grader.core.checklist import Checklist, Item, Verdict
from grader.core.said import say
from grader.intake.languages import languages
from grader.reports.check_summary import check_summary
from grader.reports.checklist_in import checklist_in
from grader.reports.code_quality import code_quality
from grader.reports.language import language

OTHERS = [code for code in languages() if code != "en"]
NOT_PUSHED = say("1 commit is not in {upstream} yet", upstream="origin/{main}")
ACCURACY = say("{title} ({points} points)", title="Accuracy {0}", points="40")
CHECKLIST = Checklist(
    (
        Item(say("Your repository"), say("Pushed"), Verdict.NEEDS_WORK, NOT_PUSHED, "git push"),
        Item("Group project", ACCURACY, Verdict.NOTE, say("marked by staff")),
        Item("Group project", "Runs", Verdict.OK, "no model file is committed", say("leave out --quick")),
    ),
    "ab" * 20,
)


def test_traditional_chinese() -> None:
    first, second, third = checklist_in(language("zh-Hant"), CHECKLIST).items
    assert (first.topic, first.title, first.text, first.advice) == (
        "您的儲存庫", "已推送", "1 次提交還不在 origin/{main}", "git push",
    )  # fmt: skip
    assert (second.title, second.text) == ("Accuracy {0}（40 分）", "由教學人員評分")
    assert re.search(r"[\u4e00-\u9fff]", third.text)  # the reason of a check, known by its words


@pytest.mark.parametrize("code", OTHERS)
def test_verdicts_and_places_stay(code: str) -> None:
    other = checklist_in(language(code), CHECKLIST)
    assert [(one.verdict, one.place) for one in other.items] == [(one.verdict, one.place) for one in CHECKLIST.items]
    assert (other.exit_status, other.commit) == (CHECKLIST.exit_status, CHECKLIST.commit)


def test_in_english_nothing_changes() -> None:
    assert checklist_in(language(), CHECKLIST) == CHECKLIST


def test_a_page_and_a_report_are_in_that_language_throughout() -> None:
    page, report = check_summary(CHECKLIST, language("zh-Hant")), json.loads(code_quality(CHECKLIST, language("zh-Hant")))
    assert page.startswith("# 自我檢查：ababababab\n\n**1 項需要處理（✗）；1 項沒有問題，1 項供參考。**")
    assert "next:" not in page + report[0]["description"]
    assert "下一步" in report[0]["description"]
