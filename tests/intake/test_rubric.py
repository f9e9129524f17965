from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest

from grader.checks import CHECKS
from grader.core.errors import InputError
from grader.core.rubric import Band, Course, Late, Level, Per, Scale, Source
from grader.intake.rubric import read_rubric

_KNOWN = {name: check.options for name, check in CHECKS.items()} | {"plugged_in": frozenset({"size", "word", "flag"})}
_GOOD = """\
course: Deep Learning
components:
  project:
    weight: 60
    late: {grace: 2 h, per_day: 10 %, at_most: 30 %}
    criteria:
      runs: {points: 15, check: notebook_runs, with: {partial: true}}
      accuracy:
        points: 40
        check: accuracy
        bands: {constant: 0, linear: 15, cnn: 36, 0.995: 40}
        requires: runs
      the_talk:
        points: 25
        levels: {25: Great, 12.5: "Good", 0: Missed}
  exam: {weight: 40, source: exam}
"""


def _read(tmp_path: Path, text: str) -> Course:
    path = tmp_path / "r.yaml"
    path.write_text(text)
    return read_rubric(path, checks=_KNOWN)


def _refusal(tmp_path: Path, text: str) -> InputError:
    with pytest.raises(InputError) as caught:
        _read(tmp_path, text)
    return caught.value


def test_the_whole_scheme_is_read(tmp_path: Path) -> None:
    course = _read(tmp_path, _GOOD)
    project, exam = course.components
    assert course.title == "Deep Learning"
    assert course.scale == Scale()
    assert (project.source, project.per, project.weight, project.line) == (Source.REPOSITORY, Per.GROUP, Decimal(60), 3)
    assert project.late == Late(120, Decimal(10), Decimal(30))
    assert (exam.source, exam.per, exam.late) == (Source.EXAM, Per.STUDENT, None)
    runs, accuracy, talk = project.criteria
    assert (runs.title, runs.options, runs.line) == ("Runs", {"partial": True}, 7)
    assert accuracy.bands[2:] == (Band("cnn", Decimal(36)), Band(0.995, Decimal(40)))
    assert accuracy.requires == ("runs",)
    assert (talk.title, talk.check) == ("The talk", None)
    assert talk.levels[1] == Level(Decimal("12.5"), "Good")


def test_components_may_hold_components(tmp_path: Path) -> None:
    course = _read(
        tmp_path,
        "course: x\ncomponents:\n  a:\n    weight: 100\n    components:\n"
        "      b: {weight: 33.3, source: exam}\n"
        "      c: {weight: 66.7, source: marks, criteria: {d: {points: 1, levels: {1: x}}}}\n",
    )
    assert [component.source for component in course.components] == [Source.PARTS]
    assert [component.id for component in course.leaves()] == ["b", "c"]


def test_tenths_of_a_percent_add_exactly(tmp_path: Path) -> None:
    weights = "".join(f"  e{at}: {{weight: {weight}, source: exam}}\n" for at, weight in enumerate(["0.1", "0.2", "99.7"]))
    assert len(_read(tmp_path, f"course: x\ncomponents:\n{weights}").components) == 3


def test_a_rubric_may_say_which_files_are_handed_in_and_how_grades_look(tmp_path: Path) -> None:
    more = 'grades: {range: [1, 6], step: 0.5, pass: 4}\nsubmission: {notebook: "final.ipynb", model: ["*.h5", "out/*.keras"]}\n'
    course = _read(tmp_path, _GOOD + more)
    assert course.scale == Scale(Decimal(1), Decimal(6), Decimal("0.5"), Decimal(4))
    assert (course.notebook, course.model) == (("final.ipynb",), ("*.h5", "out/*.keras"))


def test_options_of_a_plug_in_keep_the_kind_they_are_written_in(tmp_path: Path) -> None:
    with_ = "check: plugged_in, with: {size: 0.1, word: some, flag: false}"
    course = _read(tmp_path, _GOOD.replace("check: notebook_runs, with: {partial: true}", with_))
    assert course.components[0].criteria[0].options == {"size": Decimal("0.1"), "word": "some", "flag": False}


