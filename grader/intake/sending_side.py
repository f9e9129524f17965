"""Say with which program Git reads a repository that lies in a folder of this machine."""

from __future__ import annotations

from typing import Final

from grader.intake.git_address import GitAddress

# Whose folder it is does not matter to who only reads: Git refuses another user's for what its configuration could run, and here
# that is switched off. The quotation marks keep the shell, through which Git starts this, from reading the star.
_SEND: Final = (
    "git -c 'safe.directory=*' -c core.hooksPath=/dev/null -c core.fsmonitor=false -c core.alternateRefsCommand=true "
    "-c core.attributesFile=/dev/null -c gc.auto=0 -c maintenance.auto=false upload-pack"
)


def sending_side(source: GitAddress) -> tuple[str, ...]:
    """Return the option of `clone` and `ls-remote` for it; none where another machine sends."""
    return (f"--upload-pack={_SEND}",) if source.protocol == "file" else ()
