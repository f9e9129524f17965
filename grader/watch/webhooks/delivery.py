"""Find out whether a request comes from who knows the course's secret."""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

_SIGNING = "whsec_"


@dataclass(frozen=True)
class Delivery:
    """A request that is genuine: its event, and what tells it from others.

    `keys` come back with a repetition and cannot be changed by whoever repeats it; `sent_at` (seconds since 1970) is when it
    was signed, None where the signature does not say.
    """

    event: str
    keys: tuple[str, ...]
    sent_at: float | None = None


def read_delivery(headers: Mapping[str, str], body: bytes, secrets: Sequence[str]) -> Delivery | None:
    """Return the delivery where its signature or token is made with one of the secrets, else None.

    Known are GitHub's `X-Hub-Signature-256` (HMAC-SHA256 of the body in hex), GitLab's signing token (a secret that begins with
    'whsec_': `webhook-signature` as the Standard Webhooks specification has it) and GitLab's secret token (`X-Gitlab-Token`).
    All secrets are compared, each in constant time. Names of `headers` are in lower case.
    """
    content = f"body {hashlib.sha256(body).hexdigest()}"
    if "x-hub-signature-256" in headers:
        good = _any(headers["x-hub-signature-256"], [_github(body, secret) for secret in secrets])
        return Delivery(headers.get("x-github-event", ""), (content,)) if good else None
    event = headers.get("x-gitlab-event", "")
    if "webhook-signature" in headers:
        return _standard(headers, body, secrets, event)
    plain = [secret for secret in secrets if not secret.startswith(_SIGNING)]
    good = _any(headers.get("x-gitlab-token", ""), plain)
    return Delivery(event, (content,)) if good else None


def _github(body: bytes, secret: str) -> str:
    return f"sha256={hmac.new(secret.encode(), body, hashlib.sha256).hexdigest()}"


def _standard(headers: Mapping[str, str], body: bytes, secrets: Sequence[str], event: str) -> Delivery | None:
    name, stamp = headers.get("webhook-id", ""), headers.get("webhook-timestamp", "")
    if not (name and stamp.isascii() and stamp.isdigit() and len(stamp) < 12):
        return None
    signed = f"{name}.{stamp}.".encode() + body
    keys = [key for secret in secrets if (key := _key(secret))]
    wanted = [f"v1,{base64.b64encode(hmac.new(key, signed, hashlib.sha256).digest()).decode()}" for key in keys]
    given = headers["webhook-signature"].split(" ")[:10]  # several while a secret is being changed
    good = [_any(one, wanted) for one in given]
    return Delivery(event, (f"id {name}",), float(stamp)) if any(good) else None


def _key(secret: str) -> bytes:
    """Return the key that a signing token holds, b'' for another kind of secret."""
    try:
        return base64.b64decode(secret.removeprefix(_SIGNING), validate=True) if secret.startswith(_SIGNING) else b""
    except binascii.Error:
        return b""


def _any(given: str, wanted: Sequence[str]) -> bool:
    equal = [hmac.compare_digest(given.encode("utf-8", "replace"), one.encode()) for one in wanted]
    return any(equal)
