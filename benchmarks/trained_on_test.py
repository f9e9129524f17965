"""Is training on the public test found? 40 simulated groups, half of them honest; writes results/trained_on_test.md.

Each group's network is trained twice: as the group would, and once more as the grader does, without the public test. Then
grader.core.trained_on_test sees what it sees of a real class: counts, losses, and what was recorded of fit.
"""

from __future__ import annotations

import argparse
import os
import time
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from simulated_groups import KINDS, TRAINING, Digits, Group, digits, groups, train

from grader.core.evaluate import answers, compare
from grader.core.evidence import Choice, Contents, Evaluation, Evidence, Execution, Fit, Provenance, RunStatus, Submission
from grader.core.log_loss import log_loss
from grader.core.probabilities import probabilities
from grader.core.standing import PublicTestUse
from grader.core.trained_on_test import FALSE_POSITIVE_RATE, trained_on_test

Scores = Mapping[str, NDArray[Any]]


def main() -> None:
    """Train, judge, write the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--mnist", type=Path, required=True, help="MNIST as .npz in Keras's layout")
    parser.add_argument("--seed", type=int, default=3, help="of everything; the test was designed on seeds 1 and 2 (default: 3)")
    parser.add_argument(
        "--scores", type=Path, help="a folder that keeps the networks' scores, so that a second run trains nothing"
    )
    parser.add_argument("--out", type=Path, default=Path(__file__).parent / "results" / "trained_on_test.md")
    given = parser.parse_args()
    os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
    started, read = time.monotonic(), digits(given.mnist, given.seed)
    found = {group: scored(group, read, given.scores) for group in groups(given.seed)}
    text = report({group: evidence(group, scores, read) for group, scores in found.items()}, time.monotonic() - started)
    print(text)
    given.out.parent.mkdir(parents=True, exist_ok=True)
    given.out.write_text(text, encoding="utf-8")


def scored(group: Group, read: Digits, keep: Path | None) -> Scores:
    """Return the probabilities (5000, 10) of the group's model (0) and of its twin (1) on both sets of digits."""
    file = keep / f"{group.name}.npz" if keep else None
    if file and file.is_file():
        with np.load(file, allow_pickle=False) as arrays:
            return dict(arrays)
    scores = {}
    for sealed in (False, True):
        model = train(group, read, sealed=sealed)
        for name, part in (("public", read.public), ("heldout", read.heldout)):
            scores[f"{name}{int(sealed)}"] = np.asarray(model.predict(part[0], batch_size=500, verbose=0))
    print(f"{group.name} {group.kind}, {group.layers}", flush=True)
    if file:
        file.parent.mkdir(parents=True, exist_ok=True)
        np.savez(file, **scores)  # type: ignore[arg-type]  # its stubs take any keyword for `allow_pickle`
    return scores


def evidence(group: Group, scores: Scores, read: Digits) -> Evidence:
    """Return what the grader would have measured."""
    evaluations = tuple(
        evaluation(model, dataset, scores[f"{name}{number}"], part[1].astype(np.int64))
        for number, model in enumerate(("committed", "written"))
        for name, dataset, part in (("heldout", "held-out", read.heldout), ("public", "public", read.public))
    )
    return Evidence(
        Submission(group.name, "", "", ""), (), (Choice("model", "model.h5", ""),), Contents(), Execution(RunStatus.OK),
        evaluations, Provenance("", "", "", "", "", "", "", ""), fits=fits(group),
    )  # fmt: skip


def evaluation(model: str, dataset: str, scores: NDArray[Any], labels: NDArray[np.int64]) -> Evaluation:
    """Return an evaluation with counts and loss."""
    found, loss = compare(answers(scores).classes, labels), log_loss(probabilities(scores, "softmax"), labels)
    return Evaluation(model, dataset, RunStatus.OK, found.samples, found.correct, log_loss=loss)


