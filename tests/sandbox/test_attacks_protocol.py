# ruff: noqa: E501 - a notebook's cell or a hostile message reads best in one piece
"""What if the program inside has been taken over: it holds the pipe, and says what it likes."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from grader.sandbox import server_process
from grader.sandbox.bubblewrap import INSIDE
from grader.sandbox.fork_server import ForkServer
from grader.sandbox.server_process import ServerPlan

pytestmark = [pytest.mark.slow, pytest.mark.usefixtures("unharmed")]

_TAKEN_OVER = """
import io, json, os, re, struct, time
from pathlib import Path
import numpy as np
STREAMS = True
def run(parameters, inputs, project, frames):
    text = Path(inputs['model']).read_text() if inputs else json.loads(Path(project, 'work.ipynb').read_text())['cells'][0]['source']
    pipe, images = frames._descriptor, 60
    def frame(kind, body, name=b'', length=None):
        data = struct.pack('=cHQ', kind, len(name), len(body) if length is None else length) + name + body
        while data:
            data = data[os.write(pipe, data):]
    def scores(body):
        frame(b'F', body, b'scores.npy')
        frame(b'D', b'{"status": "OK"}')
        os._exit(0)
    plain = io.BytesIO()
    np.save(plain, np.zeros((images, 10), 'float32'))
    plain = plain.getvalue()
    exec(text, {**globals(), **locals()})
    os._exit(0)
