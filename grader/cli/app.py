"""The command `grader`: its commands, and how errors leave it."""

from __future__ import annotations

import gc
import sys

import typer
from typer.exceptions import TyperException

from grader.cli import commands
from grader.cli.leave import own_process
from grader.core.errors import GraderError, InputError, MachineError, SubmissionError

_INTERRUPTED = 130
_POSIX = ("fcntl", "grp", "pwd", "resource", "termios")  # parts of Python that not every system has

app = typer.Typer(
    name="grader",
    help="Grade the projects of a deep-learning course: run, score, explain.",
    no_args_is_help=True,
    add_completion=True,
    pretty_exceptions_enable=False,  # a traceback with local variables could print a token
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 80},
)
commands.add_to(app)


def run() -> None:
    """Run the command line as the one thing that this process does."""
    own_process()
    main()


def main() -> None:
    """Run the command line: 0 fine, 1 somebody needs you, 2 a file of yours is wrong, 3 this machine failed, 130 interrupted."""
    gc.set_threshold(100_000, 50, 100)  # a large course is millions of objects that live to the end: looked through seldom
    try:
        status = app(standalone_mode=False) or 0
    except typer.Abort:
        status = _INTERRUPTED
    except TyperException as error:  # the command line itself is wrong
        show = getattr(error, "show", None)
        if show is None:
            raise
        show()
        sys.exit(2)
    except ModuleNotFoundError as error:
        if error.name not in _POSIX:
            raise
        sys.stderr.write("grader: this machine cannot grade: that needs Linux (self-check, starter and hook do not)\n")
        sys.exit(3)
    except GraderError as error:
        sys.stderr.write(f"grader: {error}\n")
        sys.exit(_status(error))
    if status == _INTERRUPTED:  # typer's newer versions return it, older ones raise Abort
        sys.stderr.write("\ngrader: interrupted; what was measured is kept, run the command again to go on\n")
    sys.exit(status)


def _status(error: GraderError) -> int:
    if isinstance(error, InputError):
        return 2
    return 1 if isinstance(error, SubmissionError) else 3 if isinstance(error, MachineError) else 70


if __name__ == "__main__":
    run()
