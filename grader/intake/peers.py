"""Read the files in which groups and students say something of each other."""

from __future__ import annotations

from pathlib import Path

from grader.core.ballot_criteria import ballot_criteria
from grader.core.errors import InputError
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
        ballots={path: read_ballots(file, roster, rule) for path, (file, rule) in cast.items() if _is_there(file)},
        ratings={path: read_ratings(file, roster) for path, file in given.items() if _is_there(file)},
    )


def _is_there(file: Path) -> bool:
    try:
        return file.exists()
    except OSError as error:
        hint = "check the rights of the folders it lies in"
        raise InputError(f"cannot be looked for: {error.strerror or error}", file=file, hint=hint) from None
