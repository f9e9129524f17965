import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from grader.core.errors import MachineError
from grader.exports import EXPORTERS, all_exporters
from grader.exports.csv_gradebook import csv_gradebook


def test_the_gradebook_itself_is_an_export(a_class: Any, golden: Any) -> None:
    ((name, data),) = EXPORTERS["csv"](*a_class.known).items()
    assert data == csv_gradebook(*a_class.known)
    golden(name, data)
    assert all_exporters() == dict(EXPORTERS)


def install(folder: Path, name: str) -> None:
    info = folder / "extra-1.0.dist-info"
    info.mkdir()
    (info / "METADATA").write_text("Metadata-Version: 2.1\nName: extra\nVersion: 1.0\n")
    (info / "entry_points.txt").write_text(f"[grader.exporters]\n{name} = extra_export:export\n")
    (folder / "extra_export.py").write_text("def export(course, roster, marks):\n    return {'extra.txt': b'extra'}\n")


def test_an_installed_package_adds_an_exporter(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    install(tmp_path, "sis")
    monkeypatch.syspath_prepend(tmp_path)
    assert sorted(set(all_exporters()) - set(EXPORTERS)) == ["sis"]
    assert all_exporters()["sis"](None, None, []) == {"extra.txt": b"extra"}  # type: ignore[arg-type]  # it reads none of them


def test_no_package_can_take_the_place_of_an_exporter(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    install(tmp_path, "csv")
    monkeypatch.syspath_prepend(tmp_path)
    with pytest.raises(MachineError, match="two exporters"):
        all_exporters()


def test_importing_the_exporters_loads_nothing_heavy() -> None:
    program = "import sys, grader.exports; print({'pandas', 'numpy', 'sqlite3', 'tensorflow', 'openpyxl'} & set(sys.modules))"
    assert subprocess.run([sys.executable, "-c", program], capture_output=True, check=True, text=True).stdout == "set()\n"
