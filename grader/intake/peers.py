"""Read the files in which groups and students say something of each other."""

from __future__ import annotations

from pathlib import Path

from grader.core.ballot_criteria import ballot_criteria
from grader.core.peers import Peers
from grader.core.rated_components import rated_components
from grader.core.roster import Roster
from grader.core.rubric import Course
from grader.intake.ballots import read_ballots
from grader.intake.ratings import read_ratings


def read_peers(folder: Path, rubric: Course, roster: Roster) -> Peers:
    """Return what the files hold that the rubric names; relative paths start at the course's `folder`.

    A file that is not there yet is left out: what it decides is not known.

    Raises:
        InputError: with file and line, when a file is there and wrong.
    """
    cast = {one.path: (folder / one.rule.file, one.rule) for one in ballot_criteria(rubric.components)}
    given = {path: folder / rule.file for path, rule in rated_components(rubric.components)}
    return Peers(
        ballots={path: read_ballots(file, roster, rule) for path, (file, rule) in cast.items() if file.exists()},
        ratings={path: read_ratings(file, roster) for path, file in given.items() if file.exists()},
    )
