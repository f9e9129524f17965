from __future__ import annotations

from pathlib import Path

import pytest

from grader.core.errors import InputError
from grader.core.roster import Roster
from grader.core.rubric import Source
from grader.intake.ballot_rule import read_ballot_rule
from grader.intake.located_yaml import read_yaml
from grader.intake.peers import read_peers
from grader.intake.rating_rule import read_rating_rule
from grader.intake.rubric import read_rubric

_RUBRIC = """\
course: Ballots
components:
  talk:
    weight: 100
    source: repository
    criteria:
      liked: {points: 10, ballots: {file: ballots.csv}}
"""


@pytest.mark.parametrize("name", ["x" * 256, "a/\\0", "\\ud800.csv", "é" * 128])
def test_a_file_of_ballots_or_ratings_that_can_be_no_path_is_refused_with_its_line(tmp_path: Path, name: str) -> None:
    (tmp_path / "rule.yaml").write_text(f'# of peers\nfile: "{name}"\n', encoding="utf-8")
    rule = read_yaml(tmp_path / "rule.yaml")
    with pytest.raises(InputError, match=r"rule\.yaml:2: "):
        read_ballot_rule(rule)
    with pytest.raises(InputError, match=r"rule\.yaml:2: "):
        read_rating_rule(rule, Source.REPOSITORY)


def test_ballots_in_a_folder_that_may_not_be_entered_are_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(_path: Path) -> bool:
        raise PermissionError(13, "Permission denied")

    (tmp_path / "rubric.yaml").write_text(_RUBRIC, encoding="utf-8")
    rubric = read_rubric(tmp_path / "rubric.yaml", checks={})
    monkeypatch.setattr(Path, "exists", refuse)
    with pytest.raises(InputError, match=r"ballots\.csv: cannot be looked for: Permission denied"):
        read_peers(tmp_path, rubric, Roster(()))
