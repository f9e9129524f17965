"""The language that a person's own machine speaks."""

from __future__ import annotations

from collections.abc import Mapping

from grader.intake.languages import ENGLISH, languages

_TRADITIONAL = {"hant", "tw", "hk", "mo"}


def locale_language(environment: Mapping[str, str]) -> str:
    """Return the code of the language that LC_ALL, LC_MESSAGES or LANG name; English where there is no catalogue for it."""
    named = next((environment[name] for name in ("LC_ALL", "LC_MESSAGES", "LANG") if environment.get(name)), "")
    parts = named.partition(".")[0].partition("@")[0].lower().replace("-", "_").split("_")
    chinese = "zh-Hant" if _TRADITIONAL.intersection(parts[1:]) else "zh-Hans"
    code = chinese if parts[0] == "zh" else parts[0]
    return code if code in languages() else ENGLISH
