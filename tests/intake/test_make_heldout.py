from __future__ import annotations

import gzip
import json
import struct
from pathlib import Path

import h5py
import numpy as np
import pytest
from numpy.typing import NDArray
from PIL import Image, ImageDraw, ImageFont

from grader.core.errors import InputError
from grader.core.heldout import HeldOut
from grader.core.training_data import TrainingData
from grader.intake.dataset import training_data
from grader.intake.heldout import read_heldout
from grader.intake.heldout_sources.arrays import read_idx_pair
from grader.intake.heldout_sources.digits import Digits
from grader.intake.heldout_sources.mnist_box import mnist_box, otsu
from grader.intake.heldout_sources.pictures import read_sheet
from grader.intake.heldout_sources.read_source import read_source
from grader.intake.heldout_sources.warp import warp
from grader.intake.idx import idx_bytes
from grader.intake.make_heldout import Made, make_heldout, manifest_path, published, stratified
from grader.intake.sealed import seal


@pytest.fixture(scope="module")
def public() -> TrainingData:
    return training_data("digits28", folder=Path(), keras_home=Path())


@pytest.fixture(scope="module")
def digits(public: TrainingData) -> Digits:
    return Digits(public.x_test[:200], public.y_test[:200].astype(np.int64))


def made(digits: Digits, out: Path, take: int | None = None, fresh: int | None = None) -> Made:
    return make_heldout(digits, out, source={"path": "x"}, take=take, seed=3, fresh=fresh, at="2026-11-21T00:00:00Z", version="0")


def same(found: Digits, digits: Digits) -> bool:
    return bool((found.images == digits.images).all() and (found.labels == digits.labels).all())


def test_the_set_and_its_manifest_are_written(digits: Digits, tmp_path: Path) -> None:
    result = made(digits, tmp_path / "heldout.npz")
    read = read_heldout(tmp_path / "heldout.npz")
    manifest = json.loads(manifest_path(tmp_path / "heldout.npz").read_text())
    assert manifest["sha256"] == read.sha256 == result.heldout.sha256
    assert manifest["per_class"] == np.bincount(digits.labels, minlength=10).tolist()
    assert (manifest["digits"], manifest["writers"]) == (200, None)


def test_some_are_taken_evenly_and_the_same_each_time(digits: Digits, tmp_path: Path) -> None:
    first = stratified(digits.labels, 50, 3, tmp_path)
    assert (first == stratified(digits.labels, 50, 3, tmp_path)).all()
    assert set(np.bincount(digits.labels[first], minlength=10)) == {5}
    with pytest.raises(InputError, match="cannot be taken"):
        stratified(digits.labels, 201, 3, tmp_path)


def test_npz_idx_hdf5_and_pictures_give_the_same_digits(digits: Digits, tmp_path: Path) -> None:
    some = Digits(digits.images[:30], digits.labels[:30])
    np.savez(tmp_path / "own.npz", images=some.images, labels=some.labels)
    assert same(read_source(tmp_path / "own.npz"), some)
    empty = np.zeros((2, 28, 28), np.uint8) + np.arange(28, dtype=np.uint8) * 9
    np.savez(tmp_path / "keras.npz", x_train=empty, y_train=[1, 2], x_test=some.images, y_test=some.labels)
    assert same(read_source(tmp_path / "keras.npz"), some)
    assert read_source(tmp_path / "keras.npz", split="train").labels.tolist() == [1, 2]
    folder = tmp_path / "idx"
    folder.mkdir()
    (folder / "t10k-images-idx3-ubyte.gz").write_bytes(gzip.compress(idx_bytes(some.images)))
    (folder / "t10k-labels-idx1-ubyte").write_bytes(idx_bytes(some.labels.astype(np.uint8)))
    assert same(read_source(folder), some)
    with h5py.File(tmp_path / "own.h5", "w") as file:
        file["x"], file["y"] = some.images.reshape(-1, 784) / 255, np.eye(10)[some.labels]
        file["a"], file["b"] = some.images, some.labels
    assert same(read_source(tmp_path / "own.h5"), some)
    assert same(read_source(tmp_path / "own.h5", names=("a", "b")), some)
    order = np.argsort(some.labels, kind="stable")
    for number in order:
        picture = tmp_path / "pictures" / str(some.labels[number]) / f"{number:03}.png"
        picture.parent.mkdir(parents=True, exist_ok=True)
        Image.fromarray(np.pad(some.images[number], 3)).save(picture)
    found = read_source(tmp_path / "pictures")
    assert found.labels.tolist() == some.labels[order].tolist()


