"""The hook that checks a group's own repository before every push."""

from __future__ import annotations

import shlex
import subprocess
import sys
from pathlib import Path

from grader.core.errors import InputError
from grader.core.show import show
from grader.intake.write_atomically import write_atomically

_MARK = "# Written by grader hook install"
_HOOK = """\
#!/bin/sh
{mark}: what the grader would not like is said before it is pushed.
# Once without it: git push --no-verify.   For good: grader hook remove
python={python}
if [ ! -x "$python" ]; then
  echo "grader is no longer installed at $python, so nothing was checked; mend it with: grader hook install" >&2
  exit 0
fi
exec </dev/null
"$python" -m grader self-check --quick --commit-only "$(git rev-parse --show-toplevel)" >&2
status=$?
{end}
"""
_LETS_GO = """\
[ "$status" = 0 ] || echo "The push goes on; this is for you to know." >&2
exit 0"""
_STOPS = """\
[ "$status" = 1 ] && { echo "Nothing was pushed. Push it all the same with: git push --no-verify" >&2; exit 1; }
exit 0"""


def install_push_hook(folder: Path, *, blocks: bool = False) -> Path:
    """Write the hook into the repository that `folder` lies in, over an older one of ours; return its path.

    With `blocks` something that needs work stops the push. Raises InputError where `folder` is in no repository, or another
    hook is there already.
    """
    hook = _place(folder)
    _expect_ours(hook, "add this line to it: grader self-check --quick --commit-only")
    python = shlex.quote(Path(sys.executable).as_posix())
    text = _HOOK.format(mark=_MARK, python=python, end=_STOPS if blocks else _LETS_GO)

    def write(path: Path) -> None:
        path.write_text(text, encoding="utf-8", newline="\n")
        path.chmod(0o755)

    write_atomically(hook, write)
    return hook


def remove_push_hook(folder: Path) -> Path | None:
    """Take our hook away again and return its path, None where there is none; another one is left, with InputError."""
    hook = _place(folder)
    _expect_ours(hook, "remove it by hand")
    if not hook.exists():
        return None
    hook.unlink()
    return hook


def _place(folder: Path) -> Path:
    """Ask Git, as the folder's owner has set it up, where it looks for hooks."""
    command = ["git", "-C", str(folder), "rev-parse", "--path-format=absolute", "--git-path", "hooks"]
    try:
        done = subprocess.run(command, capture_output=True, text=True, check=False)
    except OSError:
        raise InputError("Git is not installed", hint="install Git, then try again") from None
    if done.returncode:
        raise InputError("this folder is in no Git repository", file=folder, hint="name the folder of your repository")
    return Path(done.stdout.removesuffix("\n"), "pre-push")


def _expect_ours(hook: Path, hint: str) -> None:
    if hook.exists() and _MARK not in hook.read_text(encoding="utf-8", errors="replace"):
        raise InputError(f"there is another hook already: {show(hook, 300)}", hint=hint)
