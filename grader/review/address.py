"""Where the review page is to be reached."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

LOOPBACK = frozenset({"127.0.0.1", "localhost", "::1"})


@dataclass(frozen=True)
class Address:
    """Where to listen, who may come in, and the certificate and key files for https."""

    host: str = "127.0.0.1"
    port: int = 8799
    users: tuple[str, ...] = ()
    certificate: Path | None = None
    key: Path | None = None

    @property
    def beyond(self) -> bool:
        """Say whether other machines can reach it."""
        return self.host not in LOOPBACK
