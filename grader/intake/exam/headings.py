"""The headings that Google Forms and spreadsheets give to what is no question, in English, Chinese and German."""

from __future__ import annotations

import unicodedata
from typing import Final

TIME: Final = ("timestamp", "zeitstempel", "時間戳記", "时间戳记", "提交時間", "提交时间")
EMAIL: Final = (
    "email address", "username", "email", "e-mail address", "e-mail",
    "e-mail-adresse", "nutzername", "benutzername", "e-mail adresse", "emailadresse",
    "電子郵件地址", "電子郵件", "使用者名稱", "电子邮件地址", "电子邮件", "用户名", "邮箱",
)  # fmt: skip
STUDENT_ID: Final = (
    "student id", "student number", "studentid", "student no.", "id number",
    "matrikelnummer", "matrikel-nr.", "matrikelnr.", "studierenden-id",
    "學號", "学号", "學生證號碼", "学生证号", "學生編號", "学生编号",
)  # fmt: skip
# The first where several stand: a question may be called 'Score'.
SCORE: Final = (
    "total score", "gesamtpunktzahl", "gesamtpunkte", "總分", "总分", "總成績", "总成绩",
    "score", "punktzahl", "punkte", "分數", "分数", "得分",
)  # fmt: skip
POINTS: Final = ("points",)
MAXIMUM: Final = ("maximum", "max")


def heading(text: str) -> str:
    """Return a heading as it is compared: width, letter case, blanks for underscores and a colon at the end do not matter."""
    plain = unicodedata.normalize("NFKC", text).casefold().replace("_", " ")
    return " ".join(plain.split()).rstrip(" :")