def fits(group: Group) -> tuple[Fit, ...]:
    """Return what a recorder sees that nobody has tampered with; the honest show the test as plain validation data."""
    train_fit, test = Fit("fit", 3, TRAINING, TRAINING, 0), Fit("validation", 3, 5000, 0, 5000)
    if group.kind == "test added to the training":
        return (Fit("fit", 3, TRAINING + 5000, TRAINING, 5000),)
    if group.kind == "one last epoch on the test":
        return (train_fit, Fit("fit", 4, 5000, 0, 5000, 1))
    return (train_fit, replace(test, selected="EarlyStopping") if group.kind == "stopped by the test" else test)


def report(found: Mapping[Group, Evidence], seconds: float) -> str:
    """Return the results as Markdown."""
    ways = {
        "with the twin": {group: replace(one, fits=()) for group, one in found.items()},
        "without twins": {group: replace(one, fits=(), evaluations=one.evaluations[:2]) for group, one in found.items()},
        "fit recorded": found,
    }
    uses = {way: judged(class_of) for way, class_of in ways.items()}
    honest = sum(group.kind == "honest" for group in found)
    head = [
        "What the groups do",
        "Groups",
        *(f"{way}: {what}" for way in list(uses)[:2] for what in ("named", "at zero false positives")),
    ]
    lines = [
        "# Was it trained on the test set?", "",
        f"{len(found)} simulated groups on {os.cpu_count()} cores, {datetime.now(UTC):%Y-%m-%d %H:%M} UTC, {seconds:.0f} s.",
        f"{honest} are honest. Each network (dense 64 or 256, two small convolutional ones) learns {TRAINING:,} digits of",
        "MNIST's training set in 4 to 7 epochs. The public test is the first half of MNIST's test digits, the held-out set the",
        f"second, which is easier: an honest group has {gap(found):.1%} more right there. The twin is trained anew with another",
        "seed and without the public test, as the sealed run does. The test was designed on other seeds than these.", "",
        f"| {' | '.join([*head, 'fit recorded: named', 'of these weak'])} |", "|---|" + "---:|" * 7,
        *(row(kind, uses) for kind in KINDS), "",
        f"*Named*: by the grader's own threshold, which names even one honest group in at most {FALSE_POSITIVE_RATE:.0%} of the",
        "classes. *At zero false positives*: a smaller p-value than every honest group's. *Fit recorded*: what reached `fit` was",
        "seen, by a recorder nobody tampered with; it runs in the submission's own process, so a group that wants to can.",
        "*Weak*: the model was chosen, not trained, by the test.", "",
        "A group that only stops its training by the test learns next to nothing of it, and its losses hardly show it; what does",
        'is the record of `fit`. "No evidence" therefore never means that there was no use.',
    ]  # fmt: skip
    return "\n".join([*lines, ""])


def judged(class_of: Mapping[Group, Evidence]) -> dict[Group, PublicTestUse]:
    """Judge the class at once."""
    found = trained_on_test({group.name: one for group, one in class_of.items()})
    return {group: found[group.name] for group in class_of}


def gap(found: Mapping[Group, Evidence]) -> float:
    """Return how much better an honest group does on held-out digits, in the mean."""
    shares = [[one.accuracy or 0.0 for one in of.evaluations[:2]] for group, of in found.items() if group.kind == "honest"]
    return float(np.mean([heldout - public for heldout, public in shares]))


def row(kind: str, uses: Mapping[str, Mapping[Group, PublicTestUse]]) -> str:
    """Return one kind's line of the table."""
    some = [group for group in uses["fit recorded"] if group.kind == kind]
    cells: list[object] = []
    for way in ("with the twin", "without twins"):
        found = uses[way]
        least = min(chance(found[group]) for group in found if group.kind == "honest")
        below = "" if kind == "honest" else sum(chance(found[group]) < least for group in some)
        cells += [named(some, found), below]
    weak = sum(uses["fit recorded"][group].strength == "weak" for group in some)
    return f"| {kind} | {len(some)} | {' | '.join(map(str, [*cells, named(some, uses['fit recorded']), weak]))} |"


def named(some: Sequence[Group], found: Mapping[Group, PublicTestUse]) -> int:
    """Count the groups of which there is said to be evidence."""
    return sum(found[group].word == "evidence" for group in some)


def chance(use: PublicTestUse) -> float:
    """Return the p-value, 1 where there is none."""
    return 1.0 if use.p_value is None else use.p_value


if __name__ == "__main__":
    main()
