from __future__ import annotations

import csv
import io

import pytest

from grader.core.roster import Student
from grader.exports.mail_merge import Letter, mail_merge


def letter(email: str, body: str = "Dear Ada,\n\nyou have 5 points.\n") -> Letter:
    return Letter(Student("s1", "Ada", email, "g"), "Deep Learning: your points", body)


def test_a_letter_is_a_row_whose_body_keeps_its_lines() -> None:
    data, left = mail_merge([letter("ada@example.org"), letter("jürgen.o'neill+dl@mail.uni-köln.de")])
    rows = list(csv.reader(io.StringIO(data.decode("utf-8-sig"), newline="")))
    assert rows[0] == ["email", "subject", "body"]
    assert rows[1] == ["ada@example.org", "Deep Learning: your points", "Dear Ada,\n\nyou have 5 points.\n"]
    assert rows[2][0].startswith("jürgen")
    assert left == ()


@pytest.mark.parametrize(
    "email",
    ["", "ada", "a@b", "a@b.org,c@d.org", "a@b.org\nBcc: c@d.org", "a b@c.org", "<a@b.org>", "=1@b.org", "-a@b.org", "+a@b.org",
     "@b.org", "a@b@c.org", "a@b.org ", "a@b..org"],
)  # fmt: skip
def test_an_address_that_is_none_gets_no_letter_and_is_told(email: str) -> None:
    data, left = mail_merge([letter(email)])
    assert data.decode("utf-8-sig") == "email,subject,body\r\n"
    assert [student.email for student in left] == [email]


def test_a_body_that_a_spreadsheet_could_run_is_made_text() -> None:
    data, _ = mail_merge([letter("ada@example.org", "=HYPERLINK(1)")])
    assert "'=HYPERLINK(1)" in data.decode("utf-8-sig")
