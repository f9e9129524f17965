# ruff: noqa: E501 - a notebook's cell or a hostile message reads best in one piece
from __future__ import annotations

import hashlib
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from grader.core.limits import MIB

pytestmark = [pytest.mark.slow, pytest.mark.usefixtures("unharmed")]

_PATCH = """
import sys, json, nbformat, h5py, numpy, builtins, ctypes
def lies(*_, **__):
    raise SystemError('patched')
for module, names in ((json, ('loads', 'dumps')), (nbformat, ('read', 'writes')), (h5py, ('File',)), (numpy, ('load', 'asarray'))):
    for name in names:
        setattr(module, name, lies)
import keras
keras.models.load_model = keras.Model.__call__ = lies
for place in (sys.prefix, '/srv/inside', numpy.__path__[0]):
    try:
        open(place + '/patched.py', 'w')
        raise RuntimeError(place)
    except OSError:
        pass
"""


def test_patched_libraries_change_no_score_and_no_sibling(
    attack: Callable[..., Any], score: Callable[..., Any], honest: bytes, victim: Callable[..., Any], undisturbed: Any
) -> None:
    before = score(honest)
    with ThreadPoolExecutor(2) as both:
        patched = both.submit(attack, [_PATCH + "import time\ntime.sleep(2)"], memory_bytes=1500 * MIB, seconds=5)
        beside = both.submit(victim)
        assert beside.result() == undisturbed
        assert patched.result().cells
    after = score(honest)
    assert before.classes.tobytes() == after.classes.tobytes()


def test_patched_memory_of_shared_code_stays_the_runs_own(attack: Callable[..., Any]) -> None:
    change = "import ctypes, math\nctypes.memset(id(257) + 24, 0, 4)\nmath.pi = 3\nimport os\nos.environ['X'] = 'poison'\nprint('done')"
    attack([change])
    assert attack(["import math, os\nprint(round(math.pi, 2), os.environ.get('X'), 256 + 1)"]).answers() == ["3.14 None 257"]


def test_the_same_seed_gives_the_same_random_numbers(attack: Callable[..., Any]) -> None:
    cell = "import random\nimport numpy as np\nprint(random.random(), np.random.rand())"
    assert attack([cell]).answers() == attack([cell]).answers()


def test_a_model_swapped_during_the_run_is_another_model(
    attack: Callable[..., Any], score: Callable[..., Any], honest: bytes, models: dict[str, bytes]
) -> None:
    ran = attack(
        ["open('model.h5', 'wb').write(open('other.h5', 'rb').read())"], files={"model.h5": honest, "other.h5": models["ties.h5"]}
    )
    assert ran.run.models["model.h5"] == models["ties.h5"]
    committed, written = score(honest).evaluation, score(ran.run.models["model.h5"]).evaluation
    assert committed.sha256 == hashlib.sha256(honest).hexdigest() != written.sha256


def test_caches_start_empty_whatever_the_last_run_put_there(attack: Callable[..., Any]) -> None:
    places = ["/tmp/home/.keras/keras.json", "/tmp/home/matplotlib/matplotlibrc", "/tmp/home/ipython/profile_default/startup/0.py",
              "/tmp/home/.cache/x", "/tmp/home/.torch/x", "/dev/shm/x", "/tmp/__pycache__/json.cpython-311.pyc"]  # fmt: skip
    poison = f"import os\nfor path in {places}:\n    os.makedirs(os.path.dirname(path), exist_ok=True)\n    open(path, 'w').write('{{')"
    assert attack([poison]).status == "OK"
    assert attack([f"import os\nprint([p for p in {places} if os.path.exists(p)])"]).answers() == ["[]"]


def test_the_training_data_cannot_be_poisoned(attack: Callable[..., Any], training: Any) -> None:
    ran = attack([
        """import os
got = []
for top, _, files in os.walk('/srv/data'):
    for name in files:
        path = os.path.join(top, name)
        for how in (lambda: open(path, 'r+b'), lambda: os.unlink(path), lambda: os.chmod(path, 0o777), lambda: os.truncate(path, 0)):
            try:
                how()
                got.append(path)
            except OSError:
                pass
print(got)""",
        "try:\n    os.unlink('/tmp/home/.keras/datasets')\n    os.mkdir('/tmp/home/.keras/datasets')\n    open('/tmp/home/.keras/datasets/mnist.npz', 'w').write('x')\nexcept OSError:\n    pass",
    ])  # fmt: skip
    assert ran.answers()[0] == "[]"
    again = attack(
        [
            "import numpy as np, os\nwith np.load(os.path.expanduser('~/.keras/datasets/mnist.npz')) as d:\n    print(int(d['x_train'].astype('int64').sum()))"
        ]
    )
    assert again.answers() == [str(int(training.x_train.astype("int64").sum()))]


def test_git_made_by_a_notebook_is_nobodys_git(attack: Callable[..., Any], host_marker: Any) -> None:
    hook = f"#!/bin/sh\ntouch {host_marker}/hooked\n"
    ran = attack([
        f"""import os
os.makedirs('.git/hooks', exist_ok=True)
os.makedirs('.git/objects', exist_ok=True)
os.makedirs('.git/refs', exist_ok=True)
open('.git/HEAD', 'w').write('ref: refs/heads/main')
open('.git/config', 'w').write('[core]\\n\\tfsmonitor = "touch {host_marker}/monitored"\\n\\thooksPath = .git/hooks\\n')
for name in ('post-checkout', 'post-index-change', 'pre-commit', 'fsmonitor-watchman'):
    open('.git/hooks/' + name, 'w').write({hook!r})
    os.chmod('.git/hooks/' + name, 0o755)
open('.gitattributes', 'w').write('* filter=evil')
open('model.h5', 'w').write('x')""",
    ])  # fmt: skip
    assert set(ran.run.models) == {"model.h5"}
    assert list(host_marker.iterdir()) == []
