"""Read a rubric's components: the tree of weights."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal

from grader.core.rubric import Component, Per, Source
from grader.intake.located import Located
from grader.intake.rubric_criterion import read_criteria
from grader.intake.rubric_heading import read_heading
from grader.intake.rubric_late import read_late

_SOURCES = (Source.REPOSITORY.value, Source.EXAM.value, Source.MARKS.value)


def read_components(value: Located, checks: Mapping[str, frozenset[str]]) -> tuple[Component, ...]:
    """Return the components of one level, whose weights add to exactly 100, and everything below them.

    Raises:
        InputError: with the line of what is wrong.
    """
    components = tuple(_component(key, entry, checks) for key, entry in value.mapping().items())
    total = sum((component.weight for component in components), Decimal(0))
    if total != 100:
        terms = " + ".join(f"{component.id} {component.weight}" for component in components)
        raise value.error(f"the weights in {value.name} add to {total}, not to 100 ({terms})", "change one of them")
    return components


def _component(key: str, value: Located, checks: Mapping[str, frozenset[str]]) -> Component:
    title = read_heading(key, value)
    entries = value.fields(
        required=("weight",), optional=("title", "source", "per", "late", "deadline", "criteria", "components")
    )
    source = _source(value, entries)
    return Component(
        id=key,
        title=title,
        weight=_weight(entries["weight"]),
        source=source,
        per=_per(entries, source),
        criteria=read_criteria(entries["criteria"], checks, source) if "criteria" in entries else (),
        components=read_components(entries["components"], checks) if "components" in entries else (),
        late=read_late(entries["late"], source) if "late" in entries else None,
        line=value.line,
        deadline=_deadline(entries["deadline"], source) if "deadline" in entries else "",
    )


def _weight(value: Located) -> Decimal:
    weight = value.number()
    if not 0 <= weight <= 100:
        raise value.error(f"{value.name} is {weight}, but a weight lies from 0 to 100")
    return weight


def _source(value: Located, entries: Mapping[str, Located]) -> Source:
    stated = Source(entries["source"].one_of(_SOURCES)) if "source" in entries else None
    below = [key for key in ("criteria", "components") if key in entries]
    if len(below) == 2:
        raise entries["components"].error(
            f"{value.name} has both criteria and components", "keep one; components can hold criteria"
        )
    if stated is Source.EXAM and below:
        raise entries[below[0]].error(f"{value.name} is an exam, so it has no {below[0]}", "its points come from the exam file")
    if stated is not None and below == ["components"]:
        raise entries["source"].error(
            f"{value.name} has components, so it has no source of its own", "give each of them a source"
        )
    if stated is not Source.EXAM and not below:
        raise value.error(f"{value.name} has nothing that earns points", "add 'criteria:', 'components:' or 'source: exam'")
    return Source.PARTS if below == ["components"] else stated or Source.REPOSITORY


def _per(entries: Mapping[str, Located], source: Source) -> Per:
    default = Per.STUDENT if source is Source.EXAM else Per.GROUP
    if "per" not in entries:
        return default
    per = Per(entries["per"].one_of(tuple(Per)))
    if source is Source.EXAM and per is Per.GROUP:
        raise entries["per"].error("an exam is earned by each student", "write 'per: student'")
    return per


def _deadline(value: Located, source: Source) -> str:
    if source is not Source.REPOSITORY:
        raise value.error("only a component that comes from the repository has a deadline", "move 'deadline:' to it")
    return value.text("proposal")