def test_qmnists_extended_labels_name_the_writers(digits: Digits, tmp_path: Path) -> None:
    table = np.zeros((20, 8), ">i4")
    table[:, 0], table[:, 2] = digits.labels[:20], np.arange(20) // 5
    (tmp_path / "labels").write_bytes(struct.pack(">III", 0x0C02, 20, 8) + table.tobytes())
    (tmp_path / "images").write_bytes(idx_bytes(digits.images[:20]))
    found = read_idx_pair(tmp_path / "images", tmp_path / "labels")
    assert found.writers is not None
    assert found.writers.tolist() == (np.arange(20) // 5).tolist()
    assert found.labels.tolist() == digits.labels[:20].tolist()


def sheet(path: Path, *, blank: tuple[int, int] | None = None) -> None:
    """Draw two rows of the digits 0 to 9 on white paper with grey lines."""
    picture = Image.new("L", (1000, 200), 250)
    pen = ImageDraw.Draw(picture)
    for at in range(0, 1001, 100):
        pen.line((at, 0, at, 200), fill=160, width=3)
    for row in range(2):
        pen.line((0, row * 100, 1000, row * 100), fill=160, width=3)
        for column in range(10):
            if (row, column) != blank:
                pen.text((column * 100 + 35, row * 100 + 20), str(column), fill=10, font=ImageFont.load_default(60))
    picture.save(path)


def test_a_scanned_sheet_is_cut_into_digits_and_empty_cells_are_named(tmp_path: Path) -> None:
    sheet(tmp_path / "sheet.png", blank=(1, 4))
    found, empty = read_sheet(tmp_path / "sheet.png", rows=2, columns=10, labels="0123456789")
    assert found.labels.tolist() == [*range(10), 0, 1, 2, 3, 5, 6, 7, 8, 9]
    assert empty == ("row 2, column 5 is empty",)
    assert found.writers is not None
    assert set(found.writers) == {"row 1", "row 2"}
    for image in found.images:
        box = np.argwhere(image > 0)
        assert (np.ptp(box, axis=0) + 1 <= 20).all()
        centre = (np.indices((28, 28)) * image).sum(axis=(1, 2)) / image.sum()
        assert np.abs(centre - 13.5).max() < 1


def test_labels_that_fit_no_grid_are_refused(tmp_path: Path) -> None:
    sheet(tmp_path / "sheet.png")
    with pytest.raises(InputError, match="fit no grid"):
        read_sheet(tmp_path / "sheet.png", rows=2, columns=10, labels="012")


def test_ink_is_boxed_and_centred_by_its_mass() -> None:
    ink = np.zeros((90, 60))
    ink[5:85, 10:14] = 255
    boxed = mnist_box(ink)
    assert boxed is not None
    rows, columns = np.nonzero(boxed)
    assert (rows.min(), rows.max()) == (4, 23)
    assert set(columns) <= {13, 14}
    assert mnist_box(np.zeros((5, 5))) is None


def test_otsu_parts_two_heaps() -> None:
    assert 20 <= otsu(np.array([[10.0, 12, 11, 200, 210, 190, 20]])) < 190


def test_warps_change_every_image_by_a_secret_seed(digits: Digits) -> None:
    first, again, other = warp(digits.images, 5), warp(digits.images, 5), warp(digits.images, 6)
    assert (first == again).all()
    assert not any((one == two).all() for one, two in zip(first, digits.images, strict=True))
    assert not (first == other).all()
    ink = first.sum(axis=(1, 2)) / digits.images.sum(axis=(1, 2))
    assert 0.7 < ink.mean() < 1.2


def test_what_is_public_is_counted(public: TrainingData, digits: Digits) -> None:
    mine = HeldOut(np.concatenate([digits.images[:5], warp(digits.images[:4], 1)]), np.zeros(9, np.int64), "0", "x")
    assert published(mine, public) == {"training split": 0, "test split": 5}


def test_a_sealed_split_holds_no_public_test_digit_and_shares_none_with_training(public: TrainingData) -> None:
    sealed = seal(public, 7)
    assert sealed.x_train.shape == public.x_train.shape
    assert sealed.x_test.shape == public.x_test.shape
    known = {bytes(image): int(label) for image, label in zip(public.x_train, public.y_train, strict=True)}
    tests = _set(sealed.x_test)
    assert all(known[bytes(image)] == label for image, label in zip(sealed.x_test, sealed.y_test, strict=True))
    assert all(known[bytes(image)] == label for image, label in zip(sealed.x_train, sealed.y_train, strict=True))
    assert not tests & _set(sealed.x_train)
    assert not (tests | _set(sealed.x_train)) & (_set(public.x_test) - _set(public.x_train))
    assert seal(public, 7).sha256 == sealed.sha256 != seal(public, 8).sha256


def _set(images: NDArray[np.uint8]) -> set[bytes]:
    return {image.tobytes() for image in images}


def test_a_wrong_source_writes_nothing(tmp_path: Path) -> None:
    (tmp_path / "text.txt").write_text("digits")
    with pytest.raises(InputError, match="cannot be read from this kind"):
        read_source(tmp_path / "text.txt")
    with pytest.raises(InputError, match=r"no pictures|no single pair"):
        read_source(tmp_path)
