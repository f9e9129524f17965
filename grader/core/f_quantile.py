"""The quantiles of the F distribution."""

from __future__ import annotations

from grader.core.beta_share import beta_share

_STEPS = 200


def f_quantile(share: float, above: int, below: int) -> float:
    """Return the value that F with `above` and `below` degrees of freedom stays under with probability `share`, 0 < share < 1.

    If X is beta distributed with above / 2 and below / 2, then below X / (above (1 - X)) is F distributed; X is found by
    halving, as exactly as `beta_share` is. Source: M. Abramowitz and I. A. Stegun, "Handbook of Mathematical Functions",
    1964, formula 26.6.2.
    """
    low, high = 0.0, 1.0
    for _ in range(_STEPS):
        middle = (low + high) / 2
        if middle in {low, high}:
            break
        low, high = (middle, high) if beta_share(middle, above / 2, below / 2) < share else (low, middle)
    x = (low + high) / 2
    return below * x / (above * (1 - x))
