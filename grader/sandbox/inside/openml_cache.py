"""Lay the course's digits out where scikit-learn's fetch_openml looks before it asks the network.

The layout is that of scikit-learn 1.x: the API's answers as gzipped JSON, and the data as gzipped ARFF whose MD5 stands in
the description.
"""

from __future__ import annotations

import gzip
import hashlib
import json
from pathlib import Path
from typing import Any

import numpy as np
from digit_rows import digit_rows

_NUMBER = 554  # of mnist_784
_DATA = "data/v1/download/52667/mnist_784.arff"


def write_openml_cache(folder: Path, digits: dict[str, np.ndarray]) -> None:
    """Write `mnist_784`, training digits first, below `folder`; `digits` has x_train, y_train, x_test and y_test."""
    pixels = [f"pixel{number}" for number in range(1, 785)]
    heading = "@RELATION mnist_784\n\n" + "".join(f"@ATTRIBUTE {name} real\n" for name in pixels)
    body = [(heading + "@ATTRIBUTE class {0,1,2,3,4,5,6,7,8,9}\n\n@DATA\n").encode()]
    for part in ("train", "test"):
        body.extend(digit_rows(digits[f"x_{part}"], digits[f"y_{part}"], label_first=False))
    arff = b"".join(body)
    top = folder / "openml" / "openml.org"
    _write(top / f"{_DATA}.gz", arff)
    known = {"did": _NUMBER, "name": "mnist_784", "version": 1, "status": "active", "format": "ARFF"}
    description = {
        "id": str(_NUMBER), "name": "mnist_784", "version": "1", "format": "ARFF", "status": "active", "file_id": "52667",
        "url": f"https://api.openml.org/{_DATA}", "default_target_attribute": "class", "description": "handwritten digits",
        "md5_checksum": hashlib.md5(arff, usedforsecurity=False).hexdigest(),
    }  # fmt: skip
    names = [(name, "numeric") for name in pixels] + [("class", "nominal")]
    features = [
        {
            "index": str(index), "name": name, "data_type": kind, "is_target": str(name == "class").lower(),
            "is_ignore": "false", "is_row_identifier": "false", "number_of_missing_values": "0",
        }
        for index, (name, kind) in enumerate(names)
    ]  # fmt: skip
    count = len(digits["x_train"]) + len(digits["x_test"])
    listed = {"data": {"dataset": [known]}}
    api = top / "api" / "v1" / "json" / "data"
    answers: dict[str, Any] = {
        "list/data_name/mnist_784/limit/2/data_version/1.gz": listed,
        "list/data_name/mnist_784/limit/2/status/active/.gz": listed,
        f"{_NUMBER}.gz": {"data_set_description": description},
        f"features/{_NUMBER}.gz": {"data_features": {"feature": features}},
        f"qualities/{_NUMBER}.gz": {"data_qualities": {"quality": [{"name": "NumberOfInstances", "value": f"{count}.0"}]}},
    }
    for name, answer in answers.items():
        _write(api / name, json.dumps(answer).encode())


def _write(path: Path, content: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(gzip.compress(content, compresslevel=1, mtime=0))
