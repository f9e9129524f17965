"""Run one Git command on a repository that nobody trusts."""

from __future__ import annotations

import math
import os
import subprocess
import sys
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, BinaryIO

from grader.core.errors import MachineError
from grader.intake.git_limits import GitLimits

# A host that fell silent is told from a large repository by the last two.
_SSH = "ssh -oBatchMode=yes -oStrictHostKeyChecking=yes -oConnectTimeout=20 -oServerAliveInterval=15 -oServerAliveCountMax=3"
_ENVIRONMENT = (
    "PATH=/usr/bin:/bin",
    "HOME=/nonexistent",
    "LC_ALL=C",
    "GIT_CONFIG_NOSYSTEM=1",
    "GIT_CONFIG_GLOBAL=/dev/null",
    "GIT_TERMINAL_PROMPT=0",
    "GIT_ASKPASS=/bin/false",
    "SSH_ASKPASS=/bin/false",
    "GIT_NO_LAZY_FETCH=1",
    "GIT_NO_REPLACE_OBJECTS=1",
    "GIT_LFS_SKIP_SMUDGE=1",
    f"GIT_SSH_COMMAND={_SSH}",
)
_SETTINGS = (
    "core.hooksPath=/dev/null",
    "core.fsmonitor=false",
    "core.attributesFile=/dev/null",
    "transfer.fsckObjects=true",
    "fetch.fsck.zeroPaddedFilemode=ignore",  # old but honest histories have them
    "http.followRedirects=false",
    "http.lowSpeedLimit=1000",  # a stalled line is told from a large repository by this
    "http.lowSpeedTime=30",
    "submodule.recurse=false",
    "safe.bareRepository=explicit",
    "credential.helper=",
    "gc.auto=0",
    "maintenance.auto=false",
    "pack.threads=1",
    "log.mailmap=false",
    "log.showSignature=false",
)
_STDERR_BYTES = 64 * 1024
_ON_LINUX = sys.platform == "linux"


@dataclass
class GitRun:
    """A Git command under way: read `stdout` as far as wanted; `code` and `stderr` are known once it has ended."""

    stdout: IO[bytes]
    code: int | None = None
    stderr: str = ""
    cut_short: bool = field(default=False)

    def cut(self) -> None:
        """Say that no more output is wanted, so that the command is ended and its exit status means nothing."""
        self.cut_short = True


@contextmanager
def git_command(
    arguments: Sequence[str], *, folder: Path, limits: GitLimits, protocol: str = "none", stdin: BinaryIO | None = None
) -> Iterator[GitRun]:
    """Start `git ARGUMENTS` in `folder` with an empty environment, no configuration, hooks or prompts, under `limits`.

    `protocol` is the only transport it may use. Leaving the block ends the command and all it started.
    Raises MachineError where Git or the programs that limit it are not installed.
    """
    process = _start([*_prefix(limits, protocol), *arguments], folder, stdin, _variables(protocol))
    clock = threading.Timer(math.ceil(limits.seconds), process.kill)
    if not _ON_LINUX:
        clock.start()
    stdout, stderr = process.stdout, process.stderr
    if stdout is None or stderr is None:
        raise MachineError("Git was started without its output channels")
    run = GitRun(stdout)
    kept = bytearray()
    reader = threading.Thread(target=_drain, args=(stderr, kept), daemon=True)
    reader.start()
    try:
        yield run
    except BaseException:
        run.cut()
        raise
    finally:
        _end(process, run)
        clock.cancel()
        reader.join(10)
        stdout.close()
        if not reader.is_alive():
            stderr.close()
        run.stderr = kept.decode("utf-8", "replace")


def _variables(protocol: str) -> dict[str, str]:
    """Return what Git's environment says: all of it on Linux, elsewhere beside what this process has."""
    stated = dict(one.split("=", 1) for one in (*_ENVIRONMENT, f"GIT_ALLOW_PROTOCOL={protocol}"))
    if not _ON_LINUX:  # Git lies elsewhere there, and does not start without some of what is set
        del stated["PATH"], stated["HOME"]
        stated["GIT_CONFIG_GLOBAL"] = os.devnull
    return stated


def _prefix(limits: GitLimits, protocol: str) -> list[str]:
    git = ["git", *(part for setting in _SETTINGS for part in ("-c", setting))]
    if not _ON_LINUX:  # which has these programs; elsewhere only self-check reads a repository, its own
        return git
    rlimits = {"fsize": limits.pack_bytes, "as": limits.memory_bytes, "cpu": limits.cpu_seconds, "core": 0}
    return [
        *("env", "-i", *(f"{name}={value}" for name, value in _variables(protocol).items())),
        *("prlimit", *(f"--{name}={value}" for name, value in rlimits.items())),
        *("timeout", "-k", "5", str(math.ceil(limits.seconds))),
        *git,
    ]


def _start(command: list[str], folder: Path, stdin: BinaryIO | None, variables: dict[str, str]) -> subprocess.Popen[bytes]:
    try:
        import git  # noqa: PLC0415 - it looks for the git program when imported, and takes its time
    except ImportError as error:
        raise MachineError(f"Git is not installed on this machine, or GitPython cannot find it: {error}") from error
    try:
        # GitPython adds the whole environment of this process; `env -i` at the front of the command drops it again.
        started = git.Git(str(folder)).execute(command, istream=stdin, as_process=True, shell=False, env=variables)
    except git.exc.GitCommandNotFound as error:
        raise MachineError("the programs env, prlimit and timeout (GNU coreutils, util-linux) are needed to run Git") from error
    process: subprocess.Popen[bytes] | None = started.proc
    if process is None:
        raise MachineError("Git could not be started")
    started.proc = None  # from here on this module ends the process, and GitPython no longer does
    return process


def _drain(stream: IO[bytes], kept: bytearray) -> None:
    while block := stream.read1(8192):  # type: ignore[attr-defined]  # a BufferedReader, which IO does not say
        kept += block[: max(0, _STDERR_BYTES - len(kept))]


def _end(process: subprocess.Popen[bytes], run: GitRun) -> None:
    # SIGTERM goes to `timeout`, which hands it to its whole process group, helpers of Git included.
    if run.cut_short:
        process.terminate()
    try:
        # `timeout` is the clock; this second one is only for a machine where it does not come back.
        run.code = process.wait(None if run.cut_short is False else 30)
    except subprocess.TimeoutExpired:
        process.kill()
        run.code = process.wait()
