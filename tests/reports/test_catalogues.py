from __future__ import annotations

import subprocess
import sys
from importlib.resources import files
from pathlib import Path
from typing import Any

import pytest

from grader.intake.languages import ENGLISH, catalogue, languages
from grader.reports.language import language

ROOT = Path(__file__).parents[2]
OTHERS = sorted(set(languages()) - {ENGLISH})


def test_there_are_the_languages_that_the_readme_names() -> None:
    assert languages() == ("de", "en", "zh-Hans", "zh-Hant")


def test_every_catalogue_is_complete_and_current() -> None:
    done = subprocess.run([sys.executable, ROOT / ".ci" / "catalogues", "--check"], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout) == (0, "every catalogue is complete and current\n"), done.stdout + done.stderr


def test_the_check_finds_what_is_missing(tmp_path: Path) -> None:
    """The script is copied beside a catalogue with a hole, so that a green check is known to mean something."""
    for folder in (".ci", "grader/reports/templates", "grader/locale/de/LC_MESSAGES"):
        (tmp_path / folder).mkdir(parents=True)
    (tmp_path / ".ci/catalogues").write_bytes((ROOT / ".ci" / "catalogues").read_bytes())
    (tmp_path / "grader/reports/one.py").write_text('say("A new sentence of {n} words.", n=5)\n')
    done = subprocess.run([sys.executable, tmp_path / ".ci/catalogues", "--check"], capture_output=True, text=True, check=False)
    assert done.returncode == 1
    assert "not translated: 'A new sentence of {n} words.'" in done.stdout


def test_a_message_is_said_with_its_values_and_numbers_as_the_language_writes_them() -> None:
    assert language("de").say("{right} of {samples} digits right", right="1", samples="2") == "1 von 2 Ziffern richtig"
    assert language("de").count("{n} minute", "{n} minutes", 1565) == "1\u202f565 Minuten"
    assert language("en").count("{n} minute", "{n} minutes", 1565) == "1,565 minutes"
    assert language("zh-Hant").count("{n} group", "{n} groups", 1) == "1 組"


def test_a_language_without_a_catalogue_is_refused() -> None:
    with pytest.raises(ValueError, match=r"no catalogue for '\.\./de'"):
        catalogue("../de")


@pytest.mark.parametrize("code", OTHERS)
def test_a_page_is_in_its_language_with_the_same_figures(case: Any, read_page: Any, code: str) -> None:
    from grader.reports.students_page import students_page

    english, other = (read_page(students_page(case.course, case.marks, generated_at="now", code=one)) for one in (ENGLISH, code))
    assert ("html", {"lang": code}) in other.tags
    assert other.tables[0][0] != english.tables[0][0]
    assert [row[1:3] for row in other.tables[0][1:]] == [row[1:3] for row in english.tables[0][1:]]
    points = [[cell for cell in row if cell[:1].isdigit()] for row in english.tables[0]]
    assert points == [[cell for cell in row if cell[:1].isdigit()] for row in other.tables[0]]


@pytest.mark.parametrize("code", OTHERS)
def test_every_page_and_file_can_be_written_in_every_language(case: Any, tmp_path: Path, code: str) -> None:
    from grader.reports.write_reports import write_reports

    written = write_reports(
        tmp_path, case.course, case.roster, case.marks, case.evidence, yardsticks=case.yardsticks, generated_at="now",
        sandbox="none", notebooks=case.notebooks, heldout=case.heldout, durations={"Group 1": 9.0}, code=code,
    )  # fmt: skip
    texts = "".join(path.read_text(encoding="utf-8") for path in written)
    for english in ("Skip to the content", "What you handed in", "not known yet", "Where the time went", "Digits it gets wrong"):
        assert english not in texts


def test_what_a_catalogue_says_is_escaped_like_anything_else() -> None:
    assert not any("<" in text for code in OTHERS for text in vars(catalogue(code))["_catalog"].values())
    assert files("grader").joinpath("locale").is_dir()
