from __future__ import annotations

import pytest

from grader.cluster import worker


def test_a_worker_offers_the_memory_it_may_use_and_not_all_of_its_machine(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(worker, "usable_memory", lambda: 3 * 10**9)
    about = worker._about("none", "ab" * 32)
    assert (about.memory_bytes, about.training_sha256) == (3 * 10**9, "ab" * 32)
