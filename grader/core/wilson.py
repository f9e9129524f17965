"""How far an accuracy measured on a few digits can be relied on."""

from __future__ import annotations

import math

_TWO_SIDED_95_PERCENT = 1.959963984540054


def wilson(correct: int, samples: int, z: float = _TWO_SIDED_95_PERCENT) -> tuple[float, float]:
    """Return Wilson's score interval (low, high) of the share correct/samples; (0, 1) where there are no samples.

    `z` is the normal quantile: the default gives 95 %. Raises ValueError unless 0 <= correct <= samples.
    Source: E. B. Wilson, "Probable inference, the law of succession, and statistical inference", JASA 22 (1927).
    """
    if not 0 <= correct <= samples:
        raise ValueError(f"{correct} correct of {samples} samples is no share")
    if samples == 0:
        return 0.0, 1.0
    share, shrink = correct / samples, 1 + z * z / samples
    centre = (share + z * z / (2 * samples)) / shrink
    half = z / shrink * math.sqrt(share * (1 - share) / samples + z * z / (4 * samples * samples))
    return (0.0 if correct == 0 else centre - half), (1.0 if correct == samples else centre + half)
