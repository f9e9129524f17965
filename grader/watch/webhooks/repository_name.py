"""One name for a repository, whichever of its addresses was written."""

from __future__ import annotations

import re

_SCP = re.compile(r"(?:[^@/:\s]+@)?([A-Za-z0-9][A-Za-z0-9.-]*):(?!//)([^\s]+)")
_URL = re.compile(r"(?:https?|ssh|git)://(?:[^@/\s]*@)?(\[[0-9A-Fa-f:.]+\]|[A-Za-z0-9][A-Za-z0-9.-]*)(?::\d+)?/(\S+)")


def repository_name(address: str) -> str:
    """Return 'host/path' in lower case without '.git', the same for https, ssh and short addresses; '' for a folder."""
    if len(address) > 2000:
        return ""
    found = _URL.fullmatch(address) or _SCP.fullmatch(address)
    if not found:
        return ""
    path = found[2].strip("/").removesuffix(".git").strip("/")
    return f"{found[1]}/{path}".lower() if path else ""
