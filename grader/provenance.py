"""What measures: the grader, Python, the frameworks and the device, for the evidence and for its key."""

from __future__ import annotations

import platform
from importlib.metadata import PackageNotFoundError, packages_distributions, version

from grader import __version__
from grader.core.evidence import Provenance
from grader.core.limits import Limits

_FRAMEWORKS = ("tensorflow", "keras", "numpy", "nbclient", "ipykernel")
CPU = "cpu"


def provenance(sandbox: str, dataset_sha256: str, limits: Limits, *, device: str = CPU) -> Provenance:
    """Return where and with what evidence will be measured; the time is added when it is."""
    return Provenance(
        grader=__version__,
        python=platform.python_version(),
        framework=", ".join(f"{name} {found}" for name in _FRAMEWORKS if (found := _version(name))),
        device=device,
        sandbox=sandbox,
        dataset_sha256=dataset_sha256,
        measured_at="",
        limits=_words(limits),
    )


def environment_name(where: Provenance) -> str:
    """Return the part of the provenance that evidence depends on; what is known stays known on a machine with another device."""
    return f"{where.grader}; {where.python}; {where.framework}; {where.sandbox}"


def importable_modules() -> frozenset[str]:
    """Return the top-level names that installed packages offer here."""
    return frozenset(packages_distributions())


def _version(name: str) -> str:
    try:
        return version(name)
    except PackageNotFoundError:
        return ""


def _words(limits: Limits) -> str:
    return (
        f"{limits.seconds:g} s, {limits.memory_bytes / 1e9:.3g} GB memory, {limits.disk_bytes / 1e9:.3g} GB disk, "
        f"{limits.output_bytes / 1e6:.3g} MB output, {limits.processes} processes"
    )
