"""Run every notebook with nbclient or papermill, one after another in one process: what most instructors' scripts do.

python notebook_loop.py nbclient|papermill NOTEBOOKS OUT
"""

from __future__ import annotations

import shutil
import sys
from pathlib import Path


def with_nbclient(notebook: Path, out: Path) -> None:
    """Run one notebook in a fresh kernel; errors stay in its cells."""
    import nbformat  # noqa: PLC0415 - only one of the two libraries is needed
    from nbclient import NotebookClient  # noqa: PLC0415 - likewise

    content = nbformat.read(notebook, as_version=4)  # type: ignore[no-untyped-call]  # nbformat does not annotate it
    NotebookClient(content, timeout=600, allow_errors=True, resources={"metadata": {"path": str(out.parent)}}).execute()
    nbformat.write(content, out)  # type: ignore[no-untyped-call]  # likewise


def with_papermill(notebook: Path, out: Path) -> None:
    """Run one notebook in a fresh kernel; papermill stops at the first error, after writing what it has."""
    import papermill  # type: ignore[import-not-found]  # noqa: PLC0415 - in an environment of its own

    try:
        papermill.execute_notebook(notebook, out, cwd=out.parent, progress_bar=False, kernel_name="python3")
    except papermill.PapermillExecutionError as error:
        print(notebook.parent.name, error.ename)


def main() -> None:
    """Run them all."""
    execute = {"nbclient": with_nbclient, "papermill": with_papermill}[sys.argv[1]]
    folder, out = Path(sys.argv[2]), Path(sys.argv[3])
    shutil.rmtree(out, ignore_errors=True)
    for notebook in sorted(folder.glob("*/*.ipynb")):
        target = out / notebook.parent.name
        target.mkdir(parents=True)
        execute(notebook, target / notebook.name)


if __name__ == "__main__":
    main()
