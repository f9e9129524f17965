"""Who gets in, and what another site can make a browser do."""

from __future__ import annotations

import http.client
import re
import signal
import ssl
import subprocess
import sys
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest

from grader.core.errors import InputError
from grader.review.address import Address
from grader.review.serve import serve as serve_page

ADDRESSES = ("/", "/mark", "/requests", "/rubric", "/run", "/run/events", "/history?target=total&who=0123456789ab")
PAGES = (*ADDRESSES, "/g/0123456789ab", "/g/0123456789ab/notebook", "/mark/next?criterion=project.talk", "/mark/one")
FORMS = ("/mark", "/logout", "/adjust", "/undo", "/rubric/preview", "/rubric/apply", "/run/start", "/run/stop", "/run/write")


def test_nothing_is_told_to_who_is_not_in(serve: Any, marked: Path) -> None:
    served = serve(marked)
    for path in PAGES:
        answer = type(served.visitor())(served.port).get(path)
        assert answer.status == 401, path
        assert "g01" not in answer.text
        assert "Deep Learning" not in answer.text
    for path in (*FORMS, "/requests/import", "/requests/answer"):
        assert type(served.visitor())(served.port).ask("POST", path, {"csrf": "x"}).status == 401, path


def test_a_token_opens_one_session_and_another_is_announced(serve: Any, marked: Path) -> None:
    served = serve(marked, "Wu", "Lin")
    token = served.token("Wu")
    visitor = served.visitor("Wu")
    assert "HttpOnly" in (again := type(visitor)(served.port).enter(served.token("Wu"))).headers["set-cookie"]
    assert "SameSite=strict" in again.headers["set-cookie"]
    assert type(visitor)(served.port).enter(token).status == 401
    assert [line.split(":")[0] for line in served.announced] == ["Wu", "Lin", "Wu", "Wu"]
    assert visitor.get("/").status == 200
    assert visitor.post("/logout").status == 303
    assert visitor.get("/").status == 401


def test_opening_the_address_alone_uses_nothing_up(serve: Any, marked: Path) -> None:
    served = serve(marked)
    visitor = type(served.visitor())(served.port)
    token = served.token()
    assert "Come in as" in visitor.get(f"/login?token={token}").text
    assert visitor.get("/").status == 401
    assert visitor.enter(token).status == 303


@pytest.mark.parametrize("token", ["", "x", "é", "a" * 43])
def test_a_wrong_token_opens_nothing(serve: Any, marked: Path, token: str) -> None:
    served = serve(marked)
    visitor = type(served.visitor())(served.port)
    assert visitor.enter(token).status == 401
    assert not visitor.cookie


def test_another_site_can_change_nothing(serve: Any, marked: Path) -> None:
    served = serve(marked)
    visitor = served.visitor()
    form = {"criterion": "project.talk", "who": served.ref("g01"), "seen": "0", "points": "25", "comment": ""}
    right = {"csrf": visitor.csrf, **form}
    assert visitor.ask("POST", "/mark", form).status == 403
    assert visitor.ask("POST", "/mark", {**form, "csrf": "wrong"}).status == 403
    assert visitor.ask("POST", "/mark", right, Origin="https://evil.example").status == 403
    assert visitor.ask("POST", "/mark", right, Origin="null").status == 403
    assert visitor.ask("POST", "/mark", right, Sec_Fetch_Site="cross-site").status == 403
    assert visitor.ask("POST", "/mark", right, Content_Type="text/plain").status == 413
    assert served.desk.book.store.adjustments() == ()
    assert visitor.ask("POST", "/mark", right, Origin=served.home, Sec_Fetch_Site="same-origin").status == 303
    assert len(served.desk.book.store.adjustments()) == 1


@pytest.mark.parametrize("host", ["evil.example", "evil.example:{port}", "127.0.0.1", "127.0.0.1:1", ""])
def test_a_strange_host_is_refused_also_with_the_cookie(serve: Any, marked: Path, host: str) -> None:
    served = serve(marked)
    assert served.visitor().get("/", Host=host.format(port=served.port)).status == 403
    assert served.visitor().get("/", Host=f"localhost:{served.port}").status == 200


