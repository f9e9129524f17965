"""Read which packages a cell's shell commands want pip to install: no options, no files, no other commands."""

from __future__ import annotations

import re

_SHELL = re.compile(r"^[ \t]*[!%](.*)$", re.MULTILINE)
_PIECE = re.compile(
    r"""\s*(?:(?P<redirect>&>>?\s*[^\s|&;]*|\d?(?:>>?&?|<)\s*[^\s|&;]*)   # 2>&1, > /dev/null, and an unquoted >=1.0
            |(?P<end>[|&;]+|\#)
            |(?P<word>(?:"[^"]*"|'[^']*'|[^\s"'|&;<>])+|["'<>]))""",
    re.VERBOSE,
)
_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,80}")
_WITH_VALUE = re.compile(
    "-[rceiftbC]|--(requirement|constraint|editable|index-url|extra-index-url|find-links|target|root|prefix|src|build|platform"
    "|python-version|python|implementation|abi|no-binary|only-binary|upgrade-strategy|progress-bar|cache-dir|log|proxy|retries"
    "|timeout|trusted-host|cert|client-cert|exists-action|use-feature|use-deprecated|report|config-settings|global-option)"
)


def wanted_packages(source: str) -> list[str]:
    """Return the names of the packages that a cell installs with pip, each once, in their order."""
    lines = _SHELL.findall(source.replace("\\\n", " "))
    return list(dict.fromkeys(name for line in lines for command in _commands(line) for name in _packages(command)))


def _commands(line: str) -> list[list[str]]:
    """Return the words of each command of a shell's line, without quotes, redirections and the comment at its end."""
    commands: list[list[str]] = [[]]
    for piece in _PIECE.finditer(line.strip()):
        if piece["end"] == "#":
            break
        if piece["end"]:
            commands.append([])
        elif piece["word"]:
            commands[-1].append(re.sub("[\"']", "", piece["word"]))
    return commands


def _packages(words: list[str]) -> list[str]:
    place = words.index("install") if "install" in words else 0
    if not place or words[place - 1] not in {"pip", "pip3"}:
        return []
    found, after = [], ""
    for word in words[place + 1 :]:
        name = re.split(r"[<>=!~\[;@]", word, maxsplit=1)[0].strip()
        if not word.startswith("-") and not _WITH_VALUE.fullmatch(after) and _NAME.fullmatch(name):
            found.append(name)
        after = word
    return found