@pytest.mark.parametrize(
    ("old", "new", "line", "words"),
    [
        ("weight: 60", "weight: 55", 2, "add to 95, not to 100 (project 55 + exam 40)"),
        ("weight: 60", "weight: sixty", 4, "must be a number, not a text ('sixty')"),
        ("weight: 60", "weight: '60'", 4, "must be a number"),
        ("weight: 60", "weight: -60", 4, "from 0 to 100"),
        ("weight: 60", "wieght: 60", 4, "did you mean 'weight'?"),
        ("    weight: 60\n", "", 3, "has no 'weight'"),
        ("weight: 60", "weight: 60\n    weight: 60", 5, "given twice"),
        ("course: Deep Learning", "courze: x", 1, "did you mean 'course'?"),
        ("points: 40\n", "points: forty\n", 9, "must be a number"),
        ("points: 40\n", "points: 0\n", 9, "must be over 0"),
        ("check: accuracy", "check: acuracy", 10, "did you mean 'accuracy'?"),
        ("with: {partial: true}", "with: {partail: true}", 7, "did you mean 'partial'?"),
        ("with: {partial: true}", "with: {partial: often}", 7, "must be true or false"),
        ("check: notebook_runs, with: {partial: true}", "check: reproduces, with: {tolerance: some}", 7, "must be a number"),
        ("check: notebook_runs, with: {partial: true}", "check: reproduces, with: {tolerance: -1}", 7, "cannot be negative"),
        (
            "check: notebook_runs, with: {partial: true}",
            "check: macro_f1, with: {model: comitted}",
            7,
            "did you mean 'committed'?",
        ),
        ("check: notebook_runs, with: {partial: true}", "check: contents, with: {training: 8, model: 6}", 7, "add to 14 (8 + 6)"),
        ("check: accuracy", "title: x", 8, "neither check nor levels"),
        ("check: accuracy", "check: accuracy\n        levels: {1: x}", 8, "both check and levels"),
        ("check: accuracy", "ballots: {}", 10, "keys with values"),
        ("check: accuracy", "ballots: {file: b.csv, by: bordda}", 10, "did you mean 'borda'"),
        ("check: accuracy", "ballots: {file: b.csv, of: x}", 10, "unknown key 'of'"),
        ("check: accuracy", "ballots: {file: b.csv}", 11, "names a model"),
        ('levels: {25: Great, 12.5: "Good", 0: Missed}', "ballots: {file: b, compare: project.talk}", 13, "project.the_talk"),
        ("constant: 0, linear: 15", "0.9: 20, 0.95: 15", 11, "the bands fall: 0.95 earns 15, but 0.9 already earns 20"),
        ("constant: 0, linear: 15", "0.99: 10, 0.95: 15", 11, "the bands fall"),
        ("constant: 0, linear: 15", "0.9: 1, 0.90: 2", 11, "two bands stand at 0.9"),
        ("cnn: 36", "cnn: 41", 11, "outside 0 to 40"),
        ("cnn: 36", "cnn: -1", 11, "outside 0 to 40"),
        ("cnn: 36", "the cnn: 36", 11, "neither a number nor the name"),
        ("0.995: 40", "99.5: 40", 11, "write 0.97 for 97 %"),
        ("{constant: 0, linear: 15, cnn: 36, 0.995: 40}", "{cnn: 36}", 11, "one band"),
        ("requires: runs", "requires: run", 12, "did you mean 'runs'?"),
        ("requires: runs", "requires: accuracy", 12, "in a circle: accuracy -> accuracy"),
        ("25: Great", "26: Great", 15, "outside 0 to 25"),
        ("25: Great", "12.50: Great", 15, "two levels are worth 12.5"),
        ("25: Great", "best: Great", 15, "must be a number of points"),
        ("25: Great", "25: null", 15, "must be a text, not nothing"),
        ("grace: 2 h", "grace: 2", 5, "such as 2 h"),
        ("grace: 2 h", "grace: 2 hours", 5, "a number with a unit (s, min, h, d)"),
        ("grace: 2 h", "grace: 90 s", 5, "whole minutes"),
        ("per_day: 10 %", "per_day: 10", 5, "such as 10 %"),
        ("at_most: 30 %", "at_most: 130 %", 5, "at most 100 %"),
        ("source: exam", "source: exma", 16, "did you mean 'exam'?"),
        (", source: exam", "", 16, "nothing that earns points"),
        ("source: exam", "source: exam, per: group", 16, "by each student"),
        ("per_day: 10 %", "per_day: 10 %, per_hour: 1 %", 5, "both per_day and per_hour"),
        ("at_most: 30 %", "cut_off: 1 h", 5, "the cut-off lies within the grace"),
        ("at_most: 30 %", "cut_off: 99999999 d", 5, "cut_off is more than 100 years"),
        ("at_most: 30 %", "budget: 3", 5, "a number with a unit"),
        ("source: exam", "source: exam, deadline: exam", 16, "from the repository has a deadline"),
        ("source: exam", "source: exam, late: {grace: 1 h}", 16, "from the repository can be late"),
        ("source: exam", "source: exam, criteria: {a: {points: 1, levels: {1: x}}}", 16, "has no criteria"),
        ("    late: {grace: 2 h, per_day: 10 %, at_most: 30 %}", "    source: marks", 7, "no repository to check"),
        ("  exam:", "  total:", 16, "'total' is kept"),
        ("  exam:", "  the exam:", 16, "cannot name a component"),
    ],
)
def test_what_is_wrong_is_refused_with_its_line(tmp_path: Path, old: str, new: str, line: int, words: str) -> None:
    assert _GOOD.count(old) == 1
    error = _refusal(tmp_path, _GOOD.replace(old, new))
    assert words in str(error)
    assert error.line == line


def test_a_circle_of_three_is_named(tmp_path: Path) -> None:
    criteria = ", ".join(f"{a}: {{points: 1, check: accuracy, requires: [{b}]}}" for a, b in ("ab", "bc", "ca"))
    error = _refusal(tmp_path, f"course: x\ncomponents:\n  p:\n    weight: 100\n    criteria: {{{criteria}}}\n")
    assert "in a circle" in error.what
    assert all(name in error.what for name in "abc")