def test_every_answer_carries_the_policy(serve: Any, marked: Path) -> None:
    served = serve(marked)
    visitor = served.visitor()
    for path in (*PAGES[:2], "/nowhere", "/login"):
        headers = visitor.get(path).headers
        policy = headers["content-security-policy"]
        assert "default-src 'none'" in policy
        assert "unsafe" not in policy
        assert "frame-ancestors 'none'" in policy
        assert (headers["x-content-type-options"], headers["cache-control"]) == ("nosniff", "no-store")
    assert "server" not in headers


@pytest.mark.parametrize(
    ("address", "why"),
    [
        (Address("192.0.2.1"), "--tls-cert"),
        (Address("192.0.2.1", users=("Wu",)), "--tls-cert"),
        (Address("0.0.0.0", users=("Wu",)), "no address that a browser"),  # noqa: S104 - it is refused
        (Address("::", users=("Wu",)), "no address that a browser"),
        (Address(certificate=Path("c"), key=Path("k")), "no certificate and key"),
        (Address(certificate=Path("c")), "belong together"),
        (Address(users=("Wu", "Wu")), "name of its own"),
    ],
)
def test_beyond_this_machine_only_with_tls_and_names(marked: Path, address: Address, why: str) -> None:
    with pytest.raises(InputError, match=re.escape(why)):
        serve_page(marked, address, print)


def test_with_tls_but_without_names_nobody_comes_from_outside(marked: Path, pem: tuple[Path, Path]) -> None:
    with pytest.raises(InputError, match="every user needs a name"):
        serve_page(marked, Address("192.0.2.1", certificate=pem[0], key=pem[1]), print)


@pytest.fixture
def pem(tmp_path: Path) -> tuple[Path, Path]:
    """Return a certificate for localhost that nobody has signed, and its key."""
    cert, key = tmp_path / "cert.pem", tmp_path / "key.pem"
    subject = ("-subj", "/CN=localhost", "-addext", "subjectAltName=DNS:localhost")
    command = ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", *subject, "-keyout", key, "-out", cert]
    subprocess.run(command, check=True, capture_output=True)
    return cert, key


def test_by_tls_the_cookie_is_for_tls_only(serve: Any, marked: Path, pem: tuple[Path, Path]) -> None:
    served = serve(marked, address=Address(certificate=pem[0], key=pem[1]))
    connection = http.client.HTTPSConnection(
        "localhost", served.port, timeout=30, context=ssl.create_default_context(cafile=pem[0])
    )
    kind = {"Content-Type": "application/x-www-form-urlencoded"}
    assert served.announced[0].startswith("Wu: https://")
    connection.request("POST", "/login", f"token={served.token()}", {**kind, "Origin": f"http://localhost:{served.port}"})
    assert connection.getresponse().read().startswith(b"Another site")
    connection.request("POST", "/login", f"token={served.token()}", {**kind, "Origin": f"https://localhost:{served.port}"})
    answer = connection.getresponse()
    assert "; Secure" in (answer.headers["set-cookie"] or "")
    connection.close()


def test_the_command_serves_until_it_is_interrupted(marked: Path) -> None:
    command = [sys.executable, "-m", "grader", "review", "--port", "0", "-C", str(marked), "--user", "Wu"]
    child = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    try:
        assert child.stdout is not None
        assert "each once" in child.stdout.readline()
        who, _, address = child.stdout.readline().strip().partition(": ")
        parts = urlsplit(address)
        assert (who, parts.hostname) == ("Wu", "127.0.0.1")
        connection = http.client.HTTPConnection("127.0.0.1", parts.port or 0, timeout=30)
        connection.request("GET", f"/login?{parts.query}")
        assert "Come in as" in connection.getresponse().read().decode()
        connection.close()
        child.send_signal(signal.SIGINT)
        out, err = child.communicate(timeout=30)
    finally:
        child.kill()
        child.communicate()
    assert (child.returncode, err) == (0, "")
    assert "4 students are not in the gradebook yet" in out
