"""Walk an open HDF5 file by its hard links only, and say what in it could harm whoever loads it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import h5py

CONFIG_BYTES = 4 * 1024 * 1024
_OBJECTS = 5000
_DECLARED_BYTES = 1 << 30
_FILTERS = {1, 2, 3, 32000}  # gzip, shuffle, fletcher32, lzf: all built in
_PLAIN = {h5py.h5t.INTEGER, h5py.h5t.FLOAT, h5py.h5t.ENUM, h5py.h5t.STRING, h5py.h5t.BITFIELD}
_ERRORS = (OSError, RuntimeError, ValueError, KeyError, TypeError)


@dataclass
class Hdf5Facts:
    """`kind`, the Keras version and architecture (JSON) stored as attributes, weights counted, and what is wrong."""

    kind: str = "hdf5-other"
    keras_version: str | None = None
    config: str | None = None
    parameters: int | None = None
    problems: list[str] = field(default_factory=list)


def hdf5_facts(file: h5py.File, file_bytes: int) -> Hdf5Facts:
    """Return the facts of an open file of `file_bytes` bytes; no data set is read."""
    facts = Hdf5Facts()
    version, config = _text(file, "keras_version", 100), _text(file, "model_config", CONFIG_BYTES + 1)
    facts.keras_version, facts.config = (version[:40] if version else None), config
    facts.kind = _kind(file, config)
    walk = _Walk(file_bytes)
    walk.group(file)
    facts.problems = walk.problems
    facts.parameters = walk.weights if facts.kind != "hdf5-other" else None
    return facts


def _kind(file: h5py.File, config: str | None) -> str:
    if config is not None:
        return "keras-h5"
    marks = ("layers", "_layer_checkpoint_dependencies", "top_level_model_weights")
    return "weights-only" if "layer_names" in file.attrs or any(mark in file for mark in marks) else "hdf5-other"


def _text(file: h5py.File, name: str, at_most: int) -> str | None:
    """Return a text attribute of the root, None where there is none; only a single value is read."""
    if name not in file.attrs:
        return None
    attribute = file.attrs.get_id(name)
    if attribute.get_type().get_class() != h5py.h5t.STRING or attribute.get_space().get_simple_extent_npoints() != 1:
        return ""
    value: Any = file.attrs[name]
    while hasattr(value, "item"):  # an array of one
        value = value.item()
    text = value.decode("utf-8", "replace") if isinstance(value, bytes) else str(value)
    return text[:at_most]


class _Walk:
    """Visits every object once, without opening what lies behind a soft or external link."""

    def __init__(self, file_bytes: int) -> None:
        self.most = min(_DECLARED_BYTES, 100 * file_bytes + (16 << 20))
        self.problems: list[str] = []
        self.weights = 0
        self.declared = 0
        self.seen: set[tuple[int, int]] = set()

    def group(self, root: h5py.Group) -> None:
        """Walk `root` and everything below it."""
        stack: list[tuple[h5py.Group, str]] = [(root, "")]
        self.first_visit(root)
        while stack:
            group, path = stack.pop()
            if len(self.seen) + len(group) > _OBJECTS:
                self.problem(f"it holds more than {_OBJECTS} objects")
                return
            stack.extend((below, f"{path}/{name}") for name, below in self.children(group) if self.enters(below, path))

    def children(self, group: h5py.Group) -> list[tuple[str, Any]]:
        """Return what hard links of the group lead to; every other link is a problem."""
        found = []
        for name in group:
            try:
                link = group.get(name, getlink=True)
                if isinstance(link, h5py.HardLink):
                    found.append((name, group[name]))
                else:
                    self.problem("it holds a link to another object or file instead of data")
            except _ERRORS:
                self.problem("one of its objects is damaged")
        return found

    def enters(self, item: Any, path: str) -> bool:
        """Look at one object; True when it is a group to walk into."""
        if not self.first_visit(item):
            self.problem("an object is reached twice, or contains itself")
            return False
        if isinstance(item, h5py.Group):
            return True
        try:
            self.dataset(item, path)
        except _ERRORS:
            self.problem("one of its data sets is damaged")
        return False

    def first_visit(self, item: Any) -> bool:
        info = h5py.h5o.get_info(item.id)
        key = (int(info.fileno), int(info.addr))
        new = key not in self.seen
        self.seen.add(key)
        return new

    def dataset(self, item: Any, path: str) -> None:
        if not isinstance(item, h5py.Dataset):
            self.problem("it holds an object that is neither a group nor data")
            return
        creation = item.id.get_create_plist()
        # Layout and storage come first: asking a virtual data set for its shape already opens other files.
        if creation.get_layout() == h5py.h5d.VIRTUAL or creation.get_external_count():
            self.problem("its data lie in another file")
            return
        if any(creation.get_filter(index)[0] not in _FILTERS for index in range(creation.get_nfilters())):
            self.problem("its data are packed with a filter that is not built in")
        kind = item.id.get_type()
        count = int(item.id.get_space().get_simple_extent_npoints())
        if kind.get_class() not in _PLAIN or (kind.get_class() == h5py.h5t.STRING and kind.is_variable_str()):
            self.problem("it holds data that are not plain numbers")
        elif kind.get_class() == h5py.h5t.FLOAT and not path.startswith(("/optimizer", "/optimizer_weights")):
            self.weights += count
        self.size(count * int(kind.get_size()))

    def size(self, count: int) -> None:
        self.declared += count
        if self.declared > self.most:
            self.problem("it declares far more data than a model of its size holds")

    def problem(self, sentence: str) -> None:
        """Keep a sentence once."""
        if sentence not in self.problems:
            self.problems.append(sentence)
