"""The connection to a cluster over TLS, with certificates made as the README says."""

from __future__ import annotations

import subprocess
from pathlib import Path
from typing import Any

import pytest

from grader.core.errors import MachineError
from grader.executors.dask import Dask
from grader.executors.dask_link import DaskLink
from grader.executors.dask_workers import DaskWorkers
from grader.executors.executor import Task
from grader.executors.worker import Ready

_COMMANDS = (
    "req -x509 -newkey rsa:3072 -nodes -days 365 -subj /CN=ours -keyout ca.key -out ca.pem",
    "req -newkey rsa:3072 -nodes -subj /CN=me -keyout me.key -out me.csr",
    "x509 -req -in me.csr -CA ca.pem -CAkey ca.key -CAcreateserial -days 365 -out me.pem",
)


def _authority(folder: Path) -> dict[str, str]:
    folder.mkdir()
    for command in _COMMANDS:
        subprocess.run(["openssl", *command.split()], cwd=folder, check=True, capture_output=True)
    return {
        "tls_ca_file": str(folder / "ca.pem"),
        "tls_client_cert": str(folder / "me.pem"),
        "tls_client_key": str(folder / "me.key"),
    }


def test_with_the_clusters_certificate_it_connects_and_with_none_or_another_it_does_not(processes: Any, tmp_path: Path) -> None:
    ours, theirs = _authority(tmp_path / "ours"), _authority(tmp_path / "theirs")
    options = ("--tls-ca-file", ours["tls_ca_file"], "--tls-cert", ours["tls_client_cert"], "--tls-key", ours["tls_client_key"])
    processes.close()
    processes.guard(*options)
    processes.scheduler()
    processes.worker()
    ended: list[Any] = []
    with DaskWorkers(DaskLink(processes.address, ours), lambda _: Ready(1), session="s", patience=60) as workers:
        executor = Dask(workers)

        def ask(_worker: Any, session: str) -> str:
            return session

        executor.run([Task("a", 0)], lambda _: executor.call(ask), ended.append)
    assert [(done.result, done.error) for done in ended] == [("s", None)]
    for settings, address in ((theirs, processes.address), ({}, processes.address.replace("tls", "tcp"))):
        with pytest.raises(MachineError, match="cannot be reached"):
            DaskLink(address, settings, seconds=2)
