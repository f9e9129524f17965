"""nbclient, on its guard: what a kernel sends is counted, and comms are refused."""

from __future__ import annotations

from typing import Any

from cell_outcome import error_of, first_error
from jupyter_client.session import Session
from kernel import ForkedKernel
from nbclient import NotebookClient
from stop import Stop

_OUTPUT_MESSAGES = {"stream", "display_data", "execute_result", "error", "update_display_data"}


class Client(NotebookClient):
    """nbclient, with outputs counted and comms refused."""

    def __init__(self, nb: Any, kernel: ForkedKernel, output_bytes: int, **options: Any) -> None:
        super().__init__(nb, km=kernel, on_cell_executed=self.keep, **options)  # type: ignore[arg-type]  # what nbclient uses of a manager
        self.forked, self.room = kernel, output_bytes
        self.stop: Stop | None = None
        self.reply: Any = None

    async def run_cell(self, cell: Any, place: int, **options: Any) -> None:
        """Execute a cell as `async_execute_cell` does, and keep what the kernel says of it."""
        self.reply = None
        await self.async_execute_cell(cell, place, **options)

    def error_in(self, cell: Any) -> str:
        """Return the first error of the cell that was executed last as one line, '' for none; not all leave an output."""
        return first_error(cell) or error_of(self.reply)

    def keep(self, execute_reply: Any, **_: Any) -> None:
        """Keep the kernel's last word on a cell: some errors show in it alone."""
        self.reply = execute_reply

    def halt(self, status: str, message: str) -> None:
        """Remember why, then end the kernel; the cell that runs comes back with a dead kernel."""
        if self.stop is None:
            self.stop = Stop(status, message)
        self.forked.kill()

    def process_message(self, msg: dict[str, Any], cell: Any, cell_index: int) -> Any:
        """Count what a cell puts out; a kernel that floods is ended."""
        kind = msg.get("msg_type") or msg.get("header", {}).get("msg_type")
        if kind in _OUTPUT_MESSAGES:
            self.room -= size(msg.get("content"))
            if self.room < 0:
                self.halt("OUTPUT", "the notebook put out more than the limit allows")
                return None
        elif isinstance(kind, str) and kind.startswith("comm"):
            return None
        return super().process_message(msg, cell, cell_index)


def size(content: Any) -> int:
    """Return about how many characters a message's content holds."""
    if isinstance(content, str):
        return len(content)
    if isinstance(content, dict):
        return 40 + sum(size(key) + size(value) for key, value in content.items())
    if isinstance(content, list):
        return 8 + sum(size(item) for item in content)
    return 8


def guard(session: Session) -> None:
    """Refuse messages nested deeper than any output needs, before they reach nbclient."""
    plain = session.unpack

    def unpack(data: bytes) -> Any:
        try:
            return plain(data)
        except RecursionError as error:
            raise ValueError("a message of the kernel is nested too deep") from error

    session.unpack = unpack
