"""Call a function on a worker, in a thread of its own, and bring back what it returned or raised."""

from __future__ import annotations

import asyncio
import pickle
import threading
from collections.abc import Callable, Sequence
from typing import Any

from grader.core.errors import MachineError


class Answered:
    """What a function returned or raised, which is apart from what the library raises where a connection broke."""

    def __init__(self, value: Any = None, error: Exception | None = None) -> None:
        self.value, self.error = value, error

    def of(self) -> Any:
        """Return the value, or raise."""
        if self.error is not None:
            raise self.error
        return self.value


async def answered(function: Callable[..., Any], arguments: Sequence[Any], dask_worker: Any = None) -> Answered:
    """Return what `function(dask_worker, *arguments)` comes to; the worker's own loop goes on meanwhile."""
    loop = asyncio.get_running_loop()
    ended: asyncio.Future[Answered] = loop.create_future()

    def work() -> None:
        answer = _called(function, dask_worker, arguments)
        loop.call_soon_threadsafe(lambda: None if ended.cancelled() else ended.set_result(answer))

    threading.Thread(target=work, name="asked", daemon=True).start()
    return await ended


def _called(function: Callable[..., Any], worker: Any, arguments: Sequence[Any]) -> Answered:
    try:
        return Answered(function(worker, *arguments))
    except Exception as error:  # noqa: BLE001 - raised again where it was asked
        try:
            pickle.loads(pickle.dumps(error))  # noqa: S301 - our own, made in the line itself
        except Exception:  # noqa: BLE001 - anything may happen in the reduction of somebody's exception
            return Answered(error=MachineError(f"{type(error).__name__}: {error}"))
        return Answered(error=error)
