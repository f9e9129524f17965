"""The hidden cell that hands images to the notebook's own prediction function.

Its text is sent to the kernel; it imports nothing of ours, because there is nothing of ours in the kernel.
"""

from __future__ import annotations

from typing import Any


def answer_images(names: list[str], source: str, target: str, known: dict[str, Any]) -> None:
    """Let the first function of these names that there is answer the images in the file `source`; write `target`."""
    import numpy as np

    images = np.fromfile(source, dtype=np.uint8).reshape(-1, 28, 28)
    function = next((known[name] for name in names if callable(known.get(name))), None)
    if function is None:
        raise NameError(f"the notebook defines no function {' or '.join(names)}")
    parts = []
    for start in range(0, len(images), 1000):
        answer = function(images[start : start + 1000])
        if hasattr(answer, "detach"):
            answer = answer.detach().cpu()
        parts.append(np.asarray(answer))
    with open(target, "wb") as file:  # noqa: PTH123 - nothing but numpy is imported here
        np.save(file, np.concatenate(parts), allow_pickle=False)
