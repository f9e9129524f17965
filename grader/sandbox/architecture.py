"""Find the networks that a notebook defines, by running its code in a sandbox without training."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from grader.core.errors import MachineError
from grader.core.evidence import RunStatus
from grader.core.limits import Limits
from grader.core.show import show
from grader.sandbox.job import Job, Sandbox

_SECONDS, _START = 60.0, 15.0
_WAITING = 4.0  # so many times as long by the clock, as in inside/statements.py: the machine may have much to do
_MOST, _BYTES = 20, 1_000_000
_FILE = re.compile(r"architecture:\d{5}")
_NAME = re.compile(r'"(?:name|layer_name)": "[^"]*"')


@dataclass(frozen=True)
class Architecture:
    """A network as Keras's JSON (hostile), and where it is defined: 'cell 4', 'build_model()', 'model.json'."""

    json: str
    place: str


@dataclass(frozen=True)
class Architectures:
    """The networks of a notebook, the likeliest first: the last that its code makes; `notes` say what was passed over."""

    models: tuple[Architecture, ...] = ()
    notes: tuple[str, ...] = ()


def find_architectures(sandbox: Sandbox, notebook: str, tree: bytes, limits: Limits, seed: int) -> Architectures:
    """Return the networks, at most 20, that the notebook at that path of the tree defines, and those the tree holds as JSON.

    It takes at most a minute of CPU time, and four by the clock; where the code ends the search, what was found before
    counts. Raises MachineError when the sandbox fails.
    """
    seconds = min(limits.seconds, _SECONDS)
    job = Job(
        "architecture", {"notebook": notebook, "seconds": seconds}, tree,
        limits=replace(limits, seconds=_WAITING * seconds + _START), seed=seed, name=notebook,
    )  # fmt: skip
    outcome = sandbox.run(job)
    if outcome.status is RunStatus.INTERNAL_ERROR:
        raise MachineError(f"the notebook's networks could not be looked for: {outcome.message}")
    said = outcome.document.get("notes")
    notes = tuple(show(note, 200) for note in said[:20]) if isinstance(said, list) else ()
    if outcome.status is not RunStatus.OK:
        notes = (*notes, show(f"looking for the notebook's networks: {outcome.message}", 300))
    return Architectures(tuple(_each_once(outcome.files))[:_MOST], notes)


def _each_once(files: Mapping[str, bytes]) -> Iterator[Architecture]:
    seen: set[str] = set()
    for name in sorted(filter(_FILE.fullmatch, files), reverse=True):
        place, _, text = files[name][: 2 * _BYTES].decode("utf-8", "replace").partition("\n")
        plain = _NAME.sub("", text)
        if len(text) <= _BYTES and plain not in seen:
            seen.add(plain)
            yield Architecture(text, show(place, 100))
