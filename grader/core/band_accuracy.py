"""The accuracy that counts where a course scores by rank band."""

from __future__ import annotations

from collections.abc import Sequence

from grader.core.rank_bands import RankBand


def band_accuracy(bands: Sequence[RankBand]) -> dict[str, float]:
    """Return for each group the accuracy of its band's best group.

    The best and not the mean: nobody loses a point by whom the band is shared with, and whoever cannot be told apart
    from the band's best is not scored below it.
    """
    return {group: band.most / band.samples for band in bands for group in band.groups}
