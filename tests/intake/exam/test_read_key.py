from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest

from grader.core.answer_key import AnswerKey, Credit, Kind, Question, Variant, Void
from grader.core.errors import InputError
from grader.intake.exam.read_key import read_key

_KEY = """\
defaults: {points: 2}
ignore: [Name]
questions:
  q1:
    title: "Which layer?"
    options: [Dense, Flatten]
    answer: Flatten
    guessing: true
  q2:
    kind: checkboxes
    options: [A, "B, or so", C]
    answer: [A, "B, or so"]
    accept: [[A, C]]
    rule: per_option
    wrong: -0.5
  q3: {kind: number, answer: [0.25, 1], tolerance: 1 %, points: 4, void: everyone}
  q4: {kind: text, answer: [softmax, 7, yes]}
variants:
  column: Form
  A:
  B: {q1: Question 7, q2: {title: Boxes, options: {1: A, 2: C, 3: "B, or so"}}}
"""


def _read(tmp_path: Path, text: str, name: str = "exam-key.yaml") -> AnswerKey:
    path = tmp_path / name
    path.write_text(text, encoding="utf-8")
    return read_key(path)


def test_a_key_is_read_whole(tmp_path: Path) -> None:
    key = _read(tmp_path, _KEY)
    two = Decimal(2)
    assert key.questions == (
        Question("q1", "Which layer?", Kind.SINGLE, two, (("Flatten",),), ("Dense", "Flatten"), guessing=True, line=4),
        Question(
            "q2", "q2", Kind.CHECKBOXES, two, (("A", "B, or so"), ("A", "C")), ("A", "B, or so", "C"),
            credit=Credit.PER_OPTION, wrong=Decimal("-0.5"), floor=Decimal(0), line=9,
        ),
        Question(
            "q3", "q3", Kind.NUMBER, Decimal(4), (("0.25",), ("1",)), tolerance=Decimal("0.01"), relative=True,
            void=Void.EVERYONE, line=16,
        ),
        Question("q4", "q4", Kind.TEXT, two, (("softmax",), ("7",), ("yes",)), line=17),
    )  # fmt: skip
    assert key.ignored == ("Name",)
    assert key.variant_column == "Form"
    assert key.variants == {
        "A": Variant(),
        "B": Variant({"q1": "Question 7", "q2": "Boxes"}, {"q2": {"1": "A", "2": "C", "3": "B, or so"}}),
    }
    assert key.maximum == 10


def test_a_key_may_be_a_table(tmp_path: Path) -> None:
    text = (
        "id,question,kind,answer,points,options,rule,tolerance,accept,void\n"
        "q1,Which layer?,,Flatten,2,Dense|Flatten,,,,\n"
        ',Boxes,checkboxes,"A|B, or so",2,"A|B, or so|C",per_option,,,excluded\n'
        "q3,How much?,number,0.25,4,,,1 %,0.5|1,\n"
        "q4,True?,text,true,1,,,,,\n"
    )
    key = _read(tmp_path, text, "key.csv")
    assert [one.id for one in key.questions] == ["q1", "q2", "q3", "q4"]
    assert [one.accepted for one in key.questions] == [
        (("Flatten",),), (("A", "B, or so"),), (("0.25",), ("0.5",), ("1",)), (("true",),),
    ]  # fmt: skip
    assert (key.questions[1].void, key.questions[1].credit) == (Void.EXCLUDED, Credit.PER_OPTION)
    assert key.maximum == 7


@pytest.mark.parametrize(
    ("old", "new", "line", "words"),
    [
        ("    answer: Flatten\n", "", 4, "has no 'answer'"),
        ("answer: Flatten", "answer: Flaten", 7, "none of the options\n  hint: did you mean 'Flatten'?"),
        ("answer: Flatten", "anser: Flatten", 7, "did you mean 'answer'?"),
        ("    options: [Dense, Flatten]\n", "", 4, "the correction for guessing needs 'options'"),
        ('    options: [A, "B, or so", C]\n', "", 9, "has no 'options'"),
        ('[A, "B, or so", C]', '[A, "A, C", "B, or so", C]', 11, "'A, C' cannot be told from 2 boxes"),
        ("[[A, C]]", "[[A, E]]", 13, "'E' is none of the options"),
        ("rule: per_option", "rule: per_box", 14, "must be one of all_or_nothing, per_option"),
        ("wrong: -0.5", "wrong: 0.5", 15, "0 or less, not 0.5"),
        ("points: 4", "points: 0", 16, "must be above 0"),
        ("points: 4", "points: four", 16, "must be a number"),
        ("tolerance: 1 %", "tolerance: -1", 16, "is below 0"),
        ("void: everyone", "void: all", 16, "must be one of everyone, excluded"),
        ("answer: [0.25, 1]", "answer: [0.25, one]", 16, "must be a number"),
        ("{kind: text, answer", "{kind: text, tolerance: 1, answer", 17, "only a number has a tolerance"),
        ("answer: [softmax, 7, yes]", "answer: []", 17, "is an empty list"),
        ("defaults: {points: 2}\n", "", 3, "questions.q1 has no 'points'"),
        ("{kind: text, answer", "{kind: text, title: which LAYER?, answer", 17, "has the heading of q1 on line 4"),
        ("B: {q1: Question 7", "B: {q9: Question 7", 21, "no question 'q9'"),
        ("2: C", "2: E", 21, "no option 'E' in the key"),
        ("2: C", "2: A", 21, "two options of this variant are 'A'"),
        ("B: {q1: Question 7", "B: {q1: q4", 21, "are both asked under 'q4'"),
    ],
)
def test_a_key_that_is_wrong_is_refused_with_its_line(tmp_path: Path, old: str, new: str, line: int, words: str) -> None:
    assert _KEY.count(old) == 1
    with pytest.raises(InputError) as caught:
        _read(tmp_path, _KEY.replace(old, new))
    assert words in str(caught.value)
    assert caught.value.line == line


@pytest.mark.parametrize(
    ("text", "line", "words"),
    [
        ("question,right\nQ,A\n", 1, "unknown column 'right'"),
        ("question,points\nQ,1\n", 1, "the header needs question,answer"),
        ("question,answer,points\n", 1, "names no question"),
        ("id,question,answer,points\nq1,Q,A,1\nq1,R,A,1\n", 3, "stands twice, first on line 2"),
        ("question,answer\nQ,A\n", 2, "has no 'points'"),
        ("question,answer,points\nQ,A,many\n", 2, "q1.points must be a number"),
    ],
)
def test_a_table_that_is_wrong_is_refused_with_its_line(tmp_path: Path, text: str, line: int, words: str) -> None:
    with pytest.raises(InputError) as caught:
        _read(tmp_path, text, "key.csv")
    assert words in str(caught.value)
    assert caught.value.line == line
