"""A checklist for machines: nothing that a repository holds can change what the page, the tests and the commands say."""

from __future__ import annotations

import json
from xml.etree import ElementTree as ET

import pytest

from grader.core.checklist import Checklist, Item, Place, Verdict
from grader.reports.check_badge import check_badge
from grader.reports.check_junit import check_junit
from grader.reports.check_summary import check_summary
from grader.reports.code_quality import code_quality
from grader.reports.github_annotations import github_annotations

HOSTILE = (
    "x\n::error file=a::forged\r\n::add-mask::a\n</failure></testcase><testcase name='forged'/>"
    "]]>\x00\x1b[2J# Forged\n**All is well** <img src=https://evil.example/x> "
    "![a](https://evil.example) @everyone | a | %0A::warning::"
)
CHECKLIST = Checklist(
    (
        Item("Group project", f"Runs {HOSTILE}", Verdict.NEEDS_WORK, HOSTILE, HOSTILE, Place(f"a,b:{HOSTILE}.ipynb", 3, 17)),
        Item("Group project", "Presentation", Verdict.NOTE, "marked by staff"),
        Item("Group project", "Order", Verdict.NOTE, "cell 2", "", Place("n.ipynb", 1)),
        Item("Group project", "Accuracy", Verdict.OK, HOSTILE),
    ),
    "ab" * 20,
)


def test_a_hostile_text_begins_no_command() -> None:
    lines = list(github_annotations(CHECKLIST))
    assert [line.split(" ")[0] for line in lines] == ["::error", "::warning"]
    assert all("\n" not in line and "\r" not in line for line in lines)
    properties = lines[0].removeprefix("::error ").partition("::")[0]
    assert [part.partition("=")[0] for part in properties.split(",")] == ["title", "file", "line"]
    assert properties.endswith("line=17")


def test_a_hostile_text_is_no_test_case() -> None:
    root = ET.fromstring(check_junit(CHECKLIST))  # noqa: S314 - our own
    cases = list(root.iter("testcase"))
    assert (len(cases), len(list(root.iter("failure"))), len(list(root.iter("skipped")))) == (4, 1, 2)
    assert dict(root.attrib) == {"tests": "4", "failures": "1", "skipped": "2", "errors": "0"}
    assert "forged" in (cases[0].find("failure").text or "")  # type: ignore[union-attr]  # it is there
    assert cases[0].get("line") == "17"


def test_a_hostile_text_is_no_heading_no_picture_and_no_mention() -> None:
    lines = check_summary(CHECKLIST).splitlines()
    assert [line for line in lines if line.startswith("#")] == ["# Self-check of ababababab", "## Group project"]
    assert sum(line.startswith("- ") for line in lines) == 4
    text = "\n".join(lines)
    assert "<img" not in text
    assert "![a" not in text
    assert "https://" not in text
    assert " @everyone" not in text
    assert "1 thing needs work" in lines[2]


def test_gitlab_gets_a_line_and_a_name_of_its_own_for_each() -> None:
    issues = json.loads(code_quality(CHECKLIST))
    assert [(one["severity"], one["location"]["lines"]["begin"]) for one in issues] == [("major", 17), ("minor", 1)]
    assert len({one["fingerprint"] for one in issues}) == 2
    assert code_quality(CHECKLIST) == code_quality(CHECKLIST)


@pytest.mark.parametrize(
    ("checklist", "message"),
    [(CHECKLIST, "1 to do"), (Checklist(CHECKLIST.items[1:]), "ready"), (Checklist(CHECKLIST.items, failed=True), "unknown")],
)
def test_the_badge_holds_a_count_and_no_text(checklist: Checklist, message: str) -> None:
    badge = json.loads(check_badge(checklist))
    assert (badge["schemaVersion"], badge["message"]) == (1, message)
    assert set(badge) == {"schemaVersion", "label", "message", "color"}
