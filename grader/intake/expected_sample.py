"""What a sample submission is made of, and what grading it must find: the file expected.yaml."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import field
from datetime import timedelta
from decimal import Decimal
from pathlib import Path, PurePosixPath
from types import MappingProxyType
from typing import Annotated, Any

from pydantic import AfterValidator, BeforeValidator, ConfigDict, TypeAdapter, ValidationError
from pydantic.dataclasses import dataclass
from ruamel.yaml import YAML
from ruamel.yaml.error import YAMLError

from grader.core.errors import InputError
from grader.core.evidence import RunStatus

_STRICT = ConfigDict(extra="forbid")
_OFFSET = re.compile(r"(?P<count>[+-]\d+) (?P<unit>min|h|d)")
_UNITS = MappingProxyType({"min": timedelta(minutes=1), "h": timedelta(hours=1), "d": timedelta(days=1)})


def _offset(value: object) -> object:
    if isinstance(value, timedelta):
        return value
    written = _OFFSET.fullmatch(value) if isinstance(value, str) else None
    if written is None:
        raise ValueError("write a time relative to the deadline, such as '-2 d', '+47 h' or '-30 min'")
    return int(written["count"]) * _UNITS[written["unit"]]


def _inside(path: str) -> str:
    parts = PurePosixPath(path).parts
    if not parts or path.startswith("/") or {"..", ".git"} & set(parts):
        raise ValueError("write a path inside the repository")
    return path


def _exact(value: object) -> object:
    return Decimal(str(value)) if isinstance(value, int | float) and not isinstance(value, bool) else value


_RepositoryPath = Annotated[str, AfterValidator(_inside)]
_Offset = Annotated[timedelta, BeforeValidator(_offset)]
_Points = Annotated[Decimal, BeforeValidator(_exact)]


@dataclass(frozen=True, config=_STRICT)
class Between:
    """Points that depend on the training data: from `at_least` to `at_most`, both included."""

    at_least: _Points = Decimal(0)
    at_most: _Points = Decimal("Infinity")


@dataclass(frozen=True, config=_STRICT)
class SampleCommit:
    """One commit, dated `at` after the deadline (before it if negative); without `files` it takes all that is left."""

    message: str = "Final project"
    at: _Offset = timedelta(days=-2)
    author: str = "Sample Student <student@example.org>"
    files: tuple[_RepositoryPath, ...] | None = None


@dataclass(frozen=True, config=_STRICT)
class ExpectedSample:
    """One sample submission: how its repository is made, and what grading it must find.

    `files` maps a path in the repository to a text of the sample's folder; a .py text becomes a notebook where the path
    ends with .ipynb, a .txt text a document where it ends with .pdf. `build_model` names what is run once to make the
    committed model: 'run-notebook' (notebook.py as a script) or another script of the folder; every file it writes is
    committed under the name it wrote. `limits` are written as in course.yaml. `points` maps a criterion, by its id or its
    path of ids, to its points, and `note` lists words that the reasons must hold, in upper or lower case. `status` is how
    the notebook's execution ends.
    """

    proves: str
    status: RunStatus
    points: Mapping[str, _Points | Between]
    files: Mapping[_RepositoryPath, str] = field(default_factory=lambda: {"digits.ipynb": "notebook.py"})
    commits: tuple[SampleCommit, ...] = (SampleCommit(),)
    build_model: str | None = None
    limits: Mapping[str, str | int] = field(default_factory=dict)
    minutes_late: int = 0
    note: tuple[str, ...] = ()

    def allows(self, criterion: str, points: Decimal | None) -> bool:
        """Say whether these points are right for a criterion; unknown points never are, an unnamed criterion always is."""
        wanted = self.points.get(criterion)
        if wanted is None or points is None:
            return wanted is None
        return wanted.at_least <= points <= wanted.at_most if isinstance(wanted, Between) else points == wanted


def read_expected(folder: Path) -> ExpectedSample:
    """Return what the folder's expected.yaml says; raises InputError naming the file, the line where known, and the key."""
    file = folder / "expected.yaml"
    try:
        document = YAML(typ="safe", pure=True).load(file.read_text(encoding="utf-8"))
        return TypeAdapter(ExpectedSample).validate_python(document)
    except OSError as error:
        raise InputError("the sample has no readable expected.yaml", file=file, hint=str(error)) from error
    except YAMLError as error:
        mark: Any = getattr(error, "problem_mark", None)
        line = mark.line + 1 if mark else None
        raise InputError("this is not YAML", file=file, line=line, hint=getattr(error, "problem", None) or "") from error
    except ValidationError as error:
        first = error.errors()[0]
        raise InputError(f"{'.'.join(map(str, first['loc'])) or 'the file'}: {first['msg']}", file=file) from error
