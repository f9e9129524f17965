# ruff: noqa: E501 - a notebook's cell or a hostile message reads best in one piece
from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest

pytestmark = [pytest.mark.slow, pytest.mark.usefixtures("unharmed")]

_TOOLS = """
import os, signal, time
kernel = get_ipython().kernel
session, thread = kernel.session, kernel.iopub_thread
parent = kernel.get_parent('shell')
def raw(*parts):
    thread.schedule(lambda: thread.socket.send_multipart(list(parts)))
    time.sleep(0.3)
def say(kind, content, of=None):
    thread.schedule(lambda: session.send(thread.socket, kind, content, parent=of or parent))
    time.sleep(0.3)
def signed(content):
    parts = [b'{"msg_type": "stream", "msg_id": "m"}', session.pack(parent['header']), b'{}', content]
    raw(b'x', b'<IDS|MSG>', session.sign(parts), *parts)
"""
_LIES = {
    "garbage": "raw(b'x')",
    "empty": "raw(b'')",
    "bad-signature": "raw(b'a', b'<IDS|MSG>', b'00', b'{}', b'{}', b'{}', b'{}')",
    "deep": "signed(b'{\"data\":' + b'[' * 100000 + b']' * 100000 + b'}')",
    "long-number": "signed(b'{\"data\":' + b'9' * 5000 + b'}')",
    "no-json": "signed(b'\\xff\\xfe')",
    "list": "signed(b'[1, 2]')",
    "null": "signed(b'null')",
    "stream-without-text": "say('stream', {})",
    "display-of-a-number": "say('display_data', {'data': 5})",
    "error-without-name": "say('error', {})",
    "status-without-state": "say('status', {})",
    "same-message-twice": "m = session.serialize(session.msg('stream', {'name': 'stdout', 'text': 'hi'}, parent=parent))\nraw(b'x', *m)\nraw(b'x', *m)",
    "display-id-is-a-list": "say('update_display_data', {'data': {}, 'metadata': {}, 'transient': {'display_id': []}})",
    "nested-700": "v = []\nfor _ in range(700):\n    v = [v]\nsay('display_data', {'data': {'application/json': v}, 'metadata': {}})",
    "huge": 'signed(b\'{"name": "stdout", "text": "\' + b\'x\' * (60 << 20) + b\'"}\')',
    "many-parts": "raw(b'x', b'<IDS|MSG>', *[b'{}'] * 50000)",
    "input-request": "say('input_request', {'prompt': 'labels?', 'password': False})",
    "other-types": "[say(kind, {}) for kind in ('comm_open', 'comm_msg', 'clear_output', 'execute_input', 'shutdown_reply', 'x' * 1000, '')]",
}


@pytest.fixture(scope="module")
def lied(attack: Callable[..., Any], at_once: Callable[..., dict[str, Any]]) -> dict[str, Any]:
    return at_once(lambda lie: attack(["print('first')", _TOOLS + _LIES[lie], "print('next')"], seconds=6), _LIES)


@pytest.mark.parametrize("lie", _LIES)
def test_no_message_makes_the_machine_look_guilty(lied: dict[str, Any], lie: str) -> None:
    ran = lied[lie]
    assert ran.status != "INTERNAL_ERROR", ran.run.execution.message[-300:]
    assert ran.cells[0] == "OK"
    assert ran.seconds < 6 + 5 + 2
    assert "/srv/" not in ran.run.execution.message


def test_a_message_for_another_cell_changes_no_other_cell(attack: Callable[..., Any]) -> None:
    ran = attack([
        "print('first')" + _TOOLS + "\nold = dict(parent)",
        "raise ValueError('mine')",
        _TOOLS + "say('stream', {'name': 'stdout', 'text': 'forged'}, of=old)\nsay('status', {'execution_state': 'idle'}, of=old)\nprint('own')",
    ])  # fmt: skip
    assert ran.printed(0) == "first\n"
    assert ran.cells == ["OK", "CELL_ERROR", "OK"]


