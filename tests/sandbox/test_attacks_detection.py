# ruff: noqa: E501 - a notebook's cell reads best in one piece
from __future__ import annotations

import ast
from collections.abc import Callable
from typing import Any

import pytest

pytestmark = [pytest.mark.slow, pytest.mark.usefixtures("unharmed")]

_DISTRIBUTIONS = """import importlib.metadata as m
names = [d.metadata['Name'] for d in m.distributions()]
print(['tensorflow' in names, None in names, [n for n in names if n and n.lower() == 'grader'], 'grader' in m.packages_distributions()])"""
_IMPORTS = """import importlib.util, os, sys
print([importlib.util.find_spec('grader'), [p for p in sys.path if os.path.isdir(os.path.join(p or '.', 'grader'))],
       sorted(n for p in sys.path if os.path.isdir(p or '.') for n in os.listdir(p or '.') if n.lower().startswith(('grader', '_editable', '__editable')))])"""
_PROGRAMS = """import shutil, subprocess, os
print([shutil.which('grader'), bool(shutil.which('jupyter') or shutil.which('python3')), [n for p in os.environ['PATH'].split(':') if os.path.isdir(p) for n in os.listdir(p) if n.startswith('grader')]])"""
_ENTRY_POINTS = """import importlib.metadata as m
print([str(p) for d in m.distributions() for p in d.entry_points if p.value.split('.')[0] == 'grader'])"""
_MODULES = "import sys\nprint(sorted(n for n in sys.modules if n.split('.')[0] in {'grader', 'serve', 'wall', 'predict', 'survey', 'fit_record', 'known_digits', 'kernel', 'client'}))"
_WRITE = """import os, sys
place = next(p for p in sys.path if p.endswith('site-packages'))
got = []
for how in (lambda: open(place + '/grader.py', 'w'), lambda: os.mkdir(place + '/grader'), lambda: os.rename(place + '/six.py', place + '/seven.py')):
    try:
        how()
        got.append('changed')
    except OSError:
        pass
print(got)"""


def said(ran: Any, number: int = 0) -> Any:
    assert ran.status == "OK", ran.run.execution
    return ast.literal_eval(ran.printed(number))


def test_no_installed_distribution_is_ours_and_the_others_are_whole(attack: Callable[..., Any]) -> None:
    assert said(attack([_DISTRIBUTIONS])) == [True, False, [], False]


def test_nothing_of_ours_can_be_imported_or_lies_where_imports_look(attack: Callable[..., Any]) -> None:
    assert said(attack([_IMPORTS])) == [None, [], []]


def test_our_command_is_not_there_and_others_are(attack: Callable[..., Any]) -> None:
    assert said(attack([_PROGRAMS])) == [None, True, []]


def test_no_entry_point_leads_to_us(attack: Callable[..., Any]) -> None:
    assert said(attack([_ENTRY_POINTS])) == []


def test_no_module_of_ours_is_loaded_under_its_name(attack: Callable[..., Any]) -> None:
    assert said(attack([_MODULES])) == []


def test_what_covers_us_can_be_changed_no_more_than_the_rest(attack: Callable[..., Any]) -> None:
    assert said(attack([_WRITE])) == []


def test_a_fresh_sandbox_hides_us_too(attack: Callable[..., Any], fresh: Any) -> None:
    ran = attack([_DISTRIBUTIONS, _IMPORTS], sandbox=fresh, seconds=60)
    assert said(ran)[2:] == [[], False]
    assert said(ran, 1) == [None, [], []]
