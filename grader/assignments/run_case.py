"""Run one case of OK's or Otter's in the student's notebook."""

from __future__ import annotations

import doctest

from grader.assignments.kernel import Kernel
from grader.assignments.question import Case, Examples, TestFunction
from grader.assignments.raised import Raised
from grader.core.show import show


def run_case(kernel: Kernel, case: Case, question: str) -> str:
    """Return '' where the case passes, else what was asked, what came and what should have come, in one line.

    What is asked goes in; what should appear stays outside, and is compared here as doctest compares.
    """
    try:
        return next((wrong for body in case.body if (wrong := _wrong(kernel, body, question))), "")
    except Raised as error:
        return str(error)


def _wrong(kernel: Kernel, body: Examples | TestFunction, question: str) -> str:
    if not isinstance(body, Examples):
        kernel.test(body.text, body.name, body.arguments, question=question)
        return ""
    answers = kernel.examples([example.source for example in body.examples], shared=body.shared, question=question)
    compared = (_compare(example, *answer) for example, answer in zip(body.examples, answers, strict=True))
    return next((wrong for wrong in compared if wrong), "")


def _compare(example: doctest.Example, text: str, raised: Raised | None) -> str:
    asked, flags = show(example.source.strip(), 200), sum(flag for flag, on in example.options.items() if on)
    if raised is not None:
        return "" if _same_error(raised, example, flags) else f"{asked} raises {raised}"
    if example.exc_msg is None and doctest.OutputChecker().check_output(example.want, text, flags):
        return ""
    came, want = (show(shown.strip(), 200) or "nothing" for shown in (text, example.exc_msg or example.want))
    return f"{asked} gives {came}, and should give {want}"


def _same_error(raised: Raised, example: doctest.Example, flags: int) -> bool:
    """Compare an exception with a traceback's last line, with or without its module; OK writes the bare name as well."""
    if example.exc_msg is None:
        return example.want.strip() == raised.kind
    head, colon, rest = example.exc_msg.strip().partition(":")
    if flags & doctest.IGNORE_EXCEPTION_DETAIL:
        return head.rpartition(".")[2] == raised.kind
    said = f"{raised.kind}: {raised.message}" if raised.message else raised.kind
    return doctest.OutputChecker().check_output(f"{head.rpartition('.')[2]}{colon}{rest}\n", f"{said}\n", flags)
