"""What the sections of a report are called: the names that a rubric may use, and those that groups use for them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

_NUMBER = re.compile(
    r"^(?:(?:section|chapter|part)\s+)?(?:\d{1,2}(?:\.\d{1,2}){0,3}|[ivx]{1,5}|[a-z])[.):]?\s+(?=\S)"
    r"|^第?[一二三四五六七八九十]{1,3}(?:章|节|節)?[、.．:：\s]\s*"
)
_PARTS = re.compile(r"\s*(?:\band\b|\bund\b|&|,|:|/|—|–| - |与|和|及)\s*")
_NOTHING = re.compile(r"[^\w ]+")
_LEADING = ("our ", "the ", "a ", "an ", "some ")

_USUAL: Mapping[str, tuple[str, ...]] = {
    "abstract": ("summary", "zusammenfassung", "摘要"),
    "introduction": ("intro", "motivation", "einleitung", "einführung", "引言", "介绍", "簡介", "前言", "緒論", "绪论"),
    "related work": (
        "related works", "related research", "related literature", "previous work", "prior work", "prior art",
        "background", "state of the art", "literature review", "literature", "verwandte arbeiten", "stand der technik",
        "相关工作", "相關工作", "相關研究", "相关研究", "文献综述", "文獻回顧",
    ),
    "plan": (
        "work plan", "project plan", "proposed plan", "research plan", "plan of work", "timeline", "schedule", "milestones",
        "time plan", "roadmap", "next steps", "planned work", "projektplan", "zeitplan", "计划", "計畫", "研究计划", "项目计划",
    ),
    "proposed solution": (
        "method", "methods", "methodology", "approach", "proposed method", "proposed approach", "proposed model", "solution",
        "model", "models", "system", "architecture", "network architecture", "model architecture", "model design", "design",
        "implementation", "materials", "algorithm", "framework", "technical approach", "methode", "methoden", "lösung", "ansatz",
        "方法", "模型", "解决方案", "解決方案", "模型设计", "研究方法",
    ),
    "data": (
        "dataset", "datasets", "data set", "data sets", "data preparation", "data collection", "preprocessing", "daten",
        "数据", "数据集", "資料", "資料集",
    ),
    "experiments": (
        "experiment", "experimental results", "experimental setup", "experimental evaluation", "evaluation", "results",
        "empirical results", "empirical evaluation", "analysis", "experimente", "ergebnisse", "auswertung",
        "实验", "實驗", "实验结果", "實驗結果", "结果", "結果",
    ),
    "results": (
        "result", "experimental results", "evaluation", "experiments", "findings", "ergebnisse",
        "结果", "結果", "实验结果", "實驗結果",
    ),
    "discussion": ("limitations", "error analysis", "analysis", "diskussion", "讨论", "討論"),
    "conclusion": (
        "conclusions", "concluding remarks", "future work", "outlook", "conclusion future work", "summary", "fazit", "schluss",
        "schlussfolgerung", "ausblick", "结论", "結論", "总结", "總結",
    ),
    "references": ("bibliography", "works cited", "literature cited", "literaturverzeichnis", "参考文献", "參考文獻"),
    "contributions": (
        "author contributions", "contribution", "division of labour", "division of labor", "team contributions",
        "分工",
    ),
}  # fmt: skip


def usual_names(section: str) -> frozenset[str]:
    """Return what a section may be called: the rubric's own name, and where it is one of the known, the usual others."""
    name = _plain(section)
    known = next((key for key, others in _USUAL.items() if name == key or name in others), None)
    if known is None:
        return frozenset({name})
    own = _USUAL[name] if name in _USUAL else (known, *_USUAL[known])
    return frozenset({name, *own})


def section_found(section: str, headings: Iterable[str]) -> str:
    """Return the first heading that names the section, whole or as a part ('Method and Results'); '' for none."""
    names = usual_names(section)
    together = frozenset(name.replace(" ", "") for name in names)
    return next((heading for heading in headings if _names(heading) & names or _together(heading) & together), "")


def _names(heading: str) -> set[str]:
    """Return what a heading may be meant to say: without its number, and each part by itself."""
    stripped = _NUMBER.sub("", heading.strip().casefold())
    found = [heading.casefold(), stripped, *_PARTS.split(stripped)]
    return {_without_leading(_plain(name)) for name in found} - {""}


def _together(heading: str) -> set[str]:
    """Return a heading without its spaces: small capitals and letters set wide come as 'R ELATED W ORK'."""
    lowered = heading.strip().casefold()
    return {_plain(text).replace(" ", "") for text in (lowered, _NUMBER.sub("", lowered))}


def _plain(text: str) -> str:
    return " ".join(_NOTHING.sub(" ", text.casefold()).split())


def _without_leading(name: str) -> str:
    return next((name.removeprefix(start) for start in _LEADING if name.startswith(start)), name)
