"""Run the notebooks' code and score their models in one process that imported everything before: the limit of what is possible.

    python warm.py SLOTS NOTEBOOKS HELDOUT.npz

There is no sandbox, no clone, no kernel and no report here: each notebook's cells run one after another in a namespace of
their own, then its model answers the held-out digits. With 2 slots two such processes begin together, and each takes the
next notebook that no other has. Notes (JSON, to $NOTES): CPU seconds of `import`, `training` (the notebooks' cells) and
`scoring`, and `wall` seconds without the imports.
"""

from __future__ import annotations

import contextlib
import json
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

_BATCH = 1000


def work(notebooks: list[Path], heldout: Path, slots: int, meeting: Path) -> dict[str, float]:
    """Run and score those notebooks that no other process has taken; return CPU seconds, and the clock's at begin and end."""
    import keras  # noqa: PLC0415 - its time is measured apart
    import numpy as np  # noqa: PLC0415 - likewise

    with np.load(heldout) as arrays:
        images, labels = arrays["images"], arrays["labels"]
    imported = time.process_time()
    wait_for_all(slots, meeting)
    began = time.time()
    training = scoring = 0.0
    for notebook in notebooks:
        if not taken(meeting / notebook.parent.name):
            continue
        keras.backend.clear_session()
        with tempfile.TemporaryDirectory() as folder, contextlib.chdir(folder):
            before = time.process_time()
            run_cells(notebook)
            trained = time.process_time()
            if Path("model.h5").exists():
                print(notebook.parent.name, f"{score(Path('model.h5'), images, labels):.4f}", flush=True)
            scoring += time.process_time() - trained
            training += trained - before
    return {"import": imported, "training": training, "scoring": scoring, "began": began, "ended": time.time()}


def wait_for_all(slots: int, meeting: Path) -> None:
    """Wait until every process has imported what it needs."""
    (meeting / f"ready-{os.getpid()}").touch()
    while len(list(meeting.glob("ready-*"))) < slots:
        time.sleep(0.01)


def taken(mark: Path) -> bool:
    """Take this notebook, unless another process was first."""
    try:
        mark.touch(exist_ok=False)
    except FileExistsError:
        return False
    return True


def run_cells(notebook: Path) -> None:
    """Run every code cell; one that raises is passed over, as the graders do."""
    names: dict[str, Any] = {"__name__": "__main__"}
    for cell in json.loads(notebook.read_text(encoding="utf-8"))["cells"]:
        if cell["cell_type"] == "code":
            try:
                exec("".join(cell["source"]), names)  # noqa: S102 - this benchmark's own notebooks
            except Exception as error:  # noqa: BLE001 - whatever a cell raises
                print(notebook.parent.name, type(error).__name__, flush=True)


def score(model_file: Path, images: Any, labels: Any) -> float:
    """Return the model's accuracy."""
    import keras  # noqa: PLC0415 - imported by now
    import numpy as np  # noqa: PLC0415 - likewise

    model = keras.models.load_model(model_file, compile=False)
    parts = [images[start : start + _BATCH].astype(np.float32)[..., None] / 255 for start in range(0, len(images), _BATCH)]
    answers = np.concatenate([np.asarray(model(part, training=False)).argmax(axis=1) for part in parts])
    return float((answers == labels).mean())


def main() -> None:
    """Start a process a slot, and add up their notes."""
    slots, folder, heldout = int(sys.argv[1]), Path(sys.argv[2]), Path(sys.argv[3])
    target = Path(os.environ["NOTES"])
    if len(sys.argv) > 4:  # one of those below
        notes = work(sorted(folder.glob("*/*.ipynb")), heldout, slots, Path(sys.argv[4]))
        target.write_text(json.dumps(notes), encoding="utf-8")
        return
    files = [target.with_suffix(f".{slot}.json") for slot in range(slots)]
    with tempfile.TemporaryDirectory() as meeting:
        command = [sys.executable, *sys.argv, meeting]
        processes = [subprocess.Popen(command, env={**os.environ, "NOTES": str(file)}) for file in files]
        statuses = [process.wait() for process in processes]
    if any(statuses):
        sys.exit("a warm process failed")
    parts = [json.loads(file.read_text(encoding="utf-8")) for file in files]
    total = {name: sum(part[name] for part in parts) for name in ("import", "training", "scoring")}
    total["wall"] = max(part["ended"] for part in parts) - min(part["began"] for part in parts)
    target.write_text(json.dumps(total), encoding="utf-8")


if __name__ == "__main__":
    main()
