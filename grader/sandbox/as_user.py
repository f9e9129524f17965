"""Started by root as a script: become an ordinary user, then bubblewrap.

Root's own folders are not readable to that user, so what the sandbox needs is first bound under a mount of this
process's own, which no one else sees. Reads a JSON document from the descriptor in argv[1]: `uid`, `stage` (an empty
folder), `bind` (host paths; their staged place replaces them in `argv`, written as `{path}`, alone or before the rest of a
path), `argv`, `descriptors`.
"""

from __future__ import annotations

import ctypes
import json
import os
import sys

_NEWNS, _BIND, _REC, _PRIVATE = 0x20000, 0x1000, 0x4000, 0x40000
_libc = ctypes.CDLL(None, use_errno=True)


def _check(result: int, what: str) -> None:
    if result != 0:
        raise OSError(ctypes.get_errno(), f"{what}: {os.strerror(ctypes.get_errno())}")


def _mount(source: str, target: str, kind: bytes | None, flags: int, data: bytes | None = None) -> None:
    _check(_libc.mount(source.encode(), target.encode(), kind, flags, data), f"mount {target}")


def _staged(word: str, staged: dict[str, str]) -> str:
    path, brace, rest = word[1:].partition("}")
    return staged[path] + rest if word.startswith("{") and brace and path in staged else word


def main() -> None:
    """Stage, drop, exec."""
    with os.fdopen(int(sys.argv[1])) as stream:
        plan = json.load(stream)
    _check(_libc.unshare(_NEWNS), "unshare")
    _mount("none", "/", None, _REC | _PRIVATE)
    _mount("tmpfs", plan["stage"], b"tmpfs", 0, b"mode=755")
    staged = {}
    for number, path in enumerate(plan["bind"]):
        staged[path] = os.path.join(plan["stage"], str(number))  # noqa: PTH118 - pathlib costs more than this whole script
        os.mkdir(staged[path])  # noqa: PTH102 - likewise
        _mount(path, staged[path], None, _BIND)
    argv = [_staged(word, staged) for word in plan["argv"]]
    os.setgroups([])
    os.setresgid(plan["uid"], plan["uid"], plan["uid"])
    os.setresuid(plan["uid"], plan["uid"], plan["uid"])
    for descriptor in plan["descriptors"]:
        os.set_inheritable(descriptor, True)  # noqa: FBT003 - the library's signature
    os.execve(argv[0], argv, {"PATH": "/usr/bin:/bin"})  # noqa: S606 - the point of this script


if __name__ == "__main__":
    try:
        main()
    except OSError as error:
        sys.exit(f"{error}: root may make no walls on this machine; see Troubleshooting in README.md")
