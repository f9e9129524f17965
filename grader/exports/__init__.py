"""The gradebook for machines."""

from __future__ import annotations

from collections.abc import Mapping
from importlib.metadata import entry_points
from types import MappingProxyType
from typing import Final

from grader.core.errors import MachineError
from grader.exports.brightspace import brightspace
from grader.exports.canvas import canvas
from grader.exports.classroom50 import classroom50
from grader.exports.csv_file import csv_file
from grader.exports.exporter import Exporter, PlatformExporter
from grader.exports.gradescope import gradescope
from grader.exports.moodle import moodle
from grader.exports.moodle_offline import moodle_offline
from grader.exports.xlsx import xlsx

PLATFORMS: Final[Mapping[str, PlatformExporter]] = MappingProxyType(
    {"canvas": canvas, "moodle": moodle, "moodle-offline": moodle_offline, "brightspace": brightspace}
)
EXPORTERS: Final[Mapping[str, Exporter]] = MappingProxyType(
    {"csv": csv_file, "xlsx": xlsx, **PLATFORMS, "gradescope": gradescope, "classroom50": classroom50}
)


def all_exporters() -> dict[str, Exporter]:
    """Return EXPORTERS and those that installed packages add under the entry-point group 'grader.exporters'.

    Raises MachineError when two have the same name: which one writes the grades must not depend on chance.
    """
    exporters = dict(EXPORTERS)
    for point in entry_points(group="grader.exporters"):
        if point.name in exporters:
            raise MachineError(f"two exporters are called {point.name!r}; one is {point.value}: uninstall or rename it")
        exporters[point.name] = point.load()
    return exporters
