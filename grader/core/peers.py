"""What groups and students said of each other, by the path of the criterion or component that it counts for."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from grader.core.ballots import Ballots
from grader.core.ratings import Ratings


@dataclass(frozen=True)
class Peers:
    """The files that are there; a path whose file is not there yet is in no mapping."""

    ballots: Mapping[str, Ballots] = field(default_factory=dict)
    ratings: Mapping[str, Ratings] = field(default_factory=dict)
