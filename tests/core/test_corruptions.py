from __future__ import annotations

import numpy as np
import pytest
from scipy.ndimage import gaussian_filter, grey_dilation, grey_erosion
from sklearn.linear_model import LogisticRegression

from grader.core.corruptions import KINDS, corrupt
from grader.intake.digits28 import Digits28, digits28

CROSS = np.array([[0, 1, 0], [1, 1, 1], [0, 1, 0]])


@pytest.fixture(scope="module")
def digits() -> Digits28:
    return digits28()


@pytest.fixture(scope="module")
def reads(digits: Digits28) -> LogisticRegression:
    return LogisticRegression(max_iter=500).fit(digits.x_train.reshape(-1, 784) / 255, digits.y_train)


def right(reads: LogisticRegression, images: np.ndarray, labels: np.ndarray) -> float:
    return float((reads.predict(images.reshape(-1, 784) / 255) == labels).mean())


@pytest.mark.parametrize("kind", KINDS)
def test_the_stronger_the_harder_to_read(digits: Digits28, reads: LogisticRegression, kind: str) -> None:
    images, labels = digits.x_heldout, digits.y_heldout
    clean = right(reads, images, labels)
    at = [right(reads, corrupt(images, kind, strength, 7), labels) for strength in range(1, 6)]
    assert at[0] >= at[2] - 0.02 >= at[4] - 0.04
    assert at[4] < clean - 0.02
    assert at[0] > 0.25


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("strength", [1, 5])
def test_the_same_seed_gives_the_same_digits_and_leaves_those_given_alone(digits: Digits28, kind: str, strength: int) -> None:
    before = digits.x_test.copy()
    one, other = corrupt(digits.x_test, kind, strength, 3), corrupt(digits.x_test, kind, strength, 3)
    assert np.array_equal(one, other)
    assert np.array_equal(digits.x_test, before)
    assert (one.dtype, one.shape) == (np.uint8, before.shape)
    assert not np.array_equal(one, before)


@pytest.mark.parametrize("kind", ["shift", "rotation", "noise", "stroke width", "occlusion", "fog"])
def test_another_seed_gives_other_digits_and_no_two_images_the_same_chance(digits: Digits28, kind: str) -> None:
    twelve = np.repeat(digits.x_test[:1], 12, axis=0)
    assert not np.array_equal(corrupt(twelve, kind, 3, 1), corrupt(twelve, kind, 3, 2))
    assert len(np.unique(corrupt(twelve, kind, 3, 1), axis=0)) > 1


def test_blur_is_scipys(digits: Digits28) -> None:
    images = digits.x_test[:20]
    expected = gaussian_filter(images.astype(float), (0, 1.4, 1.4), mode="constant", truncate=9)
    assert np.abs(corrupt(images, "blur", 3, 0) - expected).max() <= 0.51


def test_strokes_grow_and_shrink_as_scipys_do(digits: Digits28) -> None:
    images = digits.x_test[:20]
    thicker = np.stack([grey_dilation(image, footprint=CROSS) for image in images])
    found = corrupt(images, "stroke width", 2, 0)
    thick = [np.array_equal(one, other) for one, other in zip(found, thicker, strict=True)]
    assert 0 < sum(thick) < 20
    thinner = np.stack([grey_erosion(image, footprint=CROSS, mode="nearest") for image in images])
    thin = [np.array_equal(one, other) for one, other in zip(corrupt(images, "stroke width", 5, 0), thinner, strict=True)]
    assert 0 < sum(thin) < 20


def test_shift_scale_stripe_and_contrast_are_mnist_cs(digits: Digits28) -> None:
    image = digits.x_test[:1]
    shifted = corrupt(image, "shift", 2, 1)[0]
    assert any(np.array_equal(shifted, np.roll(image[0], (down, right), (0, 1))) for down in (-2, 2) for right in (-2, 2))
    assert np.array_equal(corrupt(image, "stripe", 5, 0)[0, :, :7], 255 - image[0, :, :7])
    assert np.array_equal(corrupt(image, "stripe", 5, 0)[0, :, 7:21], image[0, :, 7:21])
    assert corrupt(image, "contrast", 1, 0).std() == pytest.approx(0.4 * image.std(), rel=0.02)
    assert corrupt(image, "scale", 5, 0).sum() == pytest.approx(image.sum() / 4, rel=0.1)


def test_occlusion_wipes_out_one_square(digits: Digits28) -> None:
    white = np.full((30, 28, 28), 255, np.uint8)
    for strength, side in zip(range(1, 6), (4, 6, 8, 10, 12), strict=True):
        assert set((corrupt(white, "occlusion", strength, 4) == 0).sum(axis=(1, 2)).tolist()) == {side * side}


@pytest.mark.parametrize(("kind", "strength"), [("melting", 1), ("blur", 0), ("blur", 6)])
def test_another_kind_or_strength_is_refused(kind: str, strength: int) -> None:
    with pytest.raises(ValueError, match="no corruption"):
        corrupt(np.zeros((1, 28, 28), np.uint8), kind, strength, 0)


def test_no_digit_is_no_digit() -> None:
    for kind in KINDS:
        assert corrupt(np.zeros((0, 28, 28), np.uint8), kind, 3, 0).shape == (0, 28, 28)
