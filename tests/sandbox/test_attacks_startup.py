# ruff: noqa: E501 - a notebook's cell or a hostile message reads best in one piece
from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

pytestmark = [pytest.mark.slow, pytest.mark.usefixtures("unharmed")]

_MARK = b"import os\nopen('/tmp/started-%d' % os.getpid(), 'w').write(__file__ if '__file__' in globals() else '?')\n"
_PLACES = (
    "sitecustomize.py", "usercustomize.py", "ipython_config.py", "ipython_kernel_config.py", "jupyter_config.py", "conftest.py",
    "jupyter_nbconvert_config.py", ".ipython/profile_default/startup/00.py", ".ipython/profile_default/ipython_config.py",
    "frames.py", "kernel.py", "notebook.py", "serve.py", "wall.py", "site/sitecustomize.py", "startup.py", "__init__.py", "__main__.py",
    "home/.ipython/profile_default/startup/00.py", ".config/matplotlib/matplotlibrc.py",
)  # fmt: skip
_OTHER = {
    "evil.pth": b"import os; open('/tmp/started-pth', 'w')\n",
    "pyvenv.cfg": b"home = /tmp\n",
    "setup.cfg": b"[metadata]\nname = x\n",
    ".env": b"PYTHONSTARTUP=startup.py\nPYTHONPATH=.\n",
    "matplotlibrc": b"backend: module://sitecustomize\n",
    ".local/share/jupyter/kernels/python3/kernel.json": b'{"argv": ["/bin/sh", "-c", "touch /tmp/started-kernel"], "language": "python"}',
    "kernels/python3/kernel.json": b'{"argv": ["/bin/sh", "-c", "touch /tmp/started-kernel"], "language": "python"}',
}
_FILES = {**dict.fromkeys(_PLACES, _MARK), **_OTHER}
_SEE = "import os\nprint(sorted(name for name in os.listdir('/tmp') if name.startswith('started')))"
_DRIVER = "print(os.path.exists('/tmp/started-1'))"


@pytest.mark.parametrize("which", ["server", "fresh"])
def test_start_up_files_of_a_repository_start_nothing(
    attack: Callable[..., Any], which: str, request: pytest.FixtureRequest
) -> None:
    ran = attack([_SEE, _DRIVER], files=_FILES, sandbox=request.getfixturevalue(which))
    assert ran.status == "OK"
    assert ran.answers() == ["[]", "False"]


def test_start_up_files_made_at_run_time_reach_neither_driver_nor_sibling(attack: Callable[..., Any]) -> None:
    made = {
        **_FILES,
        **{f"/tmp/home/{name}": body for name, body in _FILES.items()},
        **{f"/tmp/{name}": body for name, body in _FILES.items()},
    }
    writing = f"import os\nfor name, body in {made!r}.items():\n    os.makedirs(os.path.dirname(name) or '.', exist_ok=True)\n    open(name, 'wb').write(body)"
    ran = attack([writing, "from IPython.display import display, SVG\ndisplay({'application/json': {}}, raw=True)\nimport time\ntime.sleep(0.3)", _SEE, _DRIVER])  # fmt: skip
    assert ran.status == "OK"
    assert ran.answers()[2:] == ["[]", "False"]
    assert attack([_SEE]).answers() == ["[]"]


def test_a_module_of_the_repository_shadows_nothing_outside_the_kernel(
    attack: Callable[..., Any], score: Callable[..., Any], honest: bytes
) -> None:
    shadows = {
        f"{name}.py": _MARK + b"raise SystemExit\n"
        for name in ("nbclient", "asyncio", "h5py", "keras", "json", "jupyter_client", "zmq")
    }
    ran = attack([_SEE, _DRIVER], files=shadows)
    assert ran.status == "OK"
    assert ran.answers()[1] == "False"
    assert score(honest).evaluation.status == "OK"
