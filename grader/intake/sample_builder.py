"""Run the sample submissions' own scripts, one after another in one process, and keep the files they write.

    python -P sample_builder.py PLAN

PLAN is a JSON file: {"training": path of an .npz in Keras's layout, "scripts": [{"script": path, "into": new folder}, …]}.
It is started by samples.py and trusts what it runs: it is for the samples of this project, never for a group's work.
"""

from __future__ import annotations

import json
import os
import shutil
import sys
import tempfile
from pathlib import Path
from typing import Any


def main() -> None:
    """Run every script of the plan; a script that fails ends the process with its traceback."""
    plan: dict[str, Any] = json.loads(Path(sys.argv[1]).read_text(encoding="utf-8"))
    keras = _keras_that_reads(plan["training"])
    for entry in plan["scripts"]:
        keras.backend.clear_session()
        _run(Path(entry["script"]), Path(entry["into"]))


def _keras_that_reads(training: str) -> Any:
    """Return Keras, whose `datasets.mnist` reads the given file: it would refuse any other than the original by its hash."""
    import keras  # noqa: PLC0415 - the plan is read first, so that a wrong one fails before TensorFlow's seconds
    from keras.src.datasets import mnist  # noqa: PLC0415 - for the same reason

    mnist.get_file = lambda *_, **__: training
    keras.config.disable_interactive_logging()
    return keras


def _run(script: Path, into: Path) -> None:
    """Run a script as __main__ in an empty folder, which becomes `into` when the script has ended."""
    before = Path.cwd()
    code = compile(script.read_text(encoding="utf-8"), str(script), "exec")
    folder = Path(tempfile.mkdtemp(dir=into.parent))
    try:
        os.chdir(folder)
        exec(code, {"__name__": "__main__"})  # noqa: S102 - the project's own samples, which exist to be run
        os.chdir(before)
        folder.rename(into)
    finally:
        os.chdir(before)
        shutil.rmtree(folder, ignore_errors=True)


if __name__ == "__main__":
    main()
