import numpy as np
import pytest
from scipy.ndimage import affine_transform

from grader.core.affine import affine

IMAGES = np.random.default_rng(1).random((1, 28, 28))
RANDOM = np.random.default_rng(2)
CASES = RANDOM.uniform((-30, -30, -180, 0.3), (30, 30, 180, 3), (40, 4)).tolist()


@pytest.mark.parametrize(("down", "across", "degrees", "scale"), [*CASES, (3, -2, 90, 1), (0, 0, -10, 0.5), (27, 27, 0, 1)])
def test_the_images_are_scipys_in_straight_lines_between_pixels(down: float, across: float, degrees: float, scale: float) -> None:
    shift = (down, across)
    found = affine(IMAGES, shift=np.array([shift]), degrees=np.array([degrees]), scale=np.array([scale]))
    cosine, sine = np.cos(np.radians(degrees)), np.sin(np.radians(degrees))
    matrix, centre = np.array([[cosine, -sine], [sine, cosine]]) / scale, np.array([13.5, 13.5])
    offset = centre - matrix @ (centre + shift)
    expected = affine_transform(IMAGES[0], matrix, offset, order=1, mode="grid-constant")
    assert found[0] == pytest.approx(expected, abs=1e-9)


def test_nothing_asked_changes_nothing() -> None:
    assert affine(IMAGES) == pytest.approx(IMAGES, abs=1e-12)


def test_each_image_moves_by_its_own_shift() -> None:
    two = np.repeat(IMAGES, 2, axis=0)
    found = affine(two, shift=np.array([[0.0, 3.0], [2.0, 0.0]]))
    assert found[0, :, 3:] == pytest.approx(IMAGES[0, :, :-3], abs=1e-12)
    assert found[1, 2:] == pytest.approx(IMAGES[0, :-2], abs=1e-12)
    assert not found[0, :, :3].any()
    assert not found[1, :2].any()
