from __future__ import annotations

import re
from importlib.resources import files

import pytest
from jinja2 import UndefinedError

from grader.reports.page_environment import markdown_environment, page_environment


def test_a_missing_name_is_an_error_and_not_a_blank() -> None:
    with pytest.raises(UndefinedError):
        page_environment().from_string("{{ missing }}").render()


def test_something_unknown_is_never_printed_as_if_it_were_known() -> None:
    with pytest.raises(TypeError):
        page_environment().from_string("{{ points }}").render(points=None)


def test_every_value_is_shown_and_escaped() -> None:
    hostile = "<b onclick='x'>\u202e\x1b[31m"
    shown = page_environment().from_string("{{ value }}").render(value=hostile)
    assert shown == "&lt;b onclick=&#39;x&#39;&gt;\\u202e\\x1b[31m"
    assert markdown_environment().from_string("{{ value }}").render(value="a|b <i>") == r"a\|b &lt;i&gt;"


def _luminance(colour: str) -> float:
    values = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [v / 12.92 if v <= 0.04045 else ((v + 0.055) / 1.055) ** 2.4 for v in values]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def _contrast(one: str, other: str) -> float:
    low, high = sorted((_luminance(one), _luminance(other)))
    return (high + 0.05) / (low + 0.05)


def _mixed(colour: str, ground: str, strength: float) -> str:
    pairs = [(int(colour[i : i + 2], 16), int(ground[i : i + 2], 16)) for i in (1, 3, 5)]
    return "#" + "".join(f"{round(a * strength + b * (1 - strength)):02x}" for a, b in pairs)


@pytest.mark.parametrize("theme", [0, 1], ids=["light", "dark"])
def test_text_stands_out_from_its_ground(theme: int) -> None:
    css = files("grader.reports").joinpath("templates/report.css").read_text(encoding="utf-8")
    colours = dict(re.findall(r"--([a-z-]+): (#[0-9a-f]{6})", css.split(":root {")[theme + 1].split("}")[0]))
    pairs = [(text, ground) for text in ("ink", "muted", "accent") for ground in ("paper", "surface")] + [("ink", "soft")]
    pairs += [(tone, f"{tone}-back") for tone in ("good", "wait", "bad", "machine", "plain")]
    for text, ground in pairs:
        assert _contrast(colours[text], colours[ground]) >= 4.5, (text, ground)
    for heat in ("heat", "wrong"):
        assert _contrast(colours["ink"], _mixed(colours[heat], colours["surface"], 0.7)) >= 4.5, heat
