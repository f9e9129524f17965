"""A new course folder, with every key of course.yaml explained."""

from __future__ import annotations

from pathlib import Path

from grader.core.errors import InputError
from grader.intake.did_you_mean import did_you_mean
from grader.intake.resources import resources

_COURSE = """\
# What `grader grade-all` reads first. Paths start at this folder.
course: "My course"
rubric: {rubric:<28}# a name that comes with the grader, or a path such as ./rubric.yaml
deadline: 2027-01-08T23:59+08:00    # the newest commit up to here counts; a time zone is required
roster: roster.csv                  # student_id,name,email,group,repository
# exam: exam.csv                    # a Google Forms quiz export, or student_id,points
heldout: heldout.npz                # images (n,28,28) uint8, labels (n,): yours alone, never shown to a notebook
training_data: mnist                # what notebooks find offline: mnist, digits28, or the path of an .npz in Keras's layout
limits: {{time: 20 min, memory: 4 GB}}
# language: zh-Hant                 # what reports are written in: en, de, zh-Hans or zh-Hant
"""
_ROSTER = "student_id,name,email,group,repository\n"


def make_new_course(folder: Path, rubric: str) -> Path:
    """Write course.yaml and an empty roster.csv into a new folder; return the path of course.yaml."""
    known = [path.stem for path in resources("rubrics").glob("*.yaml")]
    if rubric not in known:
        raise InputError(f"there is no rubric called {rubric!r}", hint=did_you_mean(rubric, known, kind="rubrics"))
    if folder.exists() and any(folder.iterdir()):
        raise InputError("the folder is not empty", file=folder, hint="name a new folder")
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "roster.csv").write_text(_ROSTER, encoding="utf-8")
    path = folder / "course.yaml"
    path.write_text(_COURSE.format(rubric=rubric), encoding="utf-8")
    return path
