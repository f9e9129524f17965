"""A group's checklist as JUnit XML, which CI systems list as tests."""

from __future__ import annotations

from xml.etree import ElementTree as ET

from grader.core.checklist import Checklist, Item, Verdict
from grader.core.said import in_words
from grader.core.show import show
from grader.reports.checklist_in import checklist_in
from grader.reports.language import Language, language


def check_junit(checklist: Checklist, said_in: Language | None = None) -> bytes:
    """Return the XML: a test case an item; what needs work is a failure, what nobody can say yet is skipped."""
    tongue = said_in or language()
    work, notes = checklist.count(Verdict.NEEDS_WORK), checklist.count(Verdict.NOTE)
    counts = {"tests": len(checklist.items), "failures": work, "skipped": notes, "errors": int(checklist.failed)}
    shown = {name: str(count) for name, count in counts.items()}
    root = ET.Element("testsuites", shown)
    suite = ET.SubElement(root, "testsuite", {"name": "grader self-check", **shown})
    for item in checklist_in(tongue, checklist).items:
        _case(suite, item, tongue)
    if checklist.failed:
        ET.SubElement(suite, "system-err").text = in_words(checklist.summary, tongue.say)
    document: bytes = ET.tostring(root, encoding="utf-8", xml_declaration=True)
    return document + b"\n"


def _case(suite: ET.Element, item: Item, tongue: Language) -> None:
    case = ET.SubElement(suite, "testcase", {"classname": _plain(item.topic), "name": _plain(item.title)})
    if item.place is not None:
        case.set("file", _plain(item.place.file))
        if item.place.line is not None:
            case.set("line", str(item.place.line))
    advice = tongue.say("next: {advice}", advice=item.advice) if item.advice else ""
    words = _plain(f"{item.text}\n{advice}" if advice else item.text)
    if item.verdict is Verdict.NEEDS_WORK:
        ET.SubElement(case, "failure", {"message": _plain(item.text), "type": "needs work"}).text = words
    elif item.verdict is Verdict.NOTE:
        ET.SubElement(case, "skipped", {"message": words})
    else:
        ET.SubElement(case, "system-out").text = words


def _plain(text: str) -> str:
    """Leave out what XML cannot hold."""
    return show(text, 2000, lines=True)
