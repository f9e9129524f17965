from __future__ import annotations

import pickle

from hypothesis import given
from hypothesis import strategies as st

from grader.core.said import Said, in_words, say

CHINESE = {"{count} files in {where}": "{where}有 {count} 個檔案", "the folder": "資料夾"}


def test_a_sentence_is_a_string_in_english() -> None:
    said = say("{count} files in {where}", count=2, where="x")
    assert said == "2 files in x"
    assert isinstance(said, str)


def test_it_is_said_in_another_language_with_the_sentences_in_it() -> None:
    said = say("{count} files in {where}", count=2, where=say("the folder"))
    assert in_words(said, lambda text: CHINESE.get(text, text)) == "資料夾有 2 個檔案"
    assert in_words("plain", CHINESE.__getitem__) == "plain"


@given(st.text())
def test_what_is_put_in_is_never_read_as_a_template(text: str) -> None:
    said = say("a {name} b", name=text)
    assert said == f"a {text} b"
    assert in_words(said, lambda template: template) == said


def test_it_survives_pickling_with_its_words() -> None:
    said = pickle.loads(pickle.dumps(say("{a}", a=1)))  # noqa: S301 - our own
    assert (type(said), said.template, said.values) == (Said, "{a}", {"a": 1})
