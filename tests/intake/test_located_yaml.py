from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from grader.core.errors import InputError
from grader.intake.located_yaml import read_yaml


def _file(tmp_path: Path, text: str | bytes) -> Path:
    path = tmp_path / "some.yaml"
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return path


def test_every_value_knows_its_line_and_its_name(tmp_path: Path) -> None:
    root = read_yaml(_file(tmp_path, "# comment\na: 1\nb:\n  c: text\n  d: [1,\n      2]\n"))
    assert (root.entries["a"].line, root.entries["a"].name) == (2, "a")
    inner = root.entries["b"].entries
    assert (inner["c"].line, inner["c"].name) == (4, "b.c")
    assert [item.line for item in inner["d"].items()] == [5, 6]


def test_numbers_are_exact(tmp_path: Path) -> None:
    assert read_yaml(_file(tmp_path, "a: 0.1\n")).entries["a"].number() == Decimal("0.1")


def test_a_byte_order_mark_and_windows_line_ends_are_fine(tmp_path: Path) -> None:
    root = read_yaml(_file(tmp_path, b"\xef\xbb\xbfa: 1\r\nb: 2\r\n"))
    assert {key: value.line for key, value in root.entries.items()} == {"a": 1, "b": 2}


@pytest.mark.parametrize(
    ("text", "line", "words"),
    [
        ("a: 1\nb: 2\na: 3\n", 3, "'a' is given twice"),
        ("x: {a: 1, a: 2}\n", 1, "given twice"),
        ("a: &x [1]\nb: *x\n", 2, "alias"),
        ("a: &x [*x]\n", 1, "alias"),
        ("a:\n\t- 1\n", 2, "with spaces, not with a tab"),
        ("a: b: c\n", 1, "in quotes"),
        ("a: 1\nb: [1\n", 3, "brackets"),
        ("a: 1\n---\nb: 1\n", 2, "another document"),
        ("a: 1\nb: !!python/object:os.system x\n", 2, "tag"),
        ("", 1, "empty"),
        ("# only a comment\n", 1, "empty"),
        ("- a\n", 1, "keys with values"),
        ("? [a, b]\n: 1\n", 1, "single word"),
        (b"a: 1\nb: \xff\n", 2, "save the file as UTF-8"),
        ("[" * 100 + "]" * 100, 1, "levels"),
    ],
)
def test_what_cannot_be_kept_is_refused_with_its_line(tmp_path: Path, text: str | bytes, line: int, words: str) -> None:
    path = _file(tmp_path, text)
    with pytest.raises(InputError) as caught:
        read_yaml(path)
    assert str(caught.value).startswith(f"{path}:{line}: ")
    assert words in str(caught.value)


def test_control_characters_are_refused(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="not YAML"):
        read_yaml(_file(tmp_path, "a: \x00\n"))


def test_a_missing_file_and_a_folder_are_refused(tmp_path: Path) -> None:
    for path in (tmp_path / "none.yaml", tmp_path):
        with pytest.raises(InputError, match="cannot be read"):
            read_yaml(path)


@pytest.mark.parametrize("value", ["text", "'1'", "true", "[1]", "{a: 1}", "", ".inf", ".nan", "0x10", "1e99999", "9" * 100])
def test_only_a_number_is_a_number(tmp_path: Path, value: str) -> None:
    with pytest.raises(InputError, match="must be a number"):
        read_yaml(_file(tmp_path, f"a: {value}\n")).entries["a"].number()


@pytest.mark.parametrize("value", ["yes", "'true'", "1"])
def test_only_true_and_false_are_a_truth(tmp_path: Path, value: str) -> None:
    with pytest.raises(InputError, match="must be true or false"):
        read_yaml(_file(tmp_path, f"a: {value}\n")).entries["a"].truth()


def test_an_unknown_key_is_refused_with_the_nearest_known_one(tmp_path: Path) -> None:
    root = read_yaml(_file(tmp_path, "weight: 1\nwieght: 2\n"))
    with pytest.raises(InputError, match=r":2: unknown key 'wieght'[^$]*did you mean 'weight'\?"):
        root.fields(required=("weight",))


def test_a_missing_key_is_named(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="no 'weight'"):
        read_yaml(_file(tmp_path, "title: x\n")).fields(required=("weight",), optional=("title",))


@given(st.text(max_size=60))
def test_any_text_is_read_or_refused_in_a_sentence(tmp_path_factory: pytest.TempPathFactory, text: str) -> None:
    path = tmp_path_factory.mktemp("any") / "any.yaml"
    path.write_text(text, encoding="utf-8", errors="replace")
    try:
        kind = read_yaml(path).kind
    except InputError as error:
        kind = "mapping" if str(path) in str(error) else "nowhere"
    assert kind == "mapping"
