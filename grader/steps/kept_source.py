"""What people may want to read of a commit besides its notebook."""

from __future__ import annotations

import json
import tarfile
from collections.abc import Iterator

from grader.intake.git import Fetched

_KINDS = (".py", ".md", ".txt", ".rst", ".toml", ".cfg", ".yaml", ".yml", ".sh", ".r")
_MOST_EACH = 100_000
_MOST_BYTES = 1_000_000
_MOST_FILES = 200


def kept_source(fetched: Fetched) -> bytes:
    """Return the commit's code and prose as JSON, a list of [path, text], b'' where there is none.

    At most 200 files of at most 100 kB, 1 MB in all; nothing is parsed, and what is no UTF-8 is shown with its bytes escaped.
    """
    found = list(_texts(fetched))
    return json.dumps(found).encode() if found else b""


def _texts(fetched: Fetched) -> Iterator[tuple[str, str]]:
    wanted = [one.path for one in fetched.files if one.path.lower().endswith(_KINDS) and one.bytes <= _MOST_EACH][:_MOST_FILES]
    left = _MOST_BYTES
    with tarfile.open(fetched.tree) as archive:
        for path in wanted:
            stream = archive.extractfile(path)
            body = stream.read() if stream else b""
            left -= len(body)
            if left < 0:
                return
            yield path, body.decode("utf-8", "backslashreplace")
