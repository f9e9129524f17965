"""Files as the archive that a run gets as its own folder."""

from __future__ import annotations

import io
import tarfile
from collections.abc import Mapping


def tree_of(files: Mapping[str, bytes]) -> bytes:
    """Return files, by their paths, as the tar archive that a Job takes for its `tree`."""
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w") as archive:
        for name, body in files.items():
            member = tarfile.TarInfo(name)
            member.size = len(body)
            archive.addfile(member, io.BytesIO(body))
    return out.getvalue()
