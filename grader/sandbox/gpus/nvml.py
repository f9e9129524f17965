"""What NVIDIA's driver says of its cards, asked through its management library; no context is made on any of them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, TypeVar

import pynvml

from grader.core.errors import MachineError
from grader.sandbox.gpus.gpu import Gpu

_V = TypeVar("_V")
_SHARED = ("/dev/nvidiactl", "/dev/nvidia-uvm", "/dev/nvidia-uvm-tools", "/dev/nvidia-modeset")
_NO_DRIVER = (pynvml.NVML_ERROR_LIBRARY_NOT_FOUND, pynvml.NVML_ERROR_DRIVER_NOT_LOADED)
_NOT_OFFERED = (
    pynvml.NVML_ERROR_NOT_SUPPORTED,
    pynvml.NVML_ERROR_FUNCTION_NOT_FOUND,
    pynvml.NVML_ERROR_NO_PERMISSION,
    pynvml.NVML_ERROR_NOT_FOUND,
    pynvml.NVML_ERROR_INVALID_ARGUMENT,
)
# Which device file opens an instance of a sliced card. Source: NVIDIA Multi-Instance GPU User Guide, "Device Nodes".
_MIG_MINORS = Path("/proc/driver/nvidia-caps/mig-minors")


class Nvml:
    """The management library, opened: `gpus` are the cards, `silent` a sentence for each that does not answer.

    Raises NoDriver where there is none, and MachineError where one does not answer.
    """

    def __init__(self) -> None:
        try:
            pynvml.nvmlInit()
        except pynvml.NVMLError as error:
            if error.value in _NO_DRIVER:
                raise NoDriver from error
            raise MachineError(f"the NVIDIA driver does not answer: {error}") from error
        self.silent: list[str] = []
        self.gpus = tuple(self._found())
        self._errors = {gpu.id: self._uncorrected(gpu) for gpu in self.gpus}

    def _found(self) -> Iterator[Gpu]:
        """Give every card, and of a card that is sliced its slices; one that does not answer is noted in `silent`."""
        for index in range(int(pynvml.nvmlDeviceGetCount())):
            try:
                yield from tuple(_of_card(index))
            except pynvml.NVMLError as error:
                self.silent.append(f"the graphics card {index} does not answer: {error}")

    def used_bytes(self, gpu: Gpu) -> int:
        """Return how much of its memory is taken now, by whomever; MachineError where it does not answer."""
        try:
            return int(pynvml.nvmlDeviceGetMemoryInfo(_handle(gpu)).used)
        except pynvml.NVMLError as error:
            raise MachineError(f"{gpu.name} ({gpu.id}) does not answer: {error}") from error

    def trouble(self, gpu: Gpu) -> str:
        """Say what is wrong with a card: it does not answer, or its memory has failed since this was opened; '' for nothing."""
        try:
            self.used_bytes(gpu)
            errors = self._uncorrected(gpu)
        except (MachineError, pynvml.NVMLError) as error:
            return str(error)
        more = errors - self._errors.get(gpu.id, 0)
        return f"{gpu.name} ({gpu.id}) counts {more} uncorrectable memory errors more than before" if more > 0 else ""

    def _uncorrected(self, gpu: Gpu) -> int:
        which, since = pynvml.NVML_MEMORY_ERROR_TYPE_UNCORRECTED, pynvml.NVML_VOLATILE_ECC
        return _offered(lambda: int(pynvml.nvmlDeviceGetTotalEccErrors(_card(gpu), which, since)), 0)


class NoDriver(MachineError):  # noqa: N818 - said as what is the case
    """There is no NVIDIA driver here, so no card that could be lent."""


def _of_card(index: int) -> Iterator[Gpu]:
    handle = pynvml.nvmlDeviceGetHandleByIndex(index)
    minor = int(pynvml.nvmlDeviceGetMinorNumber(handle))
    nodes = (f"/dev/nvidia{minor}", *_SHARED)
    sliced, _ = _offered(lambda: pynvml.nvmlDeviceGetMigMode(handle), (pynvml.NVML_DEVICE_MIG_DISABLE, 0))
    if sliced != pynvml.NVML_DEVICE_MIG_ENABLE:
        yield _gpu(handle, index, nodes)
        return
    for number in range(int(pynvml.nvmlDeviceGetMaxMigDeviceCount(handle))):
        try:
            part = pynvml.nvmlDeviceGetMigDeviceHandleByIndex(handle, number)
        except pynvml.NVMLError as error:
            if error.value not in _NOT_OFFERED:
                raise
            continue  # fewer slices are made than there could be
        yield _gpu(part, index, (*nodes, *_mig_nodes(part, minor)))


def _gpu(handle: Any, index: int, nodes: tuple[str, ...]) -> Gpu:
    total = int(pynvml.nvmlDeviceGetMemoryInfo(handle).total)
    return Gpu(str(pynvml.nvmlDeviceGetUUID(handle)), str(pynvml.nvmlDeviceGetName(handle)), total, index, nodes)


def _mig_nodes(part: Any, minor: int) -> Iterator[str]:
    """Give the files that open a slice's two instances; none where the driver keeps no list of them."""
    instance = f"gpu{minor}/gi{int(pynvml.nvmlDeviceGetGpuInstanceId(part))}"
    wanted = (f"{instance}/access", f"{instance}/ci{int(pynvml.nvmlDeviceGetComputeInstanceId(part))}/access")
    if not _MIG_MINORS.exists():
        return
    for line in _MIG_MINORS.read_text(encoding="ascii").splitlines():
        name, _, number = line.partition(" ")
        if name in wanted:
            yield f"/dev/nvidia-caps/nvidia-cap{int(number)}"


def _handle(gpu: Gpu) -> Any:
    return pynvml.nvmlDeviceGetHandleByUUID(gpu.id)


def _card(gpu: Gpu) -> Any:
    """Return the card itself, also where what is lent is a slice of it."""
    handle = _handle(gpu)
    return _offered(lambda: pynvml.nvmlDeviceGetDeviceHandleFromMigDeviceHandle(handle), handle) if _is_slice(gpu) else handle


def _is_slice(gpu: Gpu) -> bool:
    return gpu.id.startswith("MIG-")


def _offered(ask: Callable[[], _V], otherwise: _V) -> _V:
    """Return the answer, or `otherwise` from a card or a driver that does not know the question."""
    try:
        return ask()
    except pynvml.NVMLError as error:
        if error.value in _NOT_OFFERED:
            return otherwise
        raise
