"""Tell who is at fault when Git fails: the group's repository, or this machine and its network."""

from __future__ import annotations

import re

from grader.core.errors import GraderError, MachineError, SubmissionError
from grader.core.show import show

_TOO_LARGE = "The repository is too large to be fetched: remove data sets and large files from its history."
_FULL = (
    (re.compile(r"No space left on device"), "the disk is full"),
    (re.compile(r"Disk quota exceeded"), "this user may write no more on the disk"),
    (re.compile(r"(cannot|unable to) fork|fork[^\n]*Cannot allocate memory"), "this machine can start no more programs"),
)
_SLOW = (
    "the repository could not be fetched within the time limit: its server or the line may be slow. Try again, or give it more "
    "time (git: {time: 10 min} in course.yaml)"
)
_ELSEWHERE = ("https", "http", "ssh")
_PRIVATE = "The repository is private or does not exist: give the course's account access to it, or correct its address."
_MISSING = "There is no Git repository at the address that the course has for your group."

# The order matters: what a limit of ours or the machine did comes before the echoes it has in Git's later lines.
_MACHINE = (
    (r"detected dubious ownership", "the repository's folder belongs to another user of this machine"),
    (r"Could not resolve host|Temporary failure in name resolution", "the host's name cannot be resolved"),
    (r"Failed to connect|Couldn't connect|Network is unreachable|No route to host", "the host cannot be reached"),
    (r"Connection (refused|timed out|reset|closed)|timed out", "the host cannot be reached"),
    (r"Operation too slow|Empty reply from server|Recv failure|Send failure", "the line is too slow or broke"),
    (r"SSL|TLS|certificate", "the connection could not be made safe"),
    (r"Host key verification failed|No .* host key is known", "this machine does not know the host's key (ssh-keyscan)"),
    (r"Permission denied \(", "the host accepts none of this machine's SSH keys"),
    (r"returned error: 30\d", "the address redirects: write the repository's present address into the roster"),
    (
        r"returned error: (5\d\d|429)|remote end hung up|early EOF|RPC failed|expected flush|unexpected disconnect",
        "the transfer broke",
    ),
)
_GROUP = (
    (r"Repository not found|project you were looking for could not be found", "INVALID", _PRIVATE),
    (r"could not read (Username|Password)|Authentication failed|Access denied|returned error: 40[13]", "INVALID", _PRIVATE),
    (
        r"repository '.*' (not found|does not exist)|does not appear to be a git repository|info/refs not valid",
        "MISSING",
        _MISSING,
    ),
)
_FSCK = re.compile(r"fsck error|error: object [0-9a-f]+: (\w+)")
_MEMORY = re.compile(r"Out of memory|mmap failed|Cannot allocate memory|unable to create thread")


def git_failure(code: int | None, stderr: str, *, protocol: str, asked_only: bool = False) -> GraderError:
    """Return the error that a failed Git command means; `stderr` is Git's own, in English.

    `asked_only` says that nothing was to be transferred but a few names, so that no size of a repository explains the time.

    A repository that is missing, private, too large or malformed is a SubmissionError. A network that is down,
    a machine that is full, and everything not understood is a MachineError: no group loses a point by it.
    """
    own = "\n".join(line for line in stderr.splitlines() if not line.startswith("remote:"))
    if code == 124 and (asked_only or protocol in _ELSEWHERE):  # `timeout`'s own status; a stalled server looks the same
        return MachineError(_SLOW)
    return _by_limit(code, own, stderr, protocol) or _by_message(own, stderr) or _unknown(code, own)


def _by_limit(code: int | None, own: str, stderr: str, protocol: str) -> GraderError | None:
    if code == 124:
        return SubmissionError("The repository could not be fetched within the time limit: make it smaller.")
    if fsck := _FSCK.search(own):
        return SubmissionError(
            f"Git refuses the repository as malformed ({fsck[1] or 'fsck'}): make a fresh one from your files."
        )
    for pattern, reason in _FULL:  # index-pack that could not write or start is 'invalid output' as well
        if pattern.search(stderr if protocol == "file" else own):
            return MachineError(f"the repository could not be fetched: {reason} ({_last(own)})")
    # For a folder of this machine the sending side runs under the same limits and speaks in the 'remote:' lines.
    if _MEMORY.search(stderr if protocol == "file" else own) or "File too large" in own:
        return SubmissionError(_TOO_LARGE)
    # A limit kills index-pack without a word; a broken line says 'early EOF' as well.
    if "invalid index-pack output" in own and "early EOF" not in own:
        return SubmissionError(_TOO_LARGE)
    return None


def _by_message(own: str, stderr: str) -> GraderError | None:
    if re.search(_GROUP[0][0], stderr):  # the forges say this one in a line of the remote side
        return SubmissionError(_GROUP[0][2], _GROUP[0][1])
    for pattern, reason in _MACHINE:
        if re.search(pattern, own):
            return MachineError(f"the repository could not be fetched: {reason} ({_last(own)})")
    for pattern, status, sentence in _GROUP:
        if re.search(pattern, own):
            return SubmissionError(sentence, status)
    return None


def _unknown(code: int | None, own: str) -> MachineError:
    return MachineError(f"Git failed for an unknown reason (exit status {code}): {_last(own) or 'it said nothing'}")


def _last(text: str) -> str:
    lines = [line for line in text.splitlines() if line.startswith(("fatal:", "error:", "ssh:"))]
    return show(lines[0] if lines else text.strip(), 300)
