"""A kernel's client that knows when the kernel is ready: when it answers, and what it publishes arrives."""

from __future__ import annotations

import time
from collections.abc import Callable
from queue import Empty
from typing import Any

from jupyter_client.asynchronous.client import AsyncKernelClient

_AGAIN = 1.0  # seconds after which the kernel is asked again
_PUBLISHED = 0.02  # seconds that what it publishes may come later than its answer; then it is asked again


class ReadyClient(AsyncKernelClient):
    """jupyter_client's, without its fixed wait of a fifth of a second in every start.

    There the wait makes sure that the subscription to the kernel's outputs stands. Here the kernel is asked anew until
    something that it publishes has arrived, which shows the same at once.
    """

    ended: Callable[[], bool] = staticmethod(lambda: False)

    async def wait_for_ready(self, timeout: float | None = None) -> None:  # noqa: ASYNC109 - the name is jupyter_client's
        """Return when the kernel is ready; RuntimeError where it ended, or is not ready after `timeout` seconds."""
        until = None if timeout is None else time.monotonic() + timeout
        while not await self._heard(self.kernel_info()):
            if self.ended():
                raise RuntimeError("the kernel ended before it was ready")
            if until is not None and time.monotonic() > until:
                raise RuntimeError(f"the kernel was not ready after {timeout:.0f} s")

    async def _heard(self, asked: str) -> bool:
        """Say whether the answer to a question came, and after it anything that the kernel publishes."""
        try:
            while not answers(reply := await self.get_shell_msg(timeout=_AGAIN), asked):
                pass
            await self.get_iopub_msg(timeout=_PUBLISHED)
        except Empty:
            return False
        self._handle_kernel_info_reply(reply)
        return True


def answers(message: dict[str, Any], asked: str) -> bool:
    """Say whether a message is the answer to that question."""
    return bool(message["msg_type"] == "kernel_info_reply" and message["parent_header"].get("msg_id") == asked)
