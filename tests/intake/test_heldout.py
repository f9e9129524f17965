from __future__ import annotations

import zipfile
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from grader.core.errors import InputError
from grader.core.heldout import HeldOut
from grader.intake.heldout import read_heldout

_IMAGES = np.arange(3 * 28 * 28, dtype=np.uint64).astype(np.uint8).reshape(3, 28, 28)
_LABELS = np.array([3, 1, 4], np.uint8)


def _read(tmp_path: Path, **arrays: Any) -> HeldOut:
    path = tmp_path / "held.npz"
    np.savez(path, **arrays)
    return read_heldout(path)


def test_a_set_is_read_as_it_was_written(tmp_path: Path) -> None:
    held = _read(tmp_path, images=_IMAGES, labels=_LABELS, writers=np.array(["a", "b", "a"]))
    assert np.array_equal(held.images, _IMAGES)
    assert (held.labels.dtype, held.labels.tolist()) == (np.int64, [3, 1, 4])
    assert held.writers is not None
    assert held.writers.tolist() == ["a", "b", "a"]
    assert (held.source, len(held)) == ("held.npz", 3)


def test_the_same_digits_have_the_same_hash_however_they_are_stored(tmp_path: Path) -> None:
    first = _read(tmp_path, images=_IMAGES, labels=_LABELS, writers=np.array(["a", "b", "a"]))
    wider = _read(
        tmp_path, labels=_LABELS.astype(np.int32), images=np.asfortranarray(_IMAGES), writers=np.array(["a", "b", "a"], "U9")
    )
    assert first.sha256 == wider.sha256


def test_a_changed_pixel_label_or_writer_changes_the_hash(tmp_path: Path) -> None:
    pixel = _IMAGES.copy()
    pixel[0, 0, 0] += 1
    sets = [
        {"images": _IMAGES, "labels": _LABELS},
        {"images": pixel, "labels": _LABELS},
        {"images": _IMAGES, "labels": _LABELS[::-1]},
        {"images": _IMAGES, "labels": _LABELS, "writers": np.array([1, 2, 3])},
    ]
    assert len({_read(tmp_path, **one).sha256 for one in sets}) == 4


@pytest.mark.parametrize(
    ("arrays", "words"),
    [
        ({"labels": _LABELS}, "no array 'images'"),
        ({"images": _IMAGES}, "no array 'labels'"),
        ({"images": _IMAGES, "labels": _LABELS, "writer": _LABELS}, "did you mean 'writers'?"),
        ({"images": _IMAGES, "labels": _LABELS[:2]}, "images holds 3 digits, but labels holds 2"),
        ({"images": _IMAGES[:0], "labels": _LABELS[:0]}, "images is empty"),
        ({"images": _IMAGES / 255, "labels": _LABELS}, "multiply by 255"),
        ({"images": _IMAGES.reshape(3, 784), "labels": _LABELS}, "reshape(-1, 28, 28)"),
        ({"images": _IMAGES[..., None], "labels": _LABELS}, "reshape(-1, 28, 28)"),
        ({"images": np.uint8(1), "labels": _LABELS}, "must be uint8 (n, 28, 28)"),
        ({"images": _IMAGES // 255, "labels": _LABELS}, "from 0 (background) to 255 (ink)"),
        ({"images": _IMAGES, "labels": np.array([3, 1, 10])}, "labels[2] is 10"),
        ({"images": _IMAGES, "labels": np.array([3, -1, 1])}, "labels[1] is -1"),
        ({"images": _IMAGES, "labels": np.eye(10)[:3]}, "undo one-hot coding"),
        ({"images": _IMAGES, "labels": _LABELS.astype(float)}, "must be whole numbers"),
        ({"images": _IMAGES, "labels": _LABELS, "writers": np.array(["a"])}, "one writer a digit"),
        ({"images": _IMAGES, "labels": np.array([3, 1, {}], object)}, "as numbers"),
    ],
)
def test_what_is_no_set_of_digits_is_refused(tmp_path: Path, arrays: dict[str, Any], words: str) -> None:
    with pytest.raises(InputError, match=r"held\.npz: ") as caught:
        _read(tmp_path, **arrays)
    assert words in str(caught.value)


def test_a_file_that_is_no_npz_is_refused(tmp_path: Path) -> None:
    np.save(tmp_path / "one.npy", _LABELS)
    (tmp_path / "text.npz").write_text("hello")
    (tmp_path / "empty.npz").touch()
    np.savez(tmp_path / "whole.npz", images=_IMAGES, labels=_LABELS)
    (tmp_path / "cut.npz").write_bytes((tmp_path / "whole.npz").read_bytes()[:-50])
    for name in ("one.npy", "text.npz", "empty.npz", "cut.npz", "missing.npz"):
        with pytest.raises(InputError, match=name):
            read_heldout(tmp_path / name)


def test_a_damaged_npz_is_refused_wherever_the_damage_is(tmp_path: Path) -> None:
    np.savez_compressed(tmp_path / "whole.npz", images=np.arange(3 * 784, dtype=np.uint8).reshape(3, 28, 28), labels=_LABELS)
    whole, damaged = (tmp_path / "whole.npz").read_bytes(), tmp_path / "damaged.npz"
    places = []
    for at in range(0, len(whole), 3):
        damaged.write_bytes(whole[:at] + bytes([whole[at] ^ 0x5A]) + whole[at + 1 :])
        try:
            read_heldout(damaged)
        except InputError as error:
            places.append(error.file)
    assert (len(places) > 100, set(places)) == (True, {damaged})


def test_a_header_that_numpy_cannot_parse_is_refused(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "held.npz", "w") as archive:
        archive.writestr("labels.npy", b"\x93NUMPY\x01\x00\x10\x00" + b"{'descr': (((((( ")
        archive.writestr("images.npy", b"")
    with pytest.raises(InputError, match=r"held\.npz: this is no \.npz that can be read"):
        read_heldout(tmp_path / "held.npz")
