"""The connection to a Dask scheduler, which may go away and come back at the same address."""

from __future__ import annotations

import contextlib
import threading
from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from grader.core.errors import MachineError
from grader.core.show import show
from grader.executors.answered import Answered, answered
from grader.executors.worker import Worker

if TYPE_CHECKING:  # loaded when a cluster is used
    from distributed import Client

_REACH_SECONDS = 10


class DaskLink:
    """Asks workers through their scheduler. Whatever breaks on the way is None; `again` connects anew.

    `security` is TLS as `distributed.Security` keywords, empty for none. MachineError where the scheduler cannot be reached.
    """

    def __init__(self, address: str, security: Mapping[str, str] | None = None) -> None:
        self.address, self._security = address, dict(security or {})
        self._lock, self._scheduler = threading.Lock(), ""
        self._client: Client | None = self._connect()

    def _connect(self) -> Client:
        from distributed import Client, Security  # noqa: PLC0415 - loaded when a cluster is used

        security = Security(require_encryption=True, **self._security) if self._security else None
        try:
            return Client(self.address, timeout=_REACH_SECONDS, set_as_default=False, security=security)
        except (OSError, ValueError) as error:
            hint = "is it running, and has it the same TLS settings?"
            raise MachineError(f"the scheduler {self.address} cannot be reached ({show(error, 300)}); {hint}") from error

    def again(self) -> bool:
        """Connect anew; say whether that worked."""
        with self._lock:
            old, self._client = self._client, None
            if old is not None:
                _close(old)
            self._scheduler = ""
            try:
                self._client = self._connect()
            except MachineError:
                return False
            return True

    def close(self) -> None:
        """Let go; a second time does nothing."""
        with self._lock:
            if self._client is not None:
                _close(self._client)
            self._client = None

    def workers(self) -> dict[str, Worker] | None:
        """Return the cluster's workers by id, None where the scheduler does not answer."""
        client = self._client
        if client is None or client.status != "running" or client.scheduler is None:
            return None
        try:
            said = client.sync(client.scheduler.identity, n_workers=-1, callback_timeout=_REACH_SECONDS)
        except Exception:  # noqa: BLE001 - whatever the library says of a connection that broke
            return None
        if self._scheduler not in {"", said["id"]}:
            return None  # another one at the same address, to which the library went by itself
        self._scheduler, found = str(said["id"]), said["workers"]
        return {
            str(one["id"]): Worker(str(one["id"]), address, int(one["nthreads"]), dict(one.get("resources") or {}))
            for address, one in found.items()
        }

    def ask(self, worker: str, function: Callable[..., Any], arguments: Sequence[Any]) -> tuple[Any] | None:
        """Return in a tuple what `function(its Dask worker, *arguments)` returns there, None where the way broke.

        What the function raises is raised here.
        """
        client = self._client
        if client is None:
            return None
        try:
            answers = client.run(answered, function, tuple(arguments), workers=[worker], on_error="return")
        except Exception:  # noqa: BLE001 - whatever the library says of a connection that broke
            return None
        answer = answers.get(worker)
        return (answer.of(),) if isinstance(answer, Answered) else None


def _close(client: Client) -> None:
    with contextlib.suppress(Exception):  # its other end may be gone
        client.close(timeout=2)
