from __future__ import annotations

import pytest

from grader.core.errors import MachineError, SubmissionError
from grader.intake.git_failure import git_failure

ECHO = "fatal: fetch-pack: invalid index-pack output"


@pytest.mark.parametrize("protocol", ["https", "ssh", "file"])
@pytest.mark.parametrize(
    "said",
    [
        f"fatal: write error: No space left on device\n{ECHO}",
        f"fatal: write error: Disk quota exceeded\n{ECHO}",
        "error: cannot fork() for index-pack: Cannot allocate memory\nfatal: fetch-pack: unable to fork off index-pack",
        "error: cannot fork() for index-pack: Resource temporarily unavailable\nfatal: fetch-pack: unable to fork off index-pack",
    ],
)
def test_a_full_disk_or_machine_costs_no_group_a_point(said: str, protocol: str) -> None:
    assert isinstance(git_failure(128, said, protocol=protocol), MachineError)


@pytest.mark.parametrize("said", [ECHO, "fatal: write error: File too large", "fatal: Out of memory, malloc failed"])
def test_what_is_over_the_graders_own_limits_is_the_groups(said: str) -> None:
    assert isinstance(git_failure(128, said, protocol="https"), SubmissionError)


def test_the_other_sides_words_do_not_make_it_this_machines_disk() -> None:
    assert isinstance(git_failure(128, f"remote: No space left on device\n{ECHO}", protocol="https"), SubmissionError)
