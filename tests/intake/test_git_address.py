from __future__ import annotations

import pytest

from grader.core.errors import InputError
from grader.intake.git_address import read_git_address


@pytest.mark.parametrize(
    ("address", "protocol"),
    [
        ("https://github.com/ana/digits.git", "https"),
        ("https://git.example.org:8443/~ana/digits", "https"),
        ("https://ana@github.com/ana/digits", "https"),
        ("ssh://git@example.org:2222/srv/digits.git", "ssh"),
        ("git@github.com:ana/digits.git", "ssh"),
        ("/srv/git/第一組.git", "file"),
        ("file:///srv/git/a.git", "file"),
        ("/srv/a b/c", "file"),
    ],
)
def test_the_forms_a_course_uses_are_taken(address: str, protocol: str) -> None:
    assert read_git_address(address).protocol == protocol


@pytest.mark.parametrize(
    "address",
    [
        "",
        " https://github.com/a/b",
        "--upload-pack=touch /tmp/owned",
        "-u/x",
        "ext::sh -c touch% /tmp/owned",
        "fd::17",
        "https::https://x/y",
        "https://github.com/a\nb",
        "https://github.com/a\u202eb",
        "git://github.com/a/b",
        "ftp://github.com/a/b",
        "HTTPS://github.com/a/b",
        "http://example.org/a",
        "http://127.0.0.1.example.org/a",
        "http://127.0.0.1@example.org/a",
        "https://ana:secret@github.com/a/b",
        "https://-oProxyCommand=x/a",
        "https:///a/b",
        "https://github.com",
        "https://github.com:99999/a",
        "ssh://-oProxyCommand=touch/x",
        "ssh://-l@host/x",
        "-oProxyCommand=x@host:a",
        "git@-oProxyCommand=x:a",
        "git@host:-a",
        "host:path",
        "relative/path",
        "../up",
        "C:\\repos\\a",
    ],
)
def test_anything_git_could_misread_is_refused(address: str) -> None:
    with pytest.raises(InputError, match="repository address"):
        read_git_address(address)


def test_a_password_is_not_repeated_in_the_refusal() -> None:
    with pytest.raises(InputError) as caught:
        read_git_address("https://ana:secret@github.com/a/b")
    assert "secret" not in str(caught.value)


@pytest.mark.parametrize("host", ["127.0.0.1:8000", "localhost", "[::1]:8000"])
def test_http_is_taken_for_this_machine_alone(host: str) -> None:
    assert read_git_address(f"http://{host}/a.git").protocol == "http"
    assert read_git_address(f"http://{host}/a.git", allow={"http"}).protocol == "http"
    with pytest.raises(InputError, match="not allowed here"):
        read_git_address(f"http://{host}/a.git", allow={"ssh", "file"})
    with pytest.raises(InputError, match="anyone on the way"):
        read_git_address("http://example.org/a.git", allow={"http"})


def test_a_protocol_that_the_course_does_not_allow_is_refused() -> None:
    with pytest.raises(InputError, match="not allowed here"):
        read_git_address("/srv/a", allow={"https"})
