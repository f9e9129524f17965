from __future__ import annotations

from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from grader.checks import CHECKS
from grader.core.errors import InputError
from grader.intake.rubric import read_rubric

_RUBRIC = """\
course: C
components:
  work:
    weight: 100
    criteria:
      one:
        points: 10
        check: {check}
        with: {options}
"""


def _read(tmp_path: Path, check: str, options: str) -> Any:
    path = tmp_path / "r.yaml"
    path.write_text(_RUBRIC.format(check=check, options=options))
    course = read_rubric(path, checks={name: one.options for name, one in CHECKS.items()})
    return course.components[0].criteria[0].options


@pytest.mark.parametrize(
    ("check", "options", "expected"),
    [
        ("code_style", "{ignore: [E501, W]}", {"ignore": ("E501", "W")}),
        ("group_size", "{at_least: 3, at_most: 5}", {"at_least": 3, "at_most": 5}),
        ("cost", "{parameters: 100000, model: written}", {"parameters": Decimal(100000), "model": "written"}),
        ("beats_reference", "{reference: mlp, surely: true}", {"reference": "mlp", "surely": True}),
        ("outputs_agree", "{tolerance: 0.01}", {"tolerance": Decimal("0.01")}),
    ],
)
def test_options_are_read_as_their_check_wants_them(tmp_path: Path, check: str, options: str, expected: dict[str, Any]) -> None:
    assert _read(tmp_path, check, options) == expected


@pytest.mark.parametrize(
    ("check", "options", "says"),
    [
        ("code_style", "{ignore: [F401]}", "no rule of pycodestyle"),
        ("code_style", "{ignore: E501}", "must be a list"),
        ("group_size", "{at_least: 0}", "at least 1"),
        ("group_size", "{at_most: 2.5}", "a whole number"),
        ("cost", "{parameters: -1}", "cannot be negative"),
        ("cost", "{megabyte: 1}", "did you mean 'megabytes'"),
        ("beats_reference", "{surely: 1}", "true or false"),
        ("outputs_agree", "{tolerance: small}", "must be a number"),
    ],
)
def test_a_wrong_option_is_refused_with_its_line_and_a_hint(tmp_path: Path, check: str, options: str, says: str) -> None:
    with pytest.raises(InputError) as caught:
        _read(tmp_path, check, options)
    assert caught.value.line == 9
    assert says in f"{caught.value.what} {caught.value.hint}"
