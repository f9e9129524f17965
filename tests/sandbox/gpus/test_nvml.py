"""What is read from the driver's library: a real library, loaded and called, whose answers a test chooses."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from grader.core.errors import MachineError
from grader.core.limits import NEVER, Limits
from grader.sandbox.gpus import nvml as module
from grader.sandbox.gpus.lending import find_lending
from grader.sandbox.gpus.nvml import NoDriver, Nvml

SHARED = ("/dev/nvidiactl", "/dev/nvidia-uvm", "/dev/nvidia-uvm-tools", "/dev/nvidia-modeset")


def test_each_card_comes_with_its_name_memory_and_device_files(nvml: Any) -> None:
    nvml.say("GPU-1 H100 80000 500 0 0 0", "GPU-2 A100 40000 700 0 0 0")
    found = Nvml()
    one, two = found.gpus
    assert (one.id, one.name, one.memory_bytes, one.nodes) == ("GPU-1", "H100", 80_000_000_000, ("/dev/nvidia0", *SHARED))
    assert (two.id, two.nodes[0], two.index) == ("GPU-2", "/dev/nvidia1", 1)
    assert [found.used_bytes(gpu) for gpu in found.gpus] == [500_000_000, 700_000_000]
    assert [found.trouble(gpu) for gpu in found.gpus] == ["", ""]


def test_the_slices_of_a_card_are_cards_with_the_files_that_open_them(
    nvml: Any, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    minors = tmp_path / "mig-minors"
    minors.write_text("config 1\ngpu1/gi1/access 12\ngpu1/gi1/ci0/access 13\ngpu1/gi2/access 21\ngpu1/gi2/ci0/access 22\n")
    monkeypatch.setattr(module, "_MIG_MINORS", minors)
    nvml.say("GPU-1 H100 80000 0 0 0 0", "GPU-2 A100 40000 0 0 0 2")
    whole, first, second = Nvml().gpus
    assert (whole.id, first.id, second.id) == ("GPU-1", "MIG-GPU-2-0", "MIG-GPU-2-1")
    assert (first.memory_bytes, first.name) == (20_000_000_000, "A100 MIG 1g.10gb")
    assert first.nodes == ("/dev/nvidia1", *SHARED, "/dev/nvidia-caps/nvidia-cap12", "/dev/nvidia-caps/nvidia-cap13")
    assert second.nodes[-2:] == ("/dev/nvidia-caps/nvidia-cap21", "/dev/nvidia-caps/nvidia-cap22")


@pytest.mark.parametrize(
    ("later", "says"),
    [("80000 0 1 0", "1 uncorrectable memory errors more"), ("80000 0 0 15", "does not answer: GPU is lost")],
)
@pytest.mark.parametrize("slices", [0, 1])
def test_a_card_that_fails_after_it_was_found_is_in_trouble(nvml: Any, later: str, says: str, slices: int) -> None:
    nvml.say(f"GPU-1 H100 80000 0 0 0 {slices}")
    found = Nvml()
    nvml.say(f"GPU-1 H100 {later} {slices}")
    assert says in found.trouble(found.gpus[0])


def test_memory_errors_from_before_are_no_trouble(nvml: Any) -> None:
    nvml.say("GPU-1 H100 80000 0 9 0 0")
    found = Nvml()
    assert found.trouble(found.gpus[0]) == ""


def test_a_card_that_does_not_answer_is_said_and_the_others_are_lent(nvml: Any) -> None:
    nvml.say("GPU-1 H100 80000 0 0 15 0", "GPU-2 A100 40000 0 0 0 0")
    said: list[str] = []
    lending = find_lending(Limits(), said.append)
    assert lending is not None
    assert [gpu.id for gpu in lending.gpus] == ["GPU-2"]
    assert said == ["set aside: the graphics card 0 does not answer: GPU is lost"]


def test_where_no_card_answers_nothing_is_graded_on_less(nvml: Any) -> None:
    nvml.say("GPU-1 H100 80000 0 0 15 0")
    with pytest.raises(MachineError, match=r"no graphics card is left.*gpu: never"):
        find_lending(Limits())


def test_without_a_driver_or_where_the_limits_say_never_nothing_is_lent(nvml: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    nvml.say("GPU-1 H100 80000 0 0 0 0", "GPU-2 H100 80000 0 0 0 0")
    assert find_lending(Limits(gpu=NEVER)) is None
    lending = find_lending(Limits())
    assert lending is not None
    assert lending.described == "2 x H100"
    monkeypatch.setenv("CUDA_VISIBLE_DEVICES", "")
    assert find_lending(Limits()) is None
    monkeypatch.delenv("FAKE_NVML")
    with pytest.raises(NoDriver):
        Nvml()
    assert find_lending(Limits()) is None
