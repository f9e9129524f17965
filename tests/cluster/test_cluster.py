"""A course on a cluster of real worker processes: the same gradebook as on one machine, and what a worker is told."""

from __future__ import annotations

import pickle
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from grader.cluster.cluster import Cluster
from grader.core.errors import MachineError
from grader.core.evidence import RunStatus
from grader.core.limits import Limits
from grader.course import open_course
from grader.executors.executor import Task
from grader.gradebook.store import Store
from grader.intake.training_folder import write_training_folder
from grader.provenance import provenance
from grader.sandbox.bubblewrap import find_bubblewrap
from grader.sandbox.choose import NO_WALL
from grader.sandbox.job import Job, Outcome
from grader.sandbox.scoring import score_model

CASES = ("good-dense-784", "no-model", "cell-error")


def _unmeasured(course: Path, target: Path) -> Path:
    """Copy a course without anything that was measured."""
    shutil.copytree(course, target, ignore=shutil.ignore_patterns("grader.db*", "artefacts", "out"))
    return target


def _know_reference_models(folder: Path) -> None:
    """Keep values for the reference models, whose building would take longer than all the rest."""
    course = open_course(folder)
    heldout, training = course.heldout(), course.training()
    with Store.open(folder) as store:
        for name, share in {"constant": 0.1, "linear": 0.9, "cnn": 0.96}.items():
            store.put_yardstick(heldout.sha256, training.sha256, name, correct=int(share * len(heldout)), samples=len(heldout))


@pytest.mark.slow
def test_serially_locally_and_on_three_workers_the_gradebook_is_the_same(
    new_sample_course: Callable[..., Any],
    grader_process: Callable[..., Any],
    sandbox_options: tuple[str, ...],
    processes: Any,
    tmp_path: Path,
) -> None:
    local, _ = new_sample_course(*CASES)
    _know_reference_models(local)
    for _ in range(3):
        processes.worker()
    assert grader_process("grade-all", "-C", local, *sandbox_options).status == 1
    book = (local / "out" / "gradebook.csv").read_bytes()
    serial, spread = _unmeasured(local, tmp_path / "serial"), _unmeasured(local, tmp_path / "spread")
    _know_reference_models(serial)
    _know_reference_models(spread)
    assert grader_process("grade-all", "-C", serial, "--slots", 1, *sandbox_options).status == 1
    ended = grader_process("grade-all", "-C", spread, "--on", processes.address, *sandbox_options)
    assert ended.status == 1, ended.err
    assert ended.err.count("is ready, 1 at once") == 3
    assert (serial / "out" / "gradebook.csv").read_bytes() == book
    assert (spread / "out" / "gradebook.csv").read_bytes() == book
    with Store.open(local) as here, Store.open(spread) as there:
        for name, one in here.all_latest().items():
            other = there.latest(name)
            assert other is not None
            assert (other.provenance.framework, other.provenance.sandbox) == (one.provenance.framework, one.provenance.sandbox)
            assert [e.answers for e in other.evaluations] == [e.answers for e in one.evaluations]
    again = grader_process("grade-all", "-C", spread, *sandbox_options)  # measured there, known here
    assert "0 groups measured, 3 known before" in again.out.replace("\n", " ")


def test_no_label_goes_to_a_worker(course: Path) -> None:
    heldout = open_course(course).heldout()
    sent: list[Job] = []

    class Wire:
        name = "fork-server"

        def start(self) -> None: ...

        def close(self) -> None: ...

        def run(self, job: Job, on_event: object = None) -> Outcome:  # noqa: ARG002 - the protocol's
            sent.append(job)
            return Outcome(RunStatus.TIMEOUT)

    score_model(Wire(), "model.h5", b"hdf5", heldout, open_course(course).training(), Limits(), 7)
    n, inputs = len(heldout), [body for job in sent for body in job.inputs.values()]
    assert any(heldout.images[0].tobytes() in body for body in inputs)
    for body in (*inputs, *(pickle.dumps(job.parameters) for job in sent)):
        found = [
            np.frombuffer(body[at : at + n], np.uint8)
            for at in range(max(1, len(body) - n + 1))
            if max(body[at : at + n], default=0) < 10
        ]
        assert not any(np.array_equal(np.bincount(one, minlength=10), np.bincount(heldout.labels, minlength=10)) for one in found)


def test_a_worker_measures_only_with_the_data_it_was_sent_and_says_with_what(processes: Any, course: Path) -> None:
    opened = open_course(course)
    data = write_training_folder(opened.training(), course / ".grader" / "training")
    processes.worker(threads=2)
    walled = None if find_bubblewrap() else NO_WALL
    with Cluster(processes.address, sandbox=walled, memory_bytes=2**20, prove=False, patience=60) as cluster:
        cluster.sandbox(data)
        found: list[Any] = []

        def work(_value: int) -> None:
            found.append(cluster.where(provenance("elsewhere", "d", opened.file.limits)))

        cluster.run([Task("a", 0)], work, lambda done: found.append(done.error))
        here = provenance(walled or "fork-server", "d", opened.file.limits)
        assert found == [here, None]
        assert cluster.mixed(here) == ()
        assert [one.ready.places for one in cluster.workers.known.values() if one.ready] == [2]
        (other,) = cluster.mixed(provenance("bubblewrap", "d", opened.file.limits))
        assert other.endswith(f"measures with sandbox {walled or 'fork-server'!r}, here it is 'bubblewrap'")


def test_a_machine_too_small_for_one_run_gets_no_work(processes: Any, course: Path) -> None:
    data = write_training_folder(open_course(course).training(), course / ".grader" / "training")
    processes.worker()
    walled = None if find_bubblewrap() else NO_WALL
    with Cluster(processes.address, sandbox=walled, memory_bytes=2**60, prove=False, patience=3) as cluster:
        cluster.sandbox(data)
        with pytest.raises(MachineError, match="and one run may take"):
            cluster.run([Task("a", 0)], lambda value: value, lambda _done: None)
