"""The secrets that webhooks are signed with."""

from __future__ import annotations

import stat
from collections.abc import Mapping
from pathlib import Path

from grader.core.errors import InputError

VARIABLE = "GRADER_WEBHOOK_SECRET"
_SHORTEST, _LONGEST_FILE = 16, 10_000
_MAKE = "make one with: (umask 077; openssl rand -hex 32 > FILE)"


def read_secrets(file: Path | None, environment: Mapping[str, str]) -> tuple[str, ...]:
    """Return the secrets of a file, one a line, else that of the variable GRADER_WEBHOOK_SECRET.

    Several are for changing one while the forges still use the other. Raises InputError where there is none, one is shorter
    than 16 characters, or others may read the file.
    """
    if file is None:
        found, place = [environment.get(VARIABLE, "").strip()], f"the variable {VARIABLE}"
    else:
        found, place = _lines(file), str(file)
    secrets = tuple(one for one in found if one)
    if not secrets:
        hint = f"set {VARIABLE}, or name a file with --secret-file; {_MAKE}"
        raise InputError(f"there is no secret for webhooks in {place}", hint=hint)
    if any(len(one) < _SHORTEST for one in secrets):
        raise InputError(f"a secret for webhooks in {place} is shorter than {_SHORTEST} characters", hint=_MAKE)
    return secrets


def _lines(file: Path) -> list[str]:
    try:
        if file.stat().st_mode & (stat.S_IRWXG | stat.S_IRWXO):
            raise InputError("others than its owner may read or change the secret", file=file, hint=f"chmod 600 {file}")
        return [line.strip() for line in file.read_bytes()[:_LONGEST_FILE].decode("utf-8").splitlines()]
    except (OSError, UnicodeDecodeError) as error:
        raise InputError(f"the secret for webhooks cannot be read: {error}", file=file) from error
