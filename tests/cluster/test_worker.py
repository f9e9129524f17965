from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest

from grader.cluster import worker
from grader.cluster.setup import Setup
from grader.intake.keras_layout import read_keras_layout
from grader.intake.published_keys import PUBLISHED_TEST
from grader.sandbox.choose import NO_WALL, choose_sandbox
from grader.sandbox.gpus.gpu import Gpu
from grader.sandbox.gpus.gpu_runs import GpuRuns
from grader.sandbox.gpus.lending import Lending
from grader.sandbox.server_process import ServerPlan


def test_a_worker_offers_the_memory_it_may_use_and_not_all_of_its_machine(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(worker, "usable_memory", lambda: 3 * 10**9)
    about = worker._about(choose_sandbox(NO_WALL, ServerPlan()), "ab" * 32)
    assert (about.memory_bytes, about.training_sha256) == (3 * 10**9, "ab" * 32)
    assert (about.sandbox, about.device, about.gpus) == ("none", "cpu", 0)


@pytest.mark.parametrize(("not_used", "device", "gpus"), [("", "2 x H100", 2), ("tensorflow: it lists no GPU", "cpu", 0)])
def test_a_worker_offers_the_cards_on_which_something_computes(not_used: str, device: str, gpus: int) -> None:
    class Driver:
        def used_bytes(self, _gpu: Gpu) -> int:
            return 0

        def trouble(self, _gpu: Gpu) -> str:
            return ""

    def sees(_sandbox: Any) -> str:
        return not_used

    cards = [Gpu(f"GPU-worker-{number}", "H100", 1000, number) for number in range(2)]
    with GpuRuns(choose_sandbox(NO_WALL, ServerPlan()), Lending(cards, Driver()), sees) as sandbox:
        about = worker._about(sandbox, "ab" * 32)
    assert (about.device, about.gpus) == (device, gpus)


def test_a_worker_keeps_the_keys_of_sealed_digits_beside_the_data(tmp_path: Path) -> None:
    digits, labels = np.full((4, 28, 28), 255, np.uint8), np.zeros(4, np.uint8)
    np.savez(file := tmp_path / "sent.npz", x_train=digits, y_train=labels, x_test=digits, y_test=labels)
    sha256 = read_keras_layout(file, "sent").sha256
    plain = worker._data(tmp_path, Setup(None, 0, file.read_bytes(), sha256))
    assert not (plain / PUBLISHED_TEST).exists()
    sealed = worker._data(tmp_path, Setup(None, 0, file.read_bytes(), sha256, published=b"keys"))
    assert (sealed, (sealed / PUBLISHED_TEST).read_bytes()) == (plain, b"keys")
