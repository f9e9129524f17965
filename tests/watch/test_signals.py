"""How a watch ends."""

from __future__ import annotations

import signal
from pathlib import Path
from typing import Any

import pytest


@pytest.mark.parametrize(("number", "status"), [(signal.SIGINT, 130), (signal.SIGTERM, 0)])
def test_a_signal_ends_it_at_once_and_lets_go_of_the_folder(
    measured: Path, watching: Any, until: Any, number: signal.Signals, status: int
) -> None:
    watch = watching("-C", measured, "--sandbox", "none", "--listen", "127.0.0.1:0", GRADER_WEBHOOK_SECRET="x" * 20)
    until(lambda: watch.said("There is no Git repository") or watch.said("could not be fetched"))
    assert watch.said("webhooks are taken at http://127.0.0.1:")
    assert watch.said("WARNING: no sandbox")
    assert until(lambda: watch.end(number) == status) < 20
    assert not watch.said("Traceback")


def test_what_cannot_work_is_refused_at_the_start(measured: Path, grader: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("GRADER_WEBHOOK_SECRET", raising=False)
    ended = grader("watch", "-C", measured, "--sandbox", "none", "--listen", "127.0.0.1:0")
    assert (ended.status, "there is no secret for webhooks" in ended.err) == (2, True)
    (measured / "course.yaml").write_text("course: 1\n", encoding="utf-8")
    ended = grader("watch", "-C", measured, "--once")
    assert (ended.status, "course.yaml" in ended.err) == (2, True)
