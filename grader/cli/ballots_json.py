"""What `grader ballots` says, for machines."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from typing import Any

from grader.cli.as_json import as_json
from grader.core.rubric import Component
from grader.core.selected import Selected
from grader.peers.ballot_report import BallotReport


def ballots_json(reports: Sequence[BallotReport], chosen: Sequence[tuple[str, Component, Mapping[str, Selected]]]) -> str:
    """Return an object with `ballots` and `selections`, each by path."""
    found = {
        "ballots": {report.criterion.path: _report(report) for report in reports},
        "selections": {path: _selection(component, selected) for path, component, selected in chosen},
    }
    return as_json(found)


def _report(report: BallotReport) -> dict[str, Any]:
    cast = report.ballots
    return {
        "by": report.criterion.rule.by,
        "voters": None if cast is None else cast.voters,
        "ballots": None if cast is None else len(cast.ballots),
        "expected": None if cast is None else cast.expected,
        "missing": None if cast is None else list(cast.missing),
        "notes": None if cast is None else list(cast.notes),
        "resamples": report.resamples,
        "groups": None
        if report.groups is None
        else [{**asdict(row), "lecturer": report.lecturer.get(row.group)} for row in report.groups],
        "outside": dict(report.outside),
        "compare": report.criterion.rule.compare or None,
        "compared": report.compared,
        "agreement": report.agreement,
    }


def _selection(component: Component, selected: Mapping[str, Selected]) -> dict[str, Any]:
    rule = component.select
    groups = {
        group: {**asdict(one), "points": None if one.points is None else float(one.points)} for group, one in selected.items()
    }
    return {
        "count": rule.count if rule else None,
        "by": rule.by if rule else None,
        "take": rule.take if rule else None,
        "groups": groups,
    }
