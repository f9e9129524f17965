"""Read a time as Google Forms and spreadsheets write it in several languages."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from datetime import datetime, timedelta, timezone
from types import MappingProxyType
from typing import Final

_DATE = re.compile(r"(\d{1,4})\s*[./年-]\s*(\d{1,2})\s*[./月-]\s*(\d{1,4})\s*日?[,t]?", re.ASCII)
_CLOCK = re.compile(r"(\d{1,2}):(\d{2})(?::(\d{2})(?:\.\d+)?)?", re.ASCII)
_OFFSET = re.compile(r"(?:gmt|utc)?\s*([+-])(\d{1,2})(?::?(\d{2}))?", re.ASCII)
_MORNING: Final = ("a.m.", "am", "上午", "凌晨", "早上", "清晨", "vorm.")
_AFTERNOON: Final = ("p.m.", "pm", "下午", "晚上", "中午", "傍晚", "nachm.")
_LONG_NAMES: Final = ("格林威治標準時間", "格林尼治标准时间", "协调世界时", "國際標準時間", "greenwich mean time")
# Hours east of Greenwich. Words that mean two zones (CST, IST, BST) are not here: they are refused.
_ZONES: Mapping[str, float] = MappingProxyType(
    {
        "z": 0, "utc": 0, "gmt": 0, "wez": 0, "wet": 0, "mez": 1, "cet": 1, "mesz": 2, "cest": 2, "eet": 2, "eest": 3,
        "oez": 2, "oesz": 3, "msk": 3, "hkt": 8, "sgt": 8, "jst": 9, "kst": 9, "nzst": 12, "nzdt": 13,
        "est": -5, "edt": -4, "cdt": -5, "mst": -7, "mdt": -6, "pst": -8, "pdt": -7,
        "台北標準時間": 8, "台灣標準時間": 8, "中国标准时间": 8, "香港標準時間": 8, "北京时间": 8,
    }
)  # fmt: skip


def read_time(text: str, *, month_first: bool = False) -> datetime:
    """Return a date with its time of day, and with its zone where the text names one.

    Understands `2024/12/22 11:49:31 AM GMT+8`, `2024/12/22 下午 1:05:00 [GMT+8]`, `22.12.2024, 13:05 MEZ`, `12/22/2024 13:05:00`
    (`month_first` says which of the first two numbers is the month) and ISO 8601. Raises ValueError, with half a sentence.
    """
    plain = unicodedata.normalize("NFKC", text).casefold().replace("\u2212", "-").strip()
    date = _DATE.match(plain)
    if date is None:
        raise ValueError("is not a date with a time")
    day = _day(date, month_first=month_first)
    rest = plain[date.end() :]
    clock = _CLOCK.search(rest)
    if clock is None:
        raise ValueError("has no time of day")
    before, after = rest[: clock.start()].strip(), rest[clock.end() :].strip()
    half, zone_word = _half(before, after)
    hour, minute, second = int(clock[1]), int(clock[2]), int(clock[3] or 0)
    hour, zone = _hour(hour, half), _zone(zone_word)
    try:
        return datetime(*day, hour, minute, second, tzinfo=zone)
    except ValueError as error:
        raise ValueError(f"is no time: {error}") from None


def _day(date: re.Match[str], *, month_first: bool) -> tuple[int, int, int]:
    first, second, third = date[1], int(date[2]), date[3]
    if len(first) == 4:
        return int(first), second, int(third)
    if len(third) != 4 or len(first) > 2:
        raise ValueError("has no year of four digits")
    slashed = "." not in date[0]  # with points the day always stands first
    return (int(third), int(first), second) if slashed and month_first else (int(third), second, int(first))


def _half(before: str, after: str) -> tuple[str, str]:
    """Return the word for the half of the day, before or after the clock, and what is left for the zone."""
    for word in (*_MORNING, *_AFTERNOON):
        if before == word:
            return word, after
        if after.startswith(word) and not after[len(word) :][:1].isalpha():
            return word, after[len(word) :].strip()
    if before:
        raise ValueError(f"has {before!r} between date and time")
    return "", after


def _hour(hour: int, half: str) -> int:
    if not half:
        return hour
    if not 0 <= hour <= 12:
        raise ValueError(f"has the hour {hour} with {half}")
    return hour % 12 + (12 if half in _AFTERNOON else 0)


def _zone(word: str) -> timezone | None:
    word = word.removeprefix("uhr").strip(" []()")
    for name in _LONG_NAMES:
        word = word.replace(name, "gmt")
    if not word:
        return None
    offset = _OFFSET.fullmatch(word)
    if offset:
        minutes = int(offset[2]) * 60 + int(offset[3] or 0)
        return timezone(timedelta(minutes=-minutes if offset[1] == "-" else minutes))
    if word not in _ZONES:
        raise ValueError(f"names the zone {word!r}, which is not known or means several: write it as GMT+8")
    return timezone(timedelta(hours=_ZONES[word]))
