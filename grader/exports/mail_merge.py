"""One CSV for a mail merge: a row a letter."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from grader.core.roster import Student
from grader.exports.spreadsheet_text import spreadsheet_text
from grader.exports.table_bytes import table_bytes

_ADDRESS: Final = re.compile(r"\w[\w.!#$%&'*+/?^`{|}~-]*@\w[\w-]*(\.\w[\w-]*)+")


@dataclass(frozen=True)
class Letter:
    """What one student gets; the body is plain text and may have several lines."""

    student: Student
    subject: str
    body: str


def mail_merge(letters: Sequence[Letter]) -> tuple[bytes, tuple[Student, ...]]:
    """Return the CSV `email,subject,body`, and the students whose address is none, who have no row.

    UTF-8 with a byte order mark, which Excel and mail-merge add-ons read. An address that holds a blank, a line's end or two
    @ could send a letter to somebody else, so it is none.
    """
    rows = [
        (one.student.email, spreadsheet_text(one.subject), spreadsheet_text(one.body))
        for one in letters
        if _ADDRESS.fullmatch(one.student.email)
    ]
    left = tuple(one.student for one in letters if not _ADDRESS.fullmatch(one.student.email))
    return b"\xef\xbb\xbf" + table_bytes([("email", "subject", "body"), *rows]), left
