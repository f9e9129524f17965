"""Give a notebook the course's digits wherever its code looks for MNIST: loaders' caches, idx, CSV and .npz files.

A copy of MNIST that the group has committed gives way to the course's digits too: the public test split is sealed from
every notebook, however it is read. Other data sets (Fashion-MNIST, EMNIST, the group's own digits) stay as they are.
"""

from __future__ import annotations

import contextlib
import gzip
import re
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

import numpy as np
from digit_rows import digit_rows
from digit_table import digit_table
from openml_cache import write_openml_cache
from path_inside import path_inside
from torchvision_roots import link_torchvision

_OTHERS = re.compile(r"fashion|emnist|kmnist|kuzushiji|notmnist|sign|cifar|affnist|mnist[-_]?c\b", re.IGNORECASE)
_IDX = re.compile(r"(train|t10k)-(images|labels)[-.]idx[13]-ubyte(\.gz)?")
_NAMED = re.compile(r"""["']([^"'\n]{0,200}?([^"'/\\\n]+\.(?:csv|npz)))["']""")
_CSV = re.compile(r"mnist[-_]?(train|test)(?:_small)?\.csv", re.IGNORECASE)
_KAGGLE = re.compile(r"(train|test)\.csv")
_ARRAYS = ("x_train", "y_train", "x_test", "y_test")


def offer_data(project: Path, notebook: Path, source: str, data: Path, home: Path) -> list[str]:
    """Offer the digits of the folder `data` to the code `source` of `notebook`; return a sentence for each file replaced.

    Only what the code names, or the project holds, is written.
    """
    link_torchvision(project, notebook, source, data / "torchvision" / "MNIST")
    offered = _Offered(data)
    if "fetch_openml" in source:
        write_openml_cache(home / "scikit_learn_data", offered.digits)
    notes = [note for path in _held(project) if (note := offered.replace(path, path.relative_to(project)))]
    for name, base in sorted(set(_NAMED.findall(source))):
        path = path_inside(project, notebook.parent / name)
        if path is not None and not path.exists() and (write := offered.writer(name, base, source)):
            with contextlib.suppress(FileExistsError, NotADirectoryError):  # a file of the group's where a folder is named
                path.parent.mkdir(parents=True, exist_ok=True)
                write(path)
                notes.append(f"{name} is not in the repository: the course's digits stood there")
    return notes


class _Offered:
    """The course's digits, read when the first file wants them."""

    def __init__(self, data: Path) -> None:
        self.data = data
        self._digits: dict[str, np.ndarray] = {}

    @property
    def digits(self) -> dict[str, np.ndarray]:
        if not self._digits:
            with np.load(self.data / "keras" / "mnist.npz", allow_pickle=False) as file:
                self._digits = {name: file[name] for name in _ARRAYS}
        return self._digits

    def replace(self, path: Path, name: Path) -> str:
        """Put the course's digits in the place of a copy of MNIST; return the sentence that says so, or ''."""
        if _OTHERS.search(str(name)):
            return ""
        idx = _IDX.fullmatch(path.name)
        if idx:
            self._idx(path, idx[0].replace(".idx", "-idx").removesuffix(".gz"), packed=bool(idx[3]))
        elif path.suffix == ".npz" and _holds_mnist(path):
            path.unlink()
            path.symlink_to(self.data / "keras" / "mnist.npz")
        elif path.suffix == ".csv" and (table := digit_table(path)):
            rows = _lines(path) - (table.header is not None)
            part = "test" if "test" in path.name.lower() or "test" in path.parent.name.lower() else "train"
            self._csv(path, part, table.header, rows=rows, labelled=table.labelled, label_first=not table.label)
        else:
            return ""
        return f"{name} is MNIST: the course's digits stood in its place"

    def writer(self, name: str, base: str, source: str) -> Callable[[Path], None] | None:
        """Return what writes the missing file `base` that the code names, or None where it is no known copy of MNIST."""
        if _OTHERS.search(name):
            return None
        if base == "mnist.npz":
            return lambda path: path.symlink_to(self.data / "keras" / "mnist.npz")
        if found := _CSV.fullmatch(base):
            header = None if re.search(r"header\s*=\s*None", source) else b"label," + _pixels("{0}x{1}", 1)
            return partial(self._csv, part=found[1].lower(), header=header)
        digits = "digit" in name.lower() or re.search(r"pixel\d|\b784\b", source)
        if (found := _KAGGLE.fullmatch(base)) and digits and "label" in source:
            labelled = found[1] == "train"
            header = (b"label," if labelled else b"") + _pixels("pixel{2}", 0)
            return partial(self._csv, part=found[1], header=header, rows=42_000 if labelled else None, labelled=labelled)
        return None

    def _idx(self, path: Path, name: str, *, packed: bool) -> None:
        source = self.data / "torchvision" / "MNIST" / "raw" / name
        path.unlink()
        if packed:
            path.write_bytes(gzip.compress(source.read_bytes(), compresslevel=1, mtime=0))
        else:
            path.symlink_to(source)

    def _csv(
        self, path: Path, part: str, header: bytes | None, *, rows: int | None = None, labelled: bool = True,
        label_first: bool = True,
    ) -> None:  # fmt: skip
        images, labels = self.digits[f"x_{part}"][:rows], self.digits[f"y_{part}"][:rows]
        path.unlink(missing_ok=True)
        with path.open("wb") as file:
            if header is not None:
                file.write(header.rstrip(b"\r\n") + b"\n")
            file.writelines(digit_rows(images, labels if labelled else None, label_first=label_first))


def _held(project: Path) -> Iterator[Path]:
    """Yield the project's own files that could be a copy of MNIST; links are left alone."""
    for path in sorted(project.rglob("*")):
        known = path.suffix in {".csv", ".npz"} or _IDX.fullmatch(path.name)
        if known and path.is_file() and not path.is_symlink() and path.resolve().is_relative_to(project.resolve()):
            yield path


def _holds_mnist(path: Path) -> bool:
    try:
        with np.load(path, allow_pickle=False) as file:
            shapes = {name: file[name].shape for name in _ARRAYS if name in file.files}
    except Exception:  # noqa: BLE001 - the group's file: what cannot be read is no copy of MNIST, and the notebook meets it
        return False
    return shapes.get("x_test") == (10_000, 28, 28) and shapes.get("x_train") == (60_000, 28, 28)


def _lines(path: Path) -> int:
    with path.open("rb") as file:
        return sum(chunk.count(b"\n") for chunk in iter(lambda: file.read(1 << 20), b""))


def _pixels(pattern: str, first: int) -> bytes:
    names = (pattern.format(row + first, column + first, 28 * row + column) for row in range(28) for column in range(28))
    return ",".join(names).encode()
