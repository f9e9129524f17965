"""`grader grade-all --on`: what is refused before anything is sent anywhere."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (("--on", "example.org"), "no address of a scheduler"),
        (("--on", "tcp://192.0.2.1:8786"), "outside this machine it needs TLS"),
        (("--on", "tls://192.0.2.1:8786", "--tls-ca", "ca.pem"), "TLS needs three files"),
        (("--on", "tls://192.0.2.1:8786", "--tls-ca", "a.pem", "--tls-cert", "b.pem", "--tls-key", "c.pem"), "no such file"),
    ],
)
def test_an_address_that_is_none_or_not_guarded_is_refused(
    grader: Any, course: Path, options: tuple[str, ...], said: str
) -> None:
    ended = grader("grade-all", "-C", course, *options)
    assert ended.status == 2
    assert said in ended.err.replace("\n", " ")


def test_without_dask_it_says_what_to_install(grader: Any, course: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("grader.cli.grade_on_cluster.find_spec", lambda _name: None)
    ended = grader("grade-all", "-C", course, "--on", "tcp://127.0.0.1:9")
    assert ended.status == 2
    assert "pip install 'grader[dask]'" in ended.err
