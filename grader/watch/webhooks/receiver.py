"""What a webhook is answered, and whose repository is looked at because of it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from grader.watch.webhooks.allowance import Allowance
from grader.watch.webhooks.delivery import Delivery, read_delivery
from grader.watch.webhooks.push_event import PUSHES, PushEvent, read_push_event
from grader.watch.webhooks.repository_name import repository_name
from grader.watch.webhooks.seen import Seen

MOST_BYTES = 1024 * 1024
_OLDEST, _AHEAD = 900.0, 300.0  # seconds; forges deliver within seconds, and clocks differ


@dataclass(frozen=True)
class Answer:
    """An HTTP status with a sentence, and the groups whose repositories are to be looked at."""

    status: int
    text: str
    groups: tuple[str, ...] = ()


@dataclass
class Receiver:
    """Judges one request after the other; `repositories` returns each group's address, by group, as they are now.

    Nothing of a request is read before its size, and nothing is parsed before its signature is found good. Who often sends what
    is not signed is told to stay away for a while. What is signed is always heard: behind a web server all come from one client.
    """

    secrets: Sequence[str]
    repositories: Callable[[], Mapping[str, str]]
    refused: Allowance = field(default_factory=lambda: Allowance(20, 60.0))
    accepted: Allowance = field(default_factory=lambda: Allowance(30, 60.0))
    seen: Seen = field(default_factory=Seen)

    def before(self, client: str, length: str | None, now: float) -> Answer | None:
        """Return why the body is not even read, or None."""
        if length is not None and not (length.isascii() and length.isdigit() and len(length) < 19):
            return self._refuse(client, now, Answer(400, "the length is no number"))
        if length is not None and int(length) > MOST_BYTES:
            return self._refuse(client, now, Answer(413, f"more than {MOST_BYTES} bytes"))
        return None

    def receive(self, client: str, headers: Mapping[str, str], body: bytes, now: float) -> Answer:
        """Answer a request whose body was read; `now` is in seconds since 1970."""
        if len(body) > MOST_BYTES:
            return self._refuse(client, now, Answer(413, f"more than {MOST_BYTES} bytes"))
        delivery = read_delivery(headers, body, self.secrets)
        if delivery is None:
            return self._refuse(client, now, Answer(401, "the signature or token is not the course's"))
        if self.seen.knows(delivery.keys):
            return Answer(409, "this delivery came before")
        if delivery.event not in PUSHES:
            return Answer(200, "nothing to do for this event")
        event = read_push_event(body)
        if event is None or not _is_fresh(delivery, event, now):
            return Answer(409, "this delivery is too old, or a clock is wrong") if event else Answer(400, "this is no push event")
        return self._accept(delivery, event, now)

    def _accept(self, delivery: Delivery, event: PushEvent, now: float) -> Answer:
        names = {group: repository_name(address) for group, address in self.repositories().items()}
        groups = tuple(group for group, name in names.items() if name and name in event.names)
        if not groups:
            return Answer(404, "no group of the course has this repository")
        if not all(self.accepted.left(group, now) for group in groups):
            return Answer(429, "this repository was pushed to very often; it is looked at in its turn")
        self.seen.add(delivery.keys)
        for group in groups:
            self.accepted.use(group, now)
        return Answer(202, "it is looked at", groups)

    def _refuse(self, client: str, now: float, answer: Answer) -> Answer:
        if not self.refused.left(client, now):
            return Answer(429, "too many requests were refused; try again in a minute")
        self.refused.use(client, now)
        return answer


def _is_fresh(delivery: Delivery, event: PushEvent, now: float) -> bool:
    moments = [moment for moment in (delivery.sent_at, event.pushed_at) if moment is not None]
    return all(now - _OLDEST <= moment <= now + _AHEAD for moment in moments)
