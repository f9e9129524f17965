"""Ask the executed notebook for its own predictions, after everything that is shown of it has been fixed.

The notebook sees the images then. Where they are not `public`, nothing that it can choose from here on is handed on but its
answers: no error's text, no type and no shape, or a group could read the images in what it is told.
"""

from __future__ import annotations

import builtins
import io
from pathlib import Path
from typing import Any

import nbformat
import numpy as np
from written_models import plain_bytes

CLASSES = 10


class Contract:
    """The prediction contract of one run: the functions to try, where the images go in and the answers come out."""

    def __init__(self, names: list[str], images: str, folder: Path, *, public: bool) -> None:
        self.public, self.name = public, names[0] if names else ""
        self.names, self.count = names, Path(images).stat().st_size // 784
        self.source, self.target = folder / "digits.bin", folder / "answers.npy"
        self.images = images

    def cell(self) -> Any:
        """Write the images where the kernel can read them; return the cell to execute."""
        self.source.write_bytes(Path(self.images).read_bytes())
        text = Path(__file__).with_name("contract_cell.py").read_text(encoding="utf-8")
        call = f"answer_images({self.names!r}, {str(self.source)!r}, {str(self.target)!r}, dict(globals()))"
        return nbformat.v4.new_code_cell(f"{text}\n{call}\n")  # type: ignore[no-untyped-call]  # nbformat does not annotate it

    def unanswered(self, why: str) -> dict[str, str]:
        """Return what is said where the question itself ended the kernel."""
        return {"status": "INVALID", "message": f"{self.name}() gave no answer: {why}"[:400], "name": self.name}

    def answered(self, error: str) -> tuple[dict[str, str], bytes]:
        """Return `{"status", "message", "name"}` and the scores float32 (n, 10) as .npy, b'' where there are none.

        `error` is what the question raised, '' for nothing.
        """
        name = self.name
        if error:
            return {"status": "INVALID", "message": f"{name}() {self.raised(error)}"[:400], "name": name}, b""
        body = plain_bytes(self.target, self.count * CLASSES * 8 + 4096)
        try:
            scores = as_scores(np.load(io.BytesIO(body or b""), allow_pickle=False), self.count)
        except (ValueError, EOFError, OSError) as reason:
            why = str(reason) if self.public else f"neither classes ({self.count},) from 0 to 9 nor scores ({self.count}×10)"
            return {"status": "INVALID", "message": f"{name}() answers {why}"[:400], "name": name}, b""
        out = io.BytesIO()
        np.save(out, scores, allow_pickle=False)
        return {"status": "OK", "message": "", "name": name}, out.getvalue()

    def raised(self, error: str) -> str:
        """Return what may be told of an error: of one that is Python's own its name, of ours everything."""
        missing = f"the notebook defines no function {' or '.join(self.names)}"
        if self.public or error == f"NameError: {missing}":
            return f"raises on images: {error}"
        kind = error.partition(":")[0]
        known = getattr(builtins, kind, None)
        is_known = isinstance(known, type) and issubclass(known, BaseException)
        return f"raises {kind if is_known else 'an error'} on images; self-check shows its text, on public digits"


def as_scores(answers: np.ndarray, count: int) -> np.ndarray:
    """Return scores float32 (n, 10) of classes (n,) or scores (n, 10); raise ValueError with what there is instead."""
    if answers.dtype.kind in "iub" and answers.size == count:
        classes = answers.reshape(count).astype(np.int64)
        if classes.size and (classes.min() < 0 or classes.max() >= CLASSES):
            raise ValueError("classes outside 0 to 9")
        return np.eye(CLASSES, dtype=np.float32)[classes]
    if answers.dtype.kind in "fiu" and answers.shape == (count, CLASSES):
        return np.asarray(answers.astype(np.float32))
    shape = "×".join(map(str, answers.shape))
    raise ValueError(f"with {answers.dtype} of {shape}; expected are classes ({count},) or scores ({count}×10)")
