"""Read a rubric's components: the tree of weights."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal

from grader.core.rubric import Component, Criterion, Per, Source
from grader.intake.located import Located
from grader.intake.quantity import PERCENT, quantity
from grader.intake.rating_rule import read_rating_rule
from grader.intake.rubric_alternatives import read_select_top
from grader.intake.rubric_bonus import read_bonus_at_most
from grader.intake.rubric_criterion import read_criteria
from grader.intake.rubric_heading import read_heading
from grader.intake.rubric_late import read_late

_BELOW = ("criteria", "components", "one_of")
_KEYS = (
    "weight", "bonus", "title", "source", "per", "late", "criteria", "components", "weights", "drop_lowest", "best_of",
    "bonus_at_most", "must_pass", "one_of", "select_top", "rating", "deadline",
    "missing",
)  # fmt: skip
ASK = "ask"
_SOURCES = (Source.REPOSITORY.value, Source.EXAM.value, Source.MARKS.value, Source.ASSIGNMENTS.value)


def read_components(value: Located, checks: Mapping[str, frozenset[str]], *, equal: bool = False) -> tuple[Component, ...]:
    """Return the components of one level, whose weights add to exactly 100, and everything below them.

    Where the level has `weights: equal` (`equal`), none of them states a weight. A bonus has none in either case.

    Raises:
        InputError: with the line of what is wrong.
    """
    components = tuple(_component(key, entry, checks, equal=equal) for key, entry in value.mapping().items())
    weighted = [component for component in components if not component.bonus]
    total = sum((component.weight for component in weighted), Decimal(0))
    if not equal and total != 100:
        terms = " + ".join(f"{component.id} {component.weight}" for component in weighted)
        raise value.error(f"the weights in {value.name} add to {total}, not to 100 ({terms})", "change one of them")
    if not weighted:
        raise value.error(f"{value.name} has nothing but bonuses", "a bonus comes on top of something with a weight")
    return components


def _component(key: str, value: Located, checks: Mapping[str, frozenset[str]], *, equal: bool) -> Component:
    title = read_heading(key, value)
    entries = value.fields(optional=_KEYS)
    source = _source(value, entries)
    parts = read_components(entries["components"], checks, equal=_equal(entries)) if "components" in entries else ()
    chosen = read_components(entries["one_of"], checks, equal=True) if "one_of" in entries else ()
    criteria = read_criteria(entries["criteria"], checks, source) if "criteria" in entries else ()
    return Component(
        id=key,
        title=title,
        weight=_worth(value, entries, equal=equal),
        source=source,
        per=_per(entries, source),
        criteria=criteria,
        components=parts or chosen,
        late=read_late(entries["late"], source) if "late" in entries else None,
        line=value.line,
        drop_lowest=_drop_lowest(entries, parts, criteria),
        bonus="bonus" in entries,
        bonus_at_most=_bonus_at_most(entries, parts),
        must_pass=_share(entries, "must_pass", Decimal(0)) if "must_pass" in entries else None,
        deadline=_deadline(entries["deadline"], source) if "deadline" in entries else "",
        select=read_select_top(value, entries, chosen),
        rating=read_rating_rule(entries["rating"], source) if "rating" in entries else None,
        missing_is_zero="missing" in entries and _missing(entries["missing"], source),
    )


def _worth(value: Located, entries: Mapping[str, Located], *, equal: bool) -> Decimal:
    """Return the component's weight, or what a bonus adds at most; 1 each where all weigh the same."""
    if "bonus" in entries:
        if "weight" in entries:
            raise entries["weight"].error(f"{value.name} is a bonus, so it has no weight", "remove 'weight:' or 'bonus:'")
        return _weight(entries["bonus"])
    if equal:
        if "weight" in entries:
            raise entries["weight"].error(f"{value.name} has a weight where all weigh the same", "remove it, or 'weights: equal'")
        return Decimal(1)
    if "weight" not in entries:
        raise value.error(f"{value.name} has no 'weight'", "add 'weight: …', or 'weights: equal' above to all of its level")
    return _weight(entries["weight"])


