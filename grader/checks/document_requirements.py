"""What a rubric may ask of a document: each requirement is met, in part or not, with a sentence that says what was found."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from grader.checks.section_names import section_found
from grader.core.document_facts import DocumentFacts
from grader.core.paper import read_paper

_TOLERANCE = 5.0  # millimetres
_QUOTED = 3


@dataclass(frozen=True)
class Requirement:
    """How far one requirement is met, from 0 to 1, and the words for it."""

    met: Fraction
    text: str


def requirements(facts: DocumentFacts, options: Mapping[str, Any]) -> list[Requirement]:
    """Return one requirement for each option that asks for something; without text, what needs text is not met."""
    asked = [name for name in _ASKED if options.get(name)]
    return [
        _no_text(name, facts) if name in _NEEDS_TEXT and (facts.scanned or not facts.words) else _ASKED[name](facts, options)
        for name in asked
    ]


def _no_text(name: str, facts: DocumentFacts) -> Requirement:
    why = "its pages are pictures (scanned?)" if facts.scanned else "it holds no text"
    return Requirement(Fraction(0), f"{name.replace('_', ' ')} cannot be seen: {why}")


def _pages(facts: DocumentFacts, options: Mapping[str, Any]) -> Requirement:
    least, most = (options["pages"].get(key) for key in ("at_least", "at_most"))
    met = (least is None or facts.pages >= least) and (most is None or facts.pages <= most)
    asked = [f"at least {least}" if least is not None else "", f"at most {most}" if most is not None else ""]
    return _either(met, f"{_plural(facts.pages, 'page')}", f"{' and '.join(filter(None, asked))} asked")


def _page(facts: DocumentFacts, options: Mapping[str, Any]) -> Requirement:
    wanted = read_paper(options["page"])
    if wanted is None:  # the rubric's reader refuses it; a rubric made by hand may hold anything
        return Requirement(Fraction(0), f"no size of paper is called {options['page']!r}")
    tolerance = float(options.get("tolerance", _TOLERANCE))
    wrong = [page for page in facts.looked_at if not wanted.fits(page.width, page.height, tolerance)]
    if not wrong:
        return Requirement(Fraction(1), f"size {wanted.name}")
    first = wrong[0]
    where = f"page {first.number} is {first.width:.0f} × {first.height:.0f} mm"
    asked = f"{wanted.name} ({wanted.width:.0f} × {wanted.height:.0f} mm) asked"
    return Requirement(Fraction(0), f"{where}, {asked}" + (f"; {len(wrong)} pages differ" if len(wrong) > 1 else ""))


def _columns(facts: DocumentFacts, options: Mapping[str, Any]) -> Requirement:
    wanted = int(options["columns"])
    known = [page for page in facts.looked_at if page.columns is not None]
    if not known:
        return Requirement(Fraction(0), "too little text to tell its columns")
    wrong = [page for page in known if page.columns != wanted]
    if 4 * len(wrong) <= len(known):  # a page of tables or pictures is no other layout
        return Requirement(Fraction(1), _plural(wanted, "column"))
    usual = Counter(page.columns for page in wrong).most_common(1)[0][0]
    where = "" if len(wrong) == len(known) else f" on {_plural(len(wrong), 'page')} of {len(known)}"
    return Requirement(Fraction(0), f"{_plural(usual or 1, 'column')}{where}, {wanted} asked")


def _last_page(facts: DocumentFacts, options: Mapping[str, Any]) -> Requirement:
    """Ask that the last page holds references only; a document that leaves that page unused needs no other for them."""
    if facts.last_page == "references":
        return Requirement(Fraction(1), "the last page holds references only")
    most = (options.get("pages") or {}).get("at_most")
    if facts.last_page == "other" and most is not None and facts.pages < most and facts.references_page is not None:
        return Requirement(Fraction(1), f"the references need no page of their own: {facts.pages} of {most} pages are used")
    return Requirement(Fraction(0), f"the last page does not hold references only: {facts.last_page_why}")


def _sections(facts: DocumentFacts, options: Mapping[str, Any]) -> Requirement:
    headings = [heading.text for heading in facts.headings]
    found = {section: section_found(section, headings) for section in options["sections"]}
    missing = [section for section, heading in found.items() if not heading]
    met = Fraction(len(found) - len(missing), len(found))
    if not missing:
        return Requirement(met, f"all {len(found)} sections" if len(found) > 1 else f"section {next(iter(found))}")
    return Requirement(met, f"no section that is called {', '.join(missing)} or alike")


def _fonts(facts: DocumentFacts, _options: Mapping[str, Any]) -> Requirement:
    if not facts.fonts_missing:
        return Requirement(Fraction(1), "fonts embedded")
    more = len(facts.fonts_missing) - _QUOTED
    names = ", ".join(facts.fonts_missing[:_QUOTED]) + (f" and {more} more" if more > 0 else "")
    return Requirement(Fraction(0), f"fonts that are not embedded: {names}")


def _blind(facts: DocumentFacts, _options: Mapping[str, Any]) -> Requirement:
    hints = "; ".join(facts.author_hints[:_QUOTED])
    return Requirement(Fraction(not hints), f"not blind: {hints}" if hints else "nothing seen that tells who wrote it")


def _either(met: bool, found: str, asked: str) -> Requirement:
    return Requirement(Fraction(met), found if met else f"{found}, {asked}")


def _plural(count: int, what: str) -> str:
    return f"{count} {what}{'' if count == 1 else 's'}"


_ASKED: Mapping[str, Callable[[DocumentFacts, Mapping[str, Any]], Requirement]] = {
    "pages": _pages,
    "page": _page,
    "columns": _columns,
    "last_page": _last_page,
    "sections": _sections,
    "fonts": _fonts,
    "blind": _blind,
}
_NEEDS_TEXT = frozenset({"columns", "last_page", "sections", "fonts", "blind"})
