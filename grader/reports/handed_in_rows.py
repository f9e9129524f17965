"""What a report says of what was handed in: the commit and its time, the files that were taken, what they hold."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import datetime

from grader.core.evidence import Choice, Evidence, RunStatus, Submission
from grader.core.lateness import minutes_late
from grader.core.roster import Group
from grader.reports.language import Language
from grader.reports.model_rows import Row
from grader.reports.number_text import minutes_text
from grader.reports.words import words

_MOST_OTHERS = 10


def submission_rows(
    group: Group, submission: Submission | None, deadline: datetime | None, language: Language
) -> tuple[Row, ...]:
    """Return what is known of the commit; a password in the address is left out."""
    say = language.say
    address = group.repository or (submission.repository if submission else "")
    rows = [Row(say("Repository"), _without_password(address) or say("none in the roster"))]
    if submission is None:
        return tuple(rows)
    rows.append(Row(say("Commit"), submission.commit or say("none"), submission.message))
    if submission.status is not RunStatus.OK:
        rows.append(Row(say("Result"), say(words(submission.status).text)))
    if submission.committed_at:
        rows.append(Row(say("Committed at"), submission.committed_at, say("as the group's commits claim")))
    if submission.pushed_at:
        rows.append(Row(say("Received at"), submission.pushed_at, say("as the Git server recorded it")))
    late = minutes_late(submission, deadline) if deadline else submission.minutes_late
    unread = say("not known: the time cannot be read")
    rows.append(Row(say("Lateness"), unread if late is None else minutes_text(late, language)))
    return tuple(rows)


def choice_rows(choices: Sequence[Choice], language: Language) -> tuple[Row, ...]:
    """Return which notebook and model were taken, how they were chosen, and what else was found."""
    roles = {"notebook": language.say("Notebook"), "model": language.say("Model")}
    none = language.say("none found")
    return tuple(Row(roles.get(one.role, one.role), one.path or none, _how(one, language)) for one in choices)


def _how(choice: Choice, language: Language) -> str:
    if not choice.others:
        return choice.how
    more = len(choice.others) - _MOST_OTHERS
    others = ", ".join(choice.others[:_MOST_OTHERS])
    if more > 0:
        others += f" {language.say('and {n} more', n=language.whole(more))}"
    also = language.say("also found: {others}", others=others)
    return f"{choice.how}; {also}" if choice.how else also


def contents_rows(evidence: Evidence, language: Language) -> tuple[Row, ...]:
    """Return what the notebook was seen to hold, each with its place."""
    say, contents = language.say, evidence.contents
    seen = (
        (say("Training code"), contents.training),
        (say("Prediction code"), contents.prediction),
        (say("Model specification"), contents.specification),
        (say("Model"), contents.model),
    )
    return tuple(Row(label, place or say("not seen")) for label, place in seen)


def _without_password(address: str) -> str:
    return re.sub(r"(?<=://)[^/@\s]*:[^/\s]*@", "", address)
