import numpy as np
import pytest

from grader.exercises import check_loss_falls, check_shapes


def data(rng):
    return rng.normal(size=(200, 2)) @ rng.normal(size=(2, 6)) / 2 + 0.01 * rng.normal(size=(200, 6))


@pytest.mark.points(2)
def test_shapes(kernel, rng):
    """The shapes of encoder and decoder."""
    encoder, decoder, _ = kernel.call("train", data(rng), 2)
    check_shapes([encoder, decoder], [(6, 2), (2, 6)])


@pytest.mark.points(3)
def test_it_learns(kernel, rng):
    """The loss falls."""
    check_loss_falls(kernel.call("train", data(rng), 2, steps=300)[2], to=0.2, steps=300)


@pytest.mark.points(5)
def test_it_reconstructs_as_well_as_principal_components(kernel, rng):
    """New data of the same kind are reconstructed nearly as well as by principal components."""
    x = data(rng)
    encoder, decoder, _ = kernel.call("train", x[:150], 2, steps=3000)
    _, _, directions = np.linalg.svd(x[:150], full_matrices=False)
    best = ((x[150:] @ directions[:2].T @ directions[:2] - x[150:]) ** 2).mean()
    assert ((x[150:] @ encoder @ decoder - x[150:]) ** 2).mean() < 5 * best + 1e-3