@pytest.mark.parametrize(
    ("more", "words"),
    [
        ("grades: {range: [100, 0]}", "the lower first"),
        ("grades: {range: 100}", "must be a list"),
        ("grades: {step: 0}", "over 0"),
        ("grades: {pass: 101}", "outside the range"),
        ("grades: {range: [1, 6]}", "outside the range"),
        ("submission: {notebook: ../x.ipynb}", "leaves the group's repository"),
        ("submission: {notebook: [/x.ipynb]}", "leaves the group's repository"),
        ("submission: {notebok: x.ipynb}", "did you mean 'notebook'?"),
    ],
)
def test_wrong_grades_and_patterns_are_refused(tmp_path: Path, more: str, words: str) -> None:
    error = _refusal(tmp_path, _GOOD + more + "\n")
    assert words in str(error)
    assert error.line == 17


def test_levels_in_a_component_with_options_say_that_these_have_no_effect(tmp_path: Path) -> None:
    error = _refusal(tmp_path, _GOOD.replace("levels: {25", "with: {a: 1}\n        levels: {25"))
    assert "'with' has no effect" in error.what


_NESTED = """\
course: x
grades: {letters: {A+: 90, B: 75.5, C: 60, F: 0}, pass: C}
bonus_at_most: 3
components:
  exercises:
    weight: 60
    drop_lowest: 2
    weights: equal
    must_pass: 50 %
    components:
      one: {source: marks, criteria: {d: {points: 1, levels: {1: x}}}}
      two: {source: marks, criteria: {d: {points: 1, levels: {1: x}}}}
      three: {source: marks, criteria: {d: {points: 1, levels: {1: x}}}}
      extra: {bonus: 5, source: marks, criteria: {d: {points: 1, levels: {1: x}}}}
    bonus_at_most: 4
  exam: {weight: 40, source: exam}
  forum: {bonus: 3, source: marks, criteria: {d: {points: 1, levels: {1: x}}}}
"""


def test_a_level_may_drop_its_lowest_weigh_all_the_same_and_add_a_bonus(tmp_path: Path) -> None:
    course = _read(tmp_path, _NESTED)
    exercises, exam, forum = course.components
    assert (exercises.drop_lowest, exercises.must_pass, exercises.bonus_at_most) == (2, Decimal(50), Decimal(4))
    assert [(part.weight, part.bonus) for part in exercises.components] == [(1, False)] * 3 + [(5, True)]
    assert (exam.must_pass, forum.bonus, forum.weight, course.bonus_at_most) == (None, True, 3, 3)
    assert [letter.name for letter in course.scale.letters] == ["A+", "B", "C", "F"]
    assert course.scale.passed == 60


def test_the_best_of_some_is_all_but_the_lowest(tmp_path: Path) -> None:
    course = _read(tmp_path, _NESTED.replace("drop_lowest: 2", "best_of: 2"))
    assert course.components[0].drop_lowest == 1


@pytest.mark.parametrize(
    ("old", "new", "line", "words"),
    [
        ("    weights: equal\n", "", 10, "no 'weight'"),
        ("one: {source", "one: {weight: 3, source", 11, "weight where all weigh the same"),
        ("extra: {bonus: 5,", "extra: {bonus: 5, weight: 5,", 14, "no weight"),
        ("drop_lowest: 2", "drop_lowest: 3", 7, "3 parts that count"),
        ("drop_lowest: 2", "best_of: 0", 7, "one must be left"),
        ("drop_lowest: 2", "drop_lowest: 1.5", 7, "whole number"),
        ("drop_lowest: 2", "drop_lowest: 1\n    best_of: 2", 8, "two ways"),
        ("must_pass: 50 %", "must_pass: 150 %", 9, "at most 100 %"),
        ("must_pass: 50 %", "must_pass: 50", 9, "unit"),
        ("exam: {weight: 40,", "exam: {weight: 40, drop_lowest: 1,", 16, "needs components"),
        ("exam: {weight: 40,", "exam: {bonus: 40,", 4, "add to 60"),
        ("bonus_at_most: 3", "bonus_at_most: 300", 3, "0 to 100"),
        ("extra: {bonus: 5,", "extra: {", 15, "no component of this level is a bonus"),
        ("pass: C}", "pass: D}", 2, "no letter"),
        ("pass: C}", "range: [0, 10], pass: C}", 2, "letters and a range"),
        (", pass: C}", "}", 2, "which of them pass"),
        ("F: 0", "F: 10", 2, "lowest of them 0"),
        ("B: 75.5", "B: 90", 2, "bound each"),
        ("A+: 90", "A+: 101", 2, "0 to 100"),
    ],
)
def test_a_wrong_scheme_is_refused_with_its_line(tmp_path: Path, old: str, new: str, line: int, words: str) -> None:
    assert _NESTED.count(old) == 1
    error = _refusal(tmp_path, _NESTED.replace(old, new))
    assert (error.line, words in str(error)) == (line, True), str(error)
