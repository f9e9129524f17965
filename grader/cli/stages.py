"""Show what is going on, on a terminal only."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager


@contextmanager
def stages() -> Iterator[Callable[[str], None]]:
    """Yield a function that shows a stage by its name, on standard error, with a mark that moves."""
    from rich.console import Console

    console = Console(stderr=True, highlight=False)
    if not console.is_terminal:
        yield lambda _stage: None
        return
    with console.status("starting …") as status:
        yield lambda stage: status.update(f"{stage} …")
