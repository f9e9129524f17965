"""Look at a model file without running or loading anything of it.

Meant to run inside a sandbox, because libhdf5 is C and the file is hostile. HDF5 must not look for filter plug-ins there:
the environment sets HDF5_PLUGIN_PRELOAD=::.
"""

from __future__ import annotations

import hashlib
import io
import zipfile
import zlib
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import h5py
from hdf5_facts import CONFIG_BYTES, hdf5_facts
from keras_config import read_keras_config

_SIGNATURE = b"\x89HDF\r\n\x1a\n"
_HDF5 = (".h5", ".hdf5")
_LFS = b"version https://git-lfs.github.com/spec/"
_ZIP_MEMBERS = 1000
_INNER_BYTES = 512 * 1024 * 1024
_WEIGHTS = "model.weights.h5"


@dataclass(frozen=True)
class ModelFacts:
    """What a model file says of itself; a file with `problems` must not be loaded, and each says why to its group.

    `kind` is one of keras-h5, keras-zip, weights-only, hdf5-other, not-hdf5, lfs-pointer, truncated. `input_shape` is
    without the batch, None where a size is open. Unknown facts are None or empty. `config` is the architecture (JSON) without
    what only training needs, and `training_code` says that code stood in that; `code_problems` are those of the problems that
    a course may allow: the model brings code of its own.
    """

    path: str
    sha256: str
    bytes: int
    kind: str
    keras_version: str | None = None
    layers: list[str] = field(default_factory=list)
    input_shape: list[int | None] | None = None
    output_width: int | None = None
    parameters: int | None = None
    problems: list[str] = field(default_factory=list)
    config: str | None = field(default=None, repr=False)
    code_problems: list[str] = field(default_factory=list)
    training_code: bool = False

    @property
    def ending(self) -> str:
        """What the name of such a file ends with, whatever this one's does."""
        return ".keras" if self.kind == "keras-zip" else ".h5"


def model_facts(path: str, claimed: str) -> ModelFacts:
    """Return the facts of the file at `path`, which the repository calls `claimed`. Raises OSError if it cannot be read."""
    digest, size = hashlib.sha256(), 0
    with Path(path).open("rb") as stream:
        head = stream.read(len(_LFS))
        stream.seek(0)
        while block := stream.read(1 << 20):
            digest.update(block)
            size += len(block)
    facts = ModelFacts(claimed, digest.hexdigest(), size, "not-hdf5")
    if head == _LFS:
        problem = "it is a Git LFS pointer, not the model itself: commit the model without LFS"
        return replace(facts, kind="lfs-pointer", problems=[problem])
    if head.startswith(b"PK\x03\x04"):
        return _archive(path, facts)
    if head.startswith(_SIGNATURE):
        return _hdf5(path, facts)
    what = "is empty" if not size else "is neither HDF5 nor a Keras archive, whatever its name says"
    return replace(facts, problems=[f"the file {what}: save it with model.save('model.h5')"])


def _hdf5(source: str | io.BytesIO, facts: ModelFacts) -> ModelFacts:
    try:
        with h5py.File(source, "r") as file:
            inner = hdf5_facts(file, facts.bytes)
    except (OSError, RuntimeError, ValueError, KeyError, TypeError) as error:
        short = "truncated" in str(error)
        what = "the file is cut off: it was not fully written or not fully committed" if short else "the HDF5 file is damaged"
        return replace(facts, kind="truncated" if short else "not-hdf5", problems=[what])
    seen = replace(facts, kind=inner.kind, keras_version=inner.keras_version, parameters=inner.parameters)
    return _with_config(replace(seen, problems=inner.problems), inner.config)


def _with_config(facts: ModelFacts, text: str | None) -> ModelFacts:
    if text is None:
        return facts
    config = read_keras_config(text)
    return replace(
        facts,
        layers=config.layers,
        input_shape=config.input_shape,
        output_width=config.output_width,
        problems=[*facts.problems, *config.problems],
        config=config.text or text,
        code_problems=config.code_problems,
        training_code=config.training_code,
    )


def _archive(path: str, facts: ModelFacts) -> ModelFacts:
    try:
        with zipfile.ZipFile(path) as archive:
            return _keras_archive(archive, facts)
    except (zipfile.BadZipFile, zlib.error, EOFError, OSError, RuntimeError, NotImplementedError, ValueError, KeyError):
        return replace(facts, problems=["the archive is damaged, encrypted or cut off"])


def _keras_archive(archive: zipfile.ZipFile, facts: ModelFacts) -> ModelFacts:
    if facts.path.lower().endswith(_HDF5):
        problem = "its name says HDF5, but it is a zip archive: give a model in Keras's newer format a name that ends with .keras"
        return replace(facts, problems=[problem])
    members = {member.filename: member for member in archive.infolist()}
    if "config.json" not in members or _WEIGHTS not in members:
        return replace(facts, problems=["it is a zip archive, but not a Keras model: save the model with model.save('model.h5')"])
    declared = sum(member.file_size for member in members.values())
    if len(members) > _ZIP_MEMBERS or declared > min(_INNER_BYTES, 100 * facts.bytes + (16 << 20)):
        return replace(facts, kind="keras-zip", problems=["the archive unpacks to far more than a model of its size holds"])
    config = _member(archive, members["config.json"], CONFIG_BYTES)
    body = archive.open(_WEIGHTS).read(members[_WEIGHTS].file_size + 1)
    inner = _hdf5(io.BytesIO(body), replace(facts, bytes=len(body)))
    seen = replace(
        facts, kind="keras-zip", keras_version=_version(archive, members), parameters=inner.parameters, problems=inner.problems
    )
    return _with_config(seen, config)


def _version(archive: zipfile.ZipFile, members: dict[str, Any]) -> str | None:
    if "metadata.json" not in members:
        return None
    text = _member(archive, members["metadata.json"], 10_000)
    _, _, rest = text.partition('"keras_version"')
    return rest.split('"')[1][:40] if rest.count('"') >= 2 else None


def _member(archive: zipfile.ZipFile, member: zipfile.ZipInfo, at_most: int) -> str:
    with archive.open(member) as stream:
        # One byte more than allowed is enough for the reader to see that it is too long.
        return stream.read(at_most + 1).decode("utf-8", "replace")
