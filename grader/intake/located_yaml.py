"""Read a YAML file so that everything in it knows its line, and nothing in it is kept silently."""

from __future__ import annotations

from pathlib import Path

from ruamel.yaml import YAML
from ruamel.yaml.error import MarkedYAMLError, YAMLError
from ruamel.yaml.events import AliasEvent, MappingEndEvent, MappingStartEvent, SequenceEndEvent, SequenceStartEvent
from ruamel.yaml.nodes import MappingNode, Node, ScalarNode, SequenceNode

from grader.core.errors import InputError
from grader.core.show import show
from grader.intake.located import Located
from grader.intake.read_text import read_text

_AT_MOST_BYTES = 1_000_000
_DEEPEST = 40  # levels; composing recurses, and no course needs more
_TAG = "tag:yaml.org,2002:"
_KINDS = {"str": "text", "timestamp": "text", "int": "number", "float": "number", "bool": "boolean", "null": "nothing"}


def read_yaml(path: Path) -> Located:
    """Return the file's mapping.

    Raises:
        InputError: with file and line when the file is missing, empty, not UTF-8, not YAML, gives a key twice,
            uses an alias or a tag, or holds more than one document.
    """
    text = read_text(path, at_most=_AT_MOST_BYTES)
    try:
        _refuse_aliases_and_depth(path, text)
        root = YAML(typ="safe", pure=True).compose(text)
    except MarkedYAMLError as error:
        raise _syntax_error(path, error) from None
    except (YAMLError, ValueError) as error:
        raise InputError(f"this is not YAML: {show(error, 200)}", file=path) from None
    if root is None:
        raise InputError("the file is empty", file=path, line=1, hint="grader init writes one to start from")
    located = _locate(path, root, path.name, root.start_mark.line + 1)
    if located.kind != "mapping":
        raise located.error("the file must hold keys with values", "the first line reads like 'course: \"Deep Learning\"'")
    return located


def _refuse_aliases_and_depth(path: Path, text: str) -> None:
    depth = 0
    for event in YAML(typ="safe", pure=True).parse(text):
        line = event.start_mark.line + 1
        if isinstance(event, AliasEvent):
            raise InputError(
                f"an alias (*{show(event.anchor, 40)}) stands here", file=path, line=line, hint="write the value out"
            )
        if isinstance(event, (MappingStartEvent, SequenceStartEvent)):
            depth += 1
        elif isinstance(event, (MappingEndEvent, SequenceEndEvent)):
            depth -= 1
        if depth > _DEEPEST:
            raise InputError(f"more than {_DEEPEST} levels inside each other", file=path, line=line)


def _syntax_error(path: Path, error: MarkedYAMLError) -> InputError:
    mark = error.problem_mark or error.context_mark
    line = mark.line + 1 if mark is not None else None
    problem = str(error.problem or error.context or "it cannot be read")
    return InputError(f"this is not YAML: {show(problem, 200)}", file=path, line=line, hint=_hint(problem))


def _hint(problem: str) -> str:
    if "\\t" in problem:
        return "indent with spaces, not with a tab"
    if "mapping values are not allowed" in problem:
        return "put a text that contains ': ' in quotes, and check the indentation"
    if "another document" in problem:
        return "one file holds one document: remove the line '---'"
    return "check the quotes, the brackets and the indentation on this line and the one before"


def _locate(path: Path, node: Node, name: str, line: int) -> Located:
    kind = str(node.tag).removeprefix(_TAG)
    if isinstance(node, MappingNode) and kind == "map":
        return Located(path, line, name, "mapping", entries=_entries(path, node, name))
    if isinstance(node, SequenceNode) and kind == "seq":
        parts = tuple(_locate(path, part, f"{name}[{at}]", part.start_mark.line + 1) for at, part in enumerate(node.value))
        return Located(path, line, name, "list", parts=parts)
    if isinstance(node, ScalarNode) and kind in _KINDS:
        return Located(path, line, name, _KINDS[kind], raw=str(node.value))
    raise InputError(f"{name} has the tag {show(node.tag, 60)!r}", file=path, line=line, hint="write the value without a tag")


def _entries(path: Path, node: MappingNode, name: str) -> dict[str, Located]:
    entries: dict[str, Located] = {}
    prefix = "" if name == path.name else f"{name}."
    for key, value in node.value:
        line = key.start_mark.line + 1
        if not isinstance(key, ScalarNode):
            raise InputError("a key must be a single word or number", file=path, line=line)
        word = str(key.value)
        if word in entries:
            first = entries[word].line
            hint = f"it stands first on line {first}; keep one of the two"
            raise InputError(f"the key {show(word, 60)!r} is given twice", file=path, line=line, hint=hint)
        entries[word] = _locate(path, value, prefix + show(word, 60), line)
    return entries
