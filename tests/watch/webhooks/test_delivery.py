"""Signatures as the forges document them."""

from __future__ import annotations

import base64
import hashlib
import hmac

import pytest

from grader.watch.webhooks.delivery import read_delivery

# From GitHub's "Validating webhook deliveries", "Testing the webhook payload validation".
SECRET, PAYLOAD = "It's a Secret to Everybody", b"Hello, World!"
SIGNATURE = "sha256=757107ea0eb2509fc211221cce984b8a37570b6d7586c22c46f4379c8b043e17"

# An example of the Standard Webhooks libraries; GitLab's signing tokens follow that specification.
TOKEN = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"  # noqa: S105 - published as an example
BODY = b'{"test": 2432232314}'
STANDARD = {
    "webhook-id": "msg_p5jXN8AQM9LWM0D4loKWxJek",
    "webhook-timestamp": "1614265330",
    "webhook-signature": "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=",
}


def test_githubs_documented_example_is_genuine() -> None:
    found = read_delivery({"x-hub-signature-256": SIGNATURE, "x-github-event": "push"}, PAYLOAD, ["another secret", SECRET])
    assert found is not None
    assert (found.event, found.sent_at) == ("push", None)


@pytest.mark.parametrize(
    ("headers", "body"),
    [
        ({"x-hub-signature-256": SIGNATURE}, b"Hello, World?"),
        ({"x-hub-signature-256": SIGNATURE[:-1] + "8"}, PAYLOAD),
        ({"x-hub-signature-256": SIGNATURE.removeprefix("sha256=")}, PAYLOAD),
        ({"x-hub-signature-256": ""}, PAYLOAD),
        ({"x-hub-signature-256": "sha256=é\udc80"}, PAYLOAD),
        ({"x-hub-signature": "sha1=" + hmac.new(SECRET.encode(), PAYLOAD, hashlib.sha1).hexdigest()}, PAYLOAD),
        ({"x-hub-signature-256": "sha256=0", "x-gitlab-token": SECRET}, PAYLOAD),
        ({}, PAYLOAD),
    ],
)
def test_anything_else_is_not(headers: dict[str, str], body: bytes) -> None:
    assert read_delivery(headers, body, [SECRET]) is None


def test_the_standard_webhooks_example_is_genuine_and_dated() -> None:
    found = read_delivery({**STANDARD, "x-gitlab-event": "Push Hook"}, BODY, [TOKEN])
    assert found is not None
    assert (found.event, found.sent_at, found.keys) == ("Push Hook", 1614265330.0, ("id msg_p5jXN8AQM9LWM0D4loKWxJek",))


def test_one_of_several_signatures_is_enough() -> None:
    both = {**STANDARD, "webhook-signature": f"v1,AAAA {STANDARD['webhook-signature']}"}
    assert read_delivery(both, BODY, ["x" * 20, TOKEN]) is not None


@pytest.mark.parametrize(
    "changes",
    [
        {"webhook-id": "msg_another"},
        {"webhook-timestamp": "1614265331"},
        {"webhook-timestamp": "yesterday"},
        {"webhook-signature": "v1," + base64.b64encode(b"0" * 32).decode()},
        {"webhook-signature": ""},
        {"webhook-id": ""},
    ],
)
def test_a_changed_id_time_or_signature_is_refused(changes: dict[str, str]) -> None:
    assert read_delivery({**STANDARD, **changes}, BODY, [TOKEN]) is None


def test_a_signing_token_is_no_plain_token_and_the_other_way_round() -> None:
    assert read_delivery({"x-gitlab-token": TOKEN}, BODY, [TOKEN]) is None
    assert read_delivery(STANDARD, BODY, [TOKEN.removeprefix("whsec_")]) is None
    assert read_delivery({"x-gitlab-token": "plain secret token"}, BODY, [TOKEN, "plain secret token"]) is not None
    assert read_delivery({"x-gitlab-token": "plain secret toke"}, BODY, ["plain secret token"]) is None
    assert read_delivery(STANDARD, BODY, ["whsec_not base64"]) is None
