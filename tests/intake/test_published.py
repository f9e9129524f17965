"""What a course publishes for its groups: grader.toml, and the rubric it names."""

from __future__ import annotations

import http.server
import ssl
import subprocess
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from grader.checks import all_checks
from grader.core.errors import InputError, MachineError
from grader.intake.promised_modules import promised_modules
from grader.intake.published import find_published
from grader.intake.published_rubric import published_rubric
from grader.intake.resources import resources

CHECKS = {check.name: check.options for check in all_checks().values()}
RUBRIC = (resources("rubrics") / "ncku-deep-learning.yaml").read_bytes()


def test_it_is_found_from_below_and_not_from_outside_the_repository(tmp_path: Path) -> None:
    (tmp_path / "grader.toml").write_text('rubric = "outside"\n')
    (tmp_path / "work" / ".git").mkdir(parents=True)
    (tmp_path / "work" / "notes").mkdir()
    assert find_published(tmp_path / "work" / "notes").rubric == ""
    (tmp_path / "work" / "grader.toml").write_text('rubric = "./r.yaml"\npackages = ["seaborn"]\n')
    found = find_published(tmp_path / "work" / "notes")
    assert (found.rubric, found.packages, found.folder) == ("./r.yaml", ("seaborn",), tmp_path / "work")


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("rubric = ", "no TOML"),
        ("rubic = 'x'", "rubric"),
        ("time = 20", "must be a text"),
        ("packages = 'x'", "list of names"),
        ("#" * 70_000, "larger"),
    ],
)
def test_a_wrong_file_is_said_with_what_to_write(tmp_path: Path, text: str, says: str) -> None:
    (tmp_path / "grader.toml").write_text(text)
    with pytest.raises(InputError, match=says):
        find_published(tmp_path)


def test_a_rubric_is_read_by_name_and_by_path(tmp_path: Path) -> None:
    (tmp_path / "own.yaml").write_bytes(RUBRIC)
    assert published_rubric("own.yaml", tmp_path, CHECKS) == published_rubric("ncku-deep-learning", tmp_path, CHECKS)


def test_only_https_is_fetched(tmp_path: Path) -> None:
    for address in ("http://example.org/r.yaml", "file:///etc/passwd", "ftp://example.org/r.yaml"):
        with pytest.raises(InputError, match="no https"):
            published_rubric(address, tmp_path, CHECKS)


@pytest.fixture
def site(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[[str], str]]:
    """Return the addresses of a web server with a certificate that this process trusts."""
    key, certificate = tmp_path / "key.pem", tmp_path / "certificate.pem"
    subprocess.run(
        ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "1", "-subj", "/CN=localhost",
         "-addext", "subjectAltName=DNS:localhost", "-keyout", key, "-out", certificate],
        check=True, capture_output=True,
    )  # fmt: skip
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
    for name in ("https_proxy", "HTTPS_PROXY", "all_proxy", "ALL_PROXY"):
        monkeypatch.delenv(name, raising=False)

    class Site(http.server.BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            if self.path == "/away":
                self.send_response(302)
                self.send_header("Location", "http://localhost/rubric.yaml")
                self.end_headers()
                return
            body = {"/rubric.yaml": RUBRIC, "/wrong.yaml": b"course: 1\n", "/large.yaml": b"#" * 300_000}.get(self.path)
            self.send_response(404 if body is None else 200)
            self.end_headers()
            self.wfile.write(body or b"")

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the library's name
            pass

    server = http.server.ThreadingHTTPServer(("localhost", 0), Site)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate, key)
    server.socket = context.wrap_socket(server.socket, server_side=True)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield lambda path: f"https://localhost:{server.server_address[1]}{path}"
    server.shutdown()
    server.server_close()


def test_a_published_rubric_is_fetched(site: Callable[[str], str], tmp_path: Path) -> None:
    assert (
        published_rubric(site("/rubric.yaml"), tmp_path, CHECKS).title
        == published_rubric("ncku-deep-learning", tmp_path, CHECKS).title
    )
    with pytest.raises(InputError, match=r"https://localhost:\d+/wrong.yaml:1"):
        published_rubric(site("/wrong.yaml"), tmp_path, CHECKS)
    with pytest.raises(InputError, match="256 kB"):
        published_rubric(site("/large.yaml"), tmp_path, CHECKS)
    with pytest.raises(InputError, match="404"):
        published_rubric(site("/none.yaml"), tmp_path, CHECKS)
    with pytest.raises(InputError, match="no https"):
        published_rubric(site("/away"), tmp_path, CHECKS)


def test_an_address_that_does_not_answer_is_this_machines_trouble(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("no_proxy", "*")
    with pytest.raises(MachineError, match="--rubric FILE"):
        published_rubric("https://localhost:1/r.yaml", tmp_path, CHECKS)


def test_what_a_notebook_can_count_on_is_what_the_grader_requires_and_what_the_course_adds() -> None:
    own = promised_modules()
    assert own is not None
    assert {"keras", "numpy", "matplotlib", "pandas", "sklearn"} <= own
    assert own.isdisjoint({"mypy", "hypothesis", "seaborn"})
    added = promised_modules(["seaborn>=0.13", "opencv-python"])
    assert added is not None
    assert {"seaborn", "cv2"} <= added