"""


@pytest.fixture(scope="module")
def taken_over(plan: ServerPlan, tmp_path_factory: pytest.TempPathFactory) -> Iterator[ForkServer]:
    """A sandbox whose scorer and driver obey the submission."""
    folder = tmp_path_factory.mktemp("inside")
    shutil.copytree(INSIDE, folder, dirs_exist_ok=True, ignore=shutil.ignore_patterns(".mypy_cache", "__pycache__"))
    for name in ("predict.py", "notebook.py"):
        (folder / name).write_text(_TAKEN_OVER, encoding="utf-8")
    for above in (folder, folder.parent, folder.parent.parent):
        above.chmod(0o755)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(server_process, "INSIDE", Path(folder))
        plain = ServerPlan(data=plan.data, preload=("numpy",))
        with ForkServer(plain, name="taken-over") as sandbox:
            yield sandbox


_SCORES = {
    "no-bytes": "scores(b'')",
    "short": "scores(plain[:-1])",
    "zip": "scores(b'PK\\x03\\x04' + plain[4:])",
    "empty-zip": "scores(b'PK\\x05\\x06' + plain[4:])",
    "pickle": "scores(b'\\x80\\x04' + plain[2:])",
    "object-array": "scores(plain.replace(b'<f4', b'|O8'))",
    "unclosed-header": "scores(plain[:10] + b'(' * 118 + plain[128:])",
    "header-is-code": "scores(plain[:10] + b'__import__(\"os\").abort()'.ljust(118) + plain[128:])",
    "header-is-a-list": "scores(plain[:10] + b'[1, 2]'.ljust(118) + plain[128:])",
    "header-unknown-type": "scores(plain.replace(b\"'<f4'\", b\"'zzz'\"))",
    "header-nested": "h = b'-' * 3000 + b'1'\nscores(plain[:8] + struct.pack('<H', len(h)) + h + plain[128:])",
    "header-indent": "scores(plain[:10] + b'\\n  {\\n {'.ljust(118) + plain[128:])",
    "negative-shape": "scores(plain.replace(b'(60, 10)', b'(-6,-10)'))",
    "version-9": "scores(plain[:6] + b'\\x09\\x00' + plain[8:])",
}
_FRAMES = {
    "nothing": "",
    "no-frame": "os.write(pipe, b'hello' * 100)",
    "half-a-frame": "os.write(pipe, b'D')",
    "long-frame": "frame(b'D', b'', length=2**63)",
    "file-too-long": "frame(b'F', b'', length=600 << 20)",
    "no-json": "frame(b'D', b'\\xff')",
    "list": "frame(b'D', b'[]')",
    "deep": "frame(b'D', b'[' * 10**6)",
    "deep-object": "frame(b'E', b'{\"a\":' * 10**5 + b'1' + b'}' * 10**5)",
    "long-number": "frame(b'D', b'{\"seconds\": ' + b'9' * 5000 + b'}')",
    "wrong-types": "frame(b'D', json.dumps({k: [{}] for k in ('status', 'message', 'cells', 'seconds', 'layers', 'parameters', 'events')}).encode())",
    "big-seconds": "frame(b'F', plain, b'scores.npy')\nframe(b'D', b'{\"status\": \"OK\", \"parameters\": true, \"seconds\": 1' + b'0' * 400 + b', \"cells\": [{\"seconds\": 1' + b'0' * 400 + b'}]}')",
    "infinite": "frame(b'F', plain, b'scores.npy')\nframe(b'D', b'{\"status\": \"OK\", \"seconds\": -Infinity, \"cells\": [{\"seconds\": NaN, \"index\": -5}]}')",
    "events-of-any-kind": "[frame(b'E', b) for b in (b'{\"event\": []}', b'{\"event\": \"cells\", \"total\": \"x\"}', b'{\"event\": \"cell\", \"index\": {}}', b'{\"event\": \"cell-ended\", \"index\": -1, \"seconds\": \"x\", \"error\": {}}')]",
    "says-it-crashed": "frame(b'E', b'{\"event\": \"cell\", \"index\": 0}')\nframe(b'E', b'{\"event\": \"crashed\", \"why\": \"not my fault\"}')",
    "says-internal-error": "frame(b'D', b'{\"status\": \"INTERNAL_ERROR\"}')",
    "exits-72": "os._exit(72)",
    "never-ends": "while True:\n    frame(b'E', b'{\"event\": \"x\"}')",
    "closes-the-pipe": "os.close(pipe)\ntime.sleep(100)",
    "stops-itself": "import signal\nos.kill(os.getpid(), signal.SIGSTOP)\ntime.sleep(100)",
    "odd-file-names": "frame(b'F', b'x', b'../../etc/passwd')\nframe(b'F', b'x', b'model:../../../x.h5')\nframe(b'F', b'x', b'\\xff\\x00')\nframe(b'D', b'{\"status\": \"OK\"}')",
    "files-without-end": "while True:\n    frame(b'F', b'x' * (1 << 20), os.urandom(8).hex().encode())",
    "events-without-end": "while True:\n    frame(b'E', b'{\"a\": [' + b'[],' * (1 << 20) + b'[]]}')",
}  # fmt: skip


@pytest.fixture(scope="module")
def lied(
    score: Callable[..., Any], attack: Callable[..., Any], taken_over: ForkServer, at_once: Callable[..., dict[str, Any]]
) -> tuple[dict[str, Any], dict[str, Any]]:
    """What scoring made of each lie, and what running a notebook made of it."""
    lies = {**_SCORES, **_FRAMES}
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("grader.sandbox.predictions._SECONDS", 1.0)
        scored = at_once(lambda lie: score(lies[lie].encode(), sandbox=taken_over).evaluation, lies, workers=4)
    ran = at_once(lambda lie: attack([_FRAMES[lie]], sandbox=taken_over, seconds=1), _FRAMES, workers=4)
    return scored, ran


def _result(found: Any) -> Any:
    if isinstance(found, BaseException):
        raise found
    return found


@pytest.mark.parametrize("lie", _SCORES)
def test_no_forged_file_of_scores_is_more_than_unreadable(lied: tuple[Any, ...], lie: str) -> None:
    scored = _result(lied[0][lie])
    assert scored.status == "INVALID"
    assert scored.correct == 0
    assert scored.message


@pytest.mark.parametrize("lie", _FRAMES)
def test_no_forged_frame_harms_the_reader_of_scores(lied: tuple[Any, ...], lie: str) -> None:
    scored = _result(lied[0][lie])
    assert scored.status != "INTERNAL_ERROR", scored.message
    assert lie in {"big-seconds", "infinite"} or scored.status != "OK"


@pytest.mark.parametrize("lie", _FRAMES)
def test_no_forged_frame_harms_the_reader_of_runs(lied: tuple[Any, ...], lie: str) -> None:
    ran = _result(lied[1][lie])
    assert ran.status != "INTERNAL_ERROR", ran.run.execution.message
    assert ran.seconds < 1 + 5 + 2
