from __future__ import annotations

import re
from typing import Any

import pytest


@pytest.fixture
def render(case: Any, group_file: Any) -> Any:
    def of(number: int) -> str:
        group = case.roster.groups[number]
        evidence = case.evidence.get(group.id)
        return str(group_file(".md", case.course, group, case.marks, evidence, generated_at="2027-01-09 09:30"))

    return of


@pytest.mark.parametrize("number", range(5))
def test_the_points_are_those_of_the_marks(case: Any, number: int, render: Any) -> None:
    text = render(number)
    project = next(mark for mark in case.marks if mark.student.group == case.roster.groups[number].id).components[0]
    for score in project.criteria:
        shown = "—" if score.points is None else f"{float(score.points):.2f}"
        assert f"| {score.title} | {shown} / {score.maximum} |" in text


@pytest.mark.parametrize(
    ("number", "said"),
    [(0, None), (1, "So far 68.81 of 75 points"), (2, "So far 19.00 of 25 points"), (4, None)],
    ids=["all is known", "one criterion is open", "the machine failed", "nothing is known"],
)
def test_what_is_known_is_added_up_while_the_rest_is_open(number: int, said: str | None, render: Any) -> None:
    text = render(number)
    assert ("So far" in text) == (said is not None)
    assert said is None or said in text


@pytest.mark.parametrize("number", range(5))
def test_every_row_of_a_table_has_as_many_cells_as_its_head(number: int, render: Any) -> None:
    width = None
    for line in render(number).splitlines():
        cells = len(re.findall(r"(?<!\\)\|", line)) if line.startswith("|") else None
        assert width is None or cells is None or cells == width, line
        width = cells


def test_nothing_of_a_group_becomes_markup(render: Any) -> None:
    text = render(3)
    assert "<" not in text
    assert "\u202e" not in text
    assert "\x1b" not in text
    assert "](" not in text
    assert not re.search(r"(?<!\\)://", text)  # GitHub would make a link of it


def test_markdown_specials_in_names_are_escaped(case: Any, group_file: Any) -> None:
    from dataclasses import replace

    group = replace(case.roster.groups[4], id="**a** | [b](http://c) `d`\n# e &lt;")
    text = group_file(".md", case.course, group, (), None)
    assert text.splitlines()[0] == r"# \*\*a\*\* \| \[b\](http\://c) \`d\`\\x0a\# e &amp;lt;"


def test_no_blank_runs_and_the_same_bytes_again(render: Any) -> None:
    for number in range(5):
        text = render(number)
        assert text == render(number)
        assert "\n\n\n\n" not in text
