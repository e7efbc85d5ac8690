"""The page on the hosts: its commands and links exist, and both languages say the same number of things."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
import typer

from tests.packaging.test_readme import ROOT
from xlplugin import cli

PAGES = [ROOT / "xlplugin" / "hosts" / name for name in ("README.md", "excel/CHECKLIST.md")]
PAGE = PAGES[0].read_text("utf-8")


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_links_exist(page: Path):
    for target in re.findall(r"\]\(([^)#:]+)\)", page.read_text("utf-8")):
        assert (page.parent / target).exists(), target


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_commands_and_options_exist(page: Path):
    group = typer.main.get_command(cli.app)
    named = re.findall(r"`xlplugin (\w+)(?: (\w+))?([^`]*)`", page.read_text("utf-8"))
    assert named
    for name, inner, rest in named:
        command = group.get_command(typer.Context(group), name)
        assert command is not None, name
        if inner and hasattr(command, "commands"):
            command = command.commands[inner]
        known = {option for part in command.params for option in part.opts}
        assert set(re.findall(r"--[a-z-]+", rest)) <= known, (name, inner, rest)


def test_both_languages_have_the_same_tables():
    english, chinese = PAGE.split("## 中文说明")
    tables = [re.findall(r"(?m)((?:^\|.*\n)+)", half) for half in (english, chinese)]
    shapes = [[[line.count("|") for line in table.splitlines()] for table in half] for half in tables]
    assert shapes[0] == shapes[1] and len(shapes[0]) == 3
    empty = [
        [[not cell.strip() for cell in line.split("|")[1:-1]] for line in table.splitlines()]
        for half in tables
        for table in half
    ]
    assert empty[:3] == empty[3:], "a cell is empty in one language only"


def test_what_was_not_run_is_said():
    assert "not yet run in Excel" in PAGE and "尚未在 Excel 中运行" in PAGE
    assert "Not run by the project" in PAGES[1].read_text("utf-8")
