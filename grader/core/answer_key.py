"""An exam's answer key: which answers are right, and what they are worth."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum


class Kind(StrEnum):
    """How a question is answered."""

    SINGLE = "single"
    CHECKBOXES = "checkboxes"
    NUMBER = "number"
    TEXT = "text"


class Credit(StrEnum):
    """What ticking some of the right boxes earns."""

    ALL_OR_NOTHING = "all_or_nothing"
    PER_OPTION = "per_option"


class Void(StrEnum):
    """What becomes of a question that should not have been asked: full points for everyone, or it does not count at all."""

    EVERYONE = "everyone"
    EXCLUDED = "excluded"


@dataclass(frozen=True)
class Question:
    """One question; `title` is the heading of its column in the export.

    `accepted` are the right answers, each as the boxes to tick (of other kinds: one text). A number is right within
    `tolerance`, of the right number's own size where `relative`. `wrong` (0 or less) is what a wrong answer, or each wrong
    box, costs; None is what the rule says: nothing, under PER_OPTION as much as a right box earns, with `guessing`
    points / (options - 1). `floor` is the least that the question can earn, None for no bound.
    """

    id: str
    title: str
    kind: Kind
    points: Decimal
    accepted: tuple[tuple[str, ...], ...]
    options: tuple[str, ...] = ()
    tolerance: Decimal = Decimal(0)
    relative: bool = False
    credit: Credit = Credit.ALL_OR_NOTHING
    wrong: Decimal | None = None
    floor: Decimal | None = None
    guessing: bool = False
    void: Void | None = None
    line: int = 0


@dataclass(frozen=True)
class Variant:
    """One form of the exam: under which heading it asks a question, and what its options are called in the key.

    Both by the question's id; what is not there is as in the key.
    """

    headings: Mapping[str, str] = field(default_factory=dict)
    options: Mapping[str, Mapping[str, str]] = field(default_factory=dict)


@dataclass(frozen=True)
class AnswerKey:
    """All questions; `ignored` are headings of columns that are none, `variant_column` the heading that names the variant."""

    questions: tuple[Question, ...]
    ignored: tuple[str, ...] = ()
    variants: Mapping[str, Variant] = field(default_factory=dict)
    variant_column: str = ""
    file: str = ""

    @property
    def maximum(self) -> Decimal:
        """Return what a perfect exam earns: the points of all questions that count."""
        return sum((one.points for one in self.questions if one.void is not Void.EXCLUDED), Decimal(0))
