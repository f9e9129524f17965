import numpy as np
import pytest

from grader.exercises import check_convolution, check_shapes, conv_parameters, conv_size


@pytest.mark.points(4)
def test_the_matrix_is_the_convolution(kernel, rng):
    """The Toeplitz matrix, against SciPy."""
    image, weights = rng.normal(size=(5, 6)), rng.normal(size=(3, 2))
    matrix = kernel.call("toeplitz", weights, 5, 6)
    check_shapes([matrix], [(15, 30)])
    check_convolution((matrix @ image.ravel()).reshape(3, 5), image, weights)


@pytest.mark.points(4)
@pytest.mark.parametrize(("padding", "stride"), [(0, 1), (1, 1), (0, 2), (2, 3)])
def test_padding_and_stride(kernel, rng, padding, stride):
    """Padding and stride."""
    image, weights = rng.normal(size=(8, 7)), rng.normal(size=(3, 3))
    check_convolution(kernel.call("convolve", image, weights, padding, stride), image, weights, padding=padding, stride=stride)


@pytest.mark.points(2)
def test_counting(kernel):
    """Output sizes and parameters."""
    for size, side, padding, stride in ((28, 3, 0, 1), (28, 3, 1, 2), (32, 5, 2, 3)):
        assert kernel.call("output_size", size, side, padding, stride) == conv_size(size, side, padding=padding, stride=stride)
    assert kernel.call("parameters", 3, 16, 5) == conv_parameters(3, 16, (5, 5))
