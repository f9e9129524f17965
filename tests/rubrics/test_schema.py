from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from grader.checks import CHECKS
from grader.intake.located_yaml import read_yaml
from grader.intake.rubric_schema import rubric_schema_text

FOLDER = Path(__file__).parents[2] / "rubrics"
RUBRICS = sorted(FOLDER.glob("*.yaml"))


def plain(value: Any) -> Any:
    """Return a located value as JSON would hold it."""
    if value.kind == "mapping":
        return {key: plain(entry) for key, entry in value.mapping().items()}
    if value.kind == "list":
        return [plain(part) for part in value.items()]
    number = value.number() if value.kind == "number" else None
    if number is not None:
        return int(number) if number == number.to_integral_value() else float(number)
    return value.truth() if value.kind == "boolean" else value.raw


@pytest.fixture(scope="module")
def schema() -> Draft202012Validator:
    found = json.loads((FOLDER / "schema.json").read_text(encoding="utf-8"))
    Draft202012Validator.check_schema(found)
    return Draft202012Validator(found)


def test_the_schema_is_what_the_reader_knows_now() -> None:
    text = rubric_schema_text({name: check.options for name, check in CHECKS.items()})
    assert (FOLDER / "schema.json").read_text(encoding="utf-8") == text, "run: grader check-rubric --schema > rubrics/schema.json"


@pytest.mark.parametrize("path", RUBRICS, ids=lambda path: path.stem)
def test_every_rubric_fits_it_and_names_it_for_editors(path: Path, schema: Draft202012Validator) -> None:
    assert [error.message for error in schema.iter_errors(plain(read_yaml(path)))] == []
    assert "# yaml-language-server: $schema=schema.json" in path.read_text(encoding="utf-8")


def test_a_key_misspelt_or_a_check_that_is_none_is_underlined(schema: Draft202012Validator) -> None:
    rubric = plain(read_yaml(FOLDER / "ncku-deep-learning.yaml"))
    rubric["components"]["exam"]["wieght"] = rubric["components"]["exam"].pop("weight")
    rubric["components"]["project"]["criteria"]["runs"]["check"] = "notebook_run"
    assert len(list(schema.iter_errors(rubric))) == 2
