# ruff: noqa: E501 - a notebook's cell reads best in one piece
"""What a run does to Git's files must reach no Git that the grader runs, before or after it."""

from __future__ import annotations

import os
import subprocess
import tarfile
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from grader.intake.expected_sample import SampleCommit
from grader.intake.git import Fetched, fetch
from grader.intake.sample_repository import sample_repository

pytestmark = [pytest.mark.slow, pytest.mark.usefixtures("unharmed")]

_DEADLINE = datetime(2027, 1, 8, tzinfo=UTC)
_RUN_THESE = """\
[core]
\tfsmonitor = "touch {marker}/monitored"
\thooksPath = {hooks}
\tsshCommand = "touch {marker}/ssh"
\tpager = "touch {marker}/paged"
[uploadpack]
\tpackObjectsHook = "touch {marker}/packed"
[filter "evil"]
\tsmudge = "touch {marker}/smudged"
[include]
\tpath = {marker}/more
"""


@pytest.fixture
def repository(host_marker: Path) -> Path:
    """A group's repository with a notebook's worth of files, where the host keeps it."""
    folder = host_marker / "repository"
    before = -timedelta(hours=1)
    sample_repository(
        folder,
        {"a.txt": b"a\n", "b/c.txt": b"c\n"},
        (SampleCommit(at=before, files=("a.txt",)), SampleCommit(at=before)),
        _DEADLINE,
    )
    return folder


def fetched(repository: Path, into: Path) -> Fetched:
    into.mkdir()
    return fetch(str(repository), into, deadline=_DEADLINE)


def history(repository: Path) -> str:
    listed = subprocess.run(
        ["git", "-C", str(repository), "log", "--format=%H %cI %s"], capture_output=True, text=True, check=True
    )
    return listed.stdout


def test_settings_left_in_a_home_reach_no_git_of_the_grader(
    attack: Callable[..., Any], repository: Path, host_marker: Path
) -> None:
    text = _RUN_THESE.format(marker=host_marker, hooks="/tmp/home/hooks")
    ran = attack([
        f"""import os
for path in (os.path.expanduser('~/.gitconfig'), os.path.expanduser('~/.config/git/config'), '/tmp/.git/config', '.git/config'):
    os.makedirs(os.path.dirname(path), exist_ok=True)
    open(path, 'w').write({text!r})
os.environ.update(GIT_DIR='/tmp/.git', GIT_CONFIG_GLOBAL='/tmp/.git/config', GIT_EXTERNAL_DIFF='touch {host_marker}/diffed')""",
    ])  # fmt: skip
    assert ran.status == "OK"
    assert [file.path for file in fetched(repository, host_marker / "into").files] == ["a.txt", "b/c.txt"]
    assert sorted(path.name for path in host_marker.iterdir()) == ["into", "repository"]


def test_a_run_cannot_reach_the_repository_that_it_came_from(
    attack: Callable[..., Any], repository: Path, host_marker: Path
) -> None:
    before, files = history(repository), sorted(str(path) for path in repository.rglob("*"))
    ran = attack([
        f"""import os, subprocess
got = []
for path in ({str(repository)!r}, {str(repository / ".git")!r}, {str(repository / ".git" / "refs" / "heads" / "main")!r}):
    got += [path] * os.path.exists(path)
    for how in (lambda: os.makedirs(path), lambda: open(path, 'w').write('0' * 40), lambda: os.symlink('/tmp', path)):
        try:
            how()
        except OSError:
            pass
for words in (['push', '--force', {str(repository)!r}, 'HEAD:main'], ['push', 'file://' + {str(repository)!r}, ':main'], ['-C', {str(repository)!r}, 'commit', '--amend', '--no-edit']):
    try:
        subprocess.run(['git', *words], capture_output=True, timeout=5)
    except (OSError, subprocess.TimeoutExpired):
        pass
print(got)""",
    ])  # fmt: skip
    assert ran.answers() == ["[]"]
    assert (history(repository), sorted(str(path) for path in repository.rglob("*"))) == (before, files)


def test_a_rewritten_history_changes_nothing_that_was_fetched_and_another_fetch_sees_it(
    attack: Callable[..., Any], repository: Path, host_marker: Path
) -> None:
    first = fetched(repository, host_marker / "first")
    body = first.tree.read_bytes()
    ran = attack(["open('a.txt', 'w').write('changed')\nprint('ran')"], files={"a.txt": b"a\n"})
    assert ran.answers() == ["ran"]
    (repository / "a.txt").write_text("forced\n")
    dated = {**os.environ, "GIT_COMMITTER_DATE": (_DEADLINE - timedelta(minutes=30)).isoformat()}
    settings = ["-c", "user.name=A", "-c", "user.email=a@example.org"]
    subprocess.run(["git", "-C", str(repository), *settings, "commit", "-qam", "other", "--amend"], check=True, env=dated)
    assert first.tree.read_bytes() == body
    second = fetched(repository, host_marker / "second")
    assert second.commit != first.commit
    with tarfile.open(second.tree) as tree:
        content = tree.extractfile("a.txt")
        assert content is not None
        assert content.read() == b"forced\n"


def test_a_run_finds_no_git_folder_and_one_that_it_links_elsewhere_brings_nothing_out(attack: Callable[..., Any]) -> None:
    ran = attack(
        [
            "import os\nprint([top for top, folders, files in os.walk('/tmp') if '.git' in folders + files])",
            "open('.git', 'w').write('gitdir: /etc')\nos.makedirs('lib')\nos.symlink('/etc/passwd', 'lib/model.h5')\nos.symlink('/etc', 'lib/.git')\nopen('model.h5', 'w').write('x')",
        ],
        files={"a.txt": b"a"},
    )
    assert ran.answers()[0] == "[]"
    assert set(ran.run.models) == {"model.h5"}


def test_a_git_program_that_a_run_puts_on_its_path_is_run_by_nobody_else(
    attack: Callable[..., Any], repository: Path, host_marker: Path
) -> None:
    ran = attack([
        f"""import os, subprocess
for place in ('.', os.path.expanduser('~/bin'), '/tmp/bin'):
    os.makedirs(place, exist_ok=True)
    open(place + '/git', 'w').write('#!/bin/sh\\ntouch {host_marker}/ran\\necho evil\\n')
    os.chmod(place + '/git', 0o755)
os.environ['PATH'] = '/tmp/bin:.:' + os.environ['PATH']
print(subprocess.run(['git'], capture_output=True, text=True).stdout.strip())""",
    ])  # fmt: skip
    assert ran.answers() == ["evil"]
    assert fetched(repository, host_marker / "into").commit == history(repository).split()[0]
    assert not (host_marker / "ran").exists()