def _equal(entries: Mapping[str, Located]) -> bool:
    return "weights" in entries and entries["weights"].one_of(("equal",)) == "equal"


def _drop_lowest(entries: Mapping[str, Located], parts: tuple[Component, ...], criteria: tuple[Criterion, ...]) -> int:
    """Return how many of the parts, or of the criteria, do not count: stated, or all but the `best_of`."""
    for key in ("drop_lowest", "best_of", "weights", "bonus_at_most"):
        if key in entries and not parts and not (criteria and key in {"drop_lowest", "best_of"}):
            raise entries[key].error(f"{entries[key].name} needs components to choose from", "write it beside 'components:'")
    if "drop_lowest" in entries and "best_of" in entries:
        raise entries["best_of"].error("drop_lowest and best_of say the same in two ways", "keep one")
    key = "best_of" if "best_of" in entries else "drop_lowest"
    if key not in entries:
        return 0
    count, of = entries[key].whole(), sum(bool(part.weight) and not part.bonus for part in parts) or len(criteria)
    most = of if key == "best_of" else of - 1
    if not (key == "best_of") <= count <= most:
        what = f"{entries[key].name} is {count}, but there are {of} parts that count"
        raise entries[key].error(what, "one must be left to count")
    return of - count if key == "best_of" else count


def _bonus_at_most(entries: Mapping[str, Located], parts: tuple[Component, ...]) -> Decimal:
    if "bonus_at_most" in entries and not any(part.bonus for part in parts):
        raise entries["bonus_at_most"].error("no component of this level is a bonus", "give one 'bonus: 5' instead of a weight")
    return read_bonus_at_most(entries)


def _weight(value: Located) -> Decimal:
    if value.kind == "text" and value.text() == ASK:
        hint = "write your own, or let 'grader init DIR --rubric NAME' ask for it"
        raise value.error(f"{value.name} is yours to say: the course this rubric comes from publishes none", hint)
    weight = value.number()
    if not 0 <= weight <= 100:
        raise value.error(f"{value.name} is {weight}, but a weight lies from 0 to 100")
    return weight


def _source(value: Located, entries: Mapping[str, Located]) -> Source:
    stated = Source(entries["source"].one_of(_SOURCES)) if "source" in entries else None
    below = [key for key in _BELOW if key in entries]
    if len(below) > 1:
        raise entries[below[1]].error(
            f"{value.name} has both {below[0]} and {below[1]}", "keep one; components can hold criteria"
        )
    if stated is Source.EXAM and below:
        raise entries[below[0]].error(f"{value.name} is an exam, so it has no {below[0]}", "its points come from the exam file")
    if stated is not None and below in (["components"], ["one_of"]):
        raise entries["source"].error(
            f"{value.name} has components, so it has no source of its own", "give each of them a source"
        )
    if stated is not Source.EXAM and not below:
        raise value.error(f"{value.name} has nothing that earns points", "add 'criteria:', 'components:' or 'source: exam'")
    return Source.PARTS if below in (["components"], ["one_of"]) else stated or Source.REPOSITORY


def _per(entries: Mapping[str, Located], source: Source) -> Per:
    default = Per.STUDENT if source in {Source.EXAM, Source.ASSIGNMENTS} else Per.GROUP
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


def _missing(value: Located, source: Source) -> bool:
    if source is not Source.ASSIGNMENTS:
        raise value.error("only a component with 'source: assignments' has notebooks that may be missing", "remove 'missing:'")
    return value.one_of(("open", "zero")) == "zero"


def _share(entries: Mapping[str, Located], key: str, default: Decimal) -> Decimal:
    if key not in entries:
        return default
    share = quantity(entries[key], PERCENT, "10 %")
    if share > 100:
        raise entries[key].error(f"{entries[key].name} is {share} %, but must be at most 100 %")
    return share
