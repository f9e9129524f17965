"""Did submissions run without a sandbox?"""

from __future__ import annotations


def no_wall(sandbox: str) -> bool:
    """Return whether a sandbox's name, with or without a remark behind it, says that there was none."""
    return sandbox.strip().lower().split(" ")[0].strip("(),:;") in {"", "none"}