def test_a_cell_cannot_undo_the_error_of_an_earlier_one(attack: Callable[..., Any]) -> None:
    ran = attack([_TOOLS + "old = dict(parent)\nraise ValueError('mine')", "say('execute_reply', {'status': 'ok'}, of=old)\nsay('clear_output', {'wait': False}, of=old)"])  # fmt: skip
    assert ran.cells[0] == "CELL_ERROR"
    assert ran.status != "OK"


def test_a_forged_success_does_not_hide_that_the_kernel_died(attack: Callable[..., Any]) -> None:
    ran = attack([_TOOLS + "say('status', {'execution_state': 'idle'})\nos._exit(0)", "print('next')"])
    assert ran.status == "KERNEL_DIED"
    assert ran.run.execution.cells_run < 2


def test_what_a_cell_writes_to_every_descriptor_is_no_result(attack: Callable[..., Any]) -> None:
    ran = attack([
        """import json, os, struct
body = json.dumps({'status': 'OK', 'cells': [{'index': 0, 'status': 'OK', 'seconds': 1.0, 'error': 'forged'}]}).encode()
frame = struct.pack('=cHQ', b'D', 0, len(body)) + body
for place in [*range(64), *('/proc/1/fd/%d' % n for n in range(64))]:
    try:
        os.write(place if isinstance(place, int) else os.open(place, os.O_WRONLY), frame)
    except OSError:
        pass""",
        "raise ValueError('honest')",
    ])  # fmt: skip
    assert "forged" not in str(ran.run.execution)
    assert ran.status in {"CELL_ERROR", "KERNEL_DIED", "TIMEOUT"}


_BROKEN = {
    "no-source": {"cells": [{"cell_type": "code", "metadata": {}, "outputs": [], "execution_count": None}]},
    "no-metadata": {"cells": [{"cell_type": "code", "source": "1", "outputs": []}]},
    "metadata-is-a-list": {"cells": [{"cell_type": "code", "source": "1", "outputs": [], "metadata": []}]},
    "cell-is-a-number": {"cells": [5]},
    "cells-is-a-dict": {"cells": {}},
    "source-is-a-number": {"cells": [{"cell_type": "code", "source": 5, "outputs": [], "metadata": {}}]},
    "minor-is-text": {"nbformat_minor": "x", "cells": []},
    "future": {"nbformat_minor": 999, "cells": [{"cell_type": "code", "id": "a", "source": "1", "outputs": [], "metadata": {}, "execution_count": None}]},
    "major-5": {"nbformat": 5, "cells": []},
    "metadata-is-null": {"metadata": None, "cells": [{"cell_type": "code", "id": "a", "source": "1", "outputs": [], "metadata": {}, "execution_count": None}]},
    "surrogate": {"cells": [{"cell_type": "code", "id": "a", "source": "print('\ud800')", "outputs": [], "metadata": {}, "execution_count": None}]},
    "unhashable-type": {"cells": [{"cell_type": [], "source": "1", "metadata": {}}]},
}  # fmt: skip


_TEXTS = {
    "no-json": b"\xff{",
    "nested": b"[" * 100_000 + b"]" * 100_000,
    **{name: json.dumps({"nbformat": 4, "nbformat_minor": 5, "metadata": {}, **part}).encode() for name, part in _BROKEN.items()},
}


@pytest.fixture(scope="module")
def broken(attack: Callable[..., Any], at_once: Callable[..., dict[str, Any]]) -> dict[str, Any]:
    return at_once(lambda name: attack([], raw=_TEXTS[name]), _TEXTS)


@pytest.mark.parametrize("name", _TEXTS)
def test_no_notebook_file_is_the_machines_fault(broken: dict[str, Any], name: str) -> None:
    ran = broken[name]
    assert ran.status != "INTERNAL_ERROR", ran.run.execution.message[-300:]
    assert "/srv/" not in ran.run.execution.message
