from dataclasses import fields, replace
from typing import Any

import pytest

from grader.core.limits import Limits
from grader.gradebook.evidence_key import evidence_key

PARTS: dict[str, Any] = {
    "commit": "0" * 40,
    "limits": Limits(),
    "dataset_sha256": "d",
    "training_sha256": "t",
    "environment": "grader 0.1.0, Python 3.11, TensorFlow 2.21, namespaces",
    "group": "team-a",
}


def test_equal_parts_give_an_equal_key_of_64_hexadecimal_digits() -> None:
    assert evidence_key(**PARTS) == evidence_key(**{**PARTS, "limits": Limits()})
    assert len(bytes.fromhex(evidence_key(**PARTS))) == 32


@pytest.mark.parametrize("part", PARTS)
def test_each_part_changes_the_key(part: str) -> None:
    other = Limits(seconds=1) if part == "limits" else PARTS[part] + "x"
    assert evidence_key(**{**PARTS, part: other}) != evidence_key(**PARTS)


@pytest.mark.parametrize("limit", [field.name for field in fields(Limits)])
def test_each_limit_changes_the_key(limit: str) -> None:
    other = "never" if limit == "gpu" else 7
    assert evidence_key(**{**PARTS, "limits": replace(Limits(), **{limit: other})}) != evidence_key(**PARTS)


def test_the_same_limit_written_as_a_whole_or_a_decimal_number_is_the_same_key() -> None:
    assert evidence_key(**{**PARTS, "limits": Limits(seconds=1200.0)}) == evidence_key(
        **{**PARTS, "limits": Limits(seconds=1200)}
    )


def test_parts_do_not_run_into_each_other() -> None:
    assert evidence_key(**{**PARTS, "dataset_sha256": "dt", "training_sha256": ""}) != evidence_key(**PARTS)
