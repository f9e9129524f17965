"""Ballots as numbers: which place each of them gives each group."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from grader.core.ballots import Ballot


def ballot_places(ballots: Sequence[Ballot], groups: Sequence[str], *, unranked: str) -> NDArray[np.float64]:
    """Return the place that each ballot gives each group, (ballots, groups), 1 for the best.

    Places count only `groups`. Groups that a ballot ranks alike share the mean of their places (two firsts: 1.5 each).
    Those that it leaves out share the places behind the ranked ones where `unranked` is 'last'; where it is 'unknown' they
    are NaN: the ballot says nothing of them. A voter's own group is always NaN, and so is every group of a ballot that
    compares fewer than two.
    """
    column = {group: at for at, group in enumerate(groups)}
    places = np.full((len(ballots), len(groups)), np.nan)
    for row, ballot in zip(places, ballots, strict=True):
        _fill(row, ballot, column, behind=unranked == "last")
    return places


def _fill(row: NDArray[np.float64], ballot: Ballot, column: dict[str, int], *, behind: bool) -> None:
    done = 0
    for tier in ballot.tiers:
        columns = [column[group] for group in tier if group in column and group != ballot.own]
        row[columns] = done + (len(columns) + 1) / 2
        done += len(columns)
    if behind:
        left = np.isnan(row)
        if ballot.own in column:
            left[column[ballot.own]] = False
        rest = int(left.sum()) if done else 0  # a ballot that ranks none of the groups does not say that all are equal
        row[left] = done + (rest + 1) / 2 if rest else np.nan
        done += rest
    if done < 2:
        row[:] = np.nan
