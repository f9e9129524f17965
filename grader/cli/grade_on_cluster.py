"""`grader grade-all --on tcp://HOST:PORT`: the same run, with the sandboxes on the machines of a Dask cluster."""

from __future__ import annotations

import re
from collections.abc import Mapping
from importlib.util import find_spec
from pathlib import Path

from grader.cli.say_aloud import say_aloud
from grader.core.errors import InputError
from grader.core.show import show

_ADDRESS = re.compile(r"(tcp|tls)://[^/\s]+:\d{1,5}")
_LOOPBACK = re.compile(r"tcp://(127\.0\.0\.1|localhost|\[::1\]):\d+")


def grade_on_cluster(
    folder: Path, groups: list[str], address: str, sandbox: str | None, tls: Mapping[str, str | None], *, again: bool = False
) -> int:
    """Grade the course on the cluster behind that scheduler; return the exit status. This machine alone holds the store."""
    if find_spec("distributed") is None:
        raise InputError("--on needs Dask, which is not installed", hint="pip install 'grader[dask]'")
    from grader.cli.progress import Progress
    from grader.cli.summary import print_summary, summary_console
    from grader.cluster.cluster import Cluster
    from grader.course import grade_course, open_course
    from grader.provenance import provenance
    from grader.sandbox.choose import NO_WALL

    security = _security(address, tls)
    if sandbox == NO_WALL:
        say_aloud("WARNING: no sandbox: submitted code runs with the rights of whoever started the workers")
    opened = open_course(folder)
    names = groups or [one.id for one in opened.roster.groups]
    progress = Progress(names, {}, 1)

    def hear(sentence: str) -> None:
        say_aloud(sentence)
        progress.slots = max(1, cluster.places)

    memory = opened.file.limits.memory_bytes
    gpu = opened.file.limits.gpu
    cluster = Cluster(address, sandbox=sandbox, memory_bytes=memory, gpu=gpu, security=security, hear=hear)
    with cluster, progress:
        graded = grade_course(
            opened, cluster.sandbox, cluster,
            groups=groups, again=again, listen=progress, sandbox_of=cluster.sandbox, where=cluster.where,
        )  # fmt: skip
        mixed = cluster.mixed(provenance(sandbox or "fork-server", "", opened.file.limits))
    print_summary(summary_console(), opened, graded)
    for sentence in mixed:
        say_aloud(f"WARNING: worker {sentence}")
    return graded.exit_status


def _security(address: str, tls: Mapping[str, str | None]) -> dict[str, str]:
    """Return the TLS settings, all three or none; InputError for an address that is none or that TLS must guard."""
    if not _ADDRESS.fullmatch(address):
        raise InputError(f"--on {show(address, 80)} is no address of a scheduler", hint="write local, or tcp://HOST:PORT")
    given = {name: file for name, file in tls.items() if file}
    if given and len(given) < len(tls):
        raise InputError("TLS needs three files", hint="name all of --tls-ca, --tls-cert and --tls-key")
    for file in given.values():
        if not Path(file).is_file():
            raise InputError("there is no such file", file=Path(file))
    if not given and not _LOOPBACK.fullmatch(address):
        what = "whoever reaches a scheduler without TLS runs what he likes on its workers"
        raise InputError(f"{what}, so outside this machine it needs TLS", hint="add --tls-ca, --tls-cert and --tls-key")
    return given
