"""Lay the course's training data out for the sandbox: as published, and as notebooks are to find them."""

from __future__ import annotations

import hashlib
from pathlib import Path

from grader.gradebook.secret import secret
from grader.gradebook.store import Store
from grader.intake.course_folder import CourseFolder
from grader.intake.published_keys import PUBLISHED_TEST, published_keys, write_published_keys
from grader.intake.sealed import seal
from grader.intake.training_folder import write_training_folder


def training_folders(course: CourseFolder, store: Store, sha256: str, *, sealed: bool) -> tuple[Path, Path]:
    """Return the folder of the training data of that hash, and the one that notebooks see: another where the test is sealed.

    Both are written once; while they lie there, the data are not read. The sealed one holds the keys of the digits that were
    sealed away; one that was made before there were such keys gets them.
    """
    home = course.folder / ".grader" / "training"
    data = home / sha256
    key = hashlib.sha256(f"{sha256} {secret(course.folder)}".encode()).hexdigest() if sealed else ""
    known = store.recall("sealed training", key) if sealed else sha256
    if data.is_dir() and known and (known == sha256 or (home / known / PUBLISHED_TEST).is_file()):
        return data, home / known
    training = course.training()
    data = write_training_folder(training, home)
    if not sealed:
        return data, data
    offered = write_training_folder(seal(training, secret(course.folder)), home)
    if offered != data:  # else there were too few digits to seal, and those offered are the published ones
        write_published_keys(offered, published_keys(training.x_test))
    store.remember("sealed training", key, offered.name)
    return data, offered
