"""Put another architecture into a Keras archive."""

from __future__ import annotations

import zipfile
from pathlib import Path

_CONFIG = "config.json"


def put_config(archive: Path, text: str) -> None:
    """Let the archive say this architecture (JSON), and no other; its weights are not written again.

    Raises what zipfile raises for a damaged archive.
    """
    with zipfile.ZipFile(archive, "a") as opened:
        # Only the list of contents forgets the old one: a copy of the archive would need its room twice.
        opened.filelist[:] = [member for member in opened.filelist if member.filename != _CONFIG]
        opened.NameToInfo.pop(_CONFIG, None)
        opened.writestr(_CONFIG, text)
