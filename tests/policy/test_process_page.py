"""The table of process requirements: all that it names is there, and both languages name the same."""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterator
from dataclasses import fields
from functools import cache

import pytest
import typer
from typer.core import TyperGroup

import xlplugin
from xlplugin.cli import app
from xlplugin.compliance.events import KINDS
from xlplugin.functions.registry import FUNCTIONS
from xlplugin.policy.keys import KEYS
from xlplugin.policy.library import POLICIES_VARIABLE
from xlplugin.policy.locate import policies_folder
from xlplugin.policy.model import Policy
from xlplugin.policy.settings import Settings
from xlplugin.scoring.serving import Serving
from xlplugin.workbooks.forms import grid

PAGE = (policies_folder() / "PROCESS.md").read_text(encoding="utf-8")
ENGLISH, CHINESE = PAGE.split("\n# 流程要求\n")
LENGTHS = {"000": 295, "001": 56, "002": 459, "003": 133, "004": 486}
LINE = re.compile(r"^\| (\d+) \| (.+) \| (.+) \| (.+) \|$", re.MULTILINE)
SHEETS = {
    grid.GUIDE, grid.LEDGER, grid.SUMMARY, grid.POLICY, grid.RATING_FORM, grid.REQUESTS, grid.ALERTS, grid.RELATED,
}  # fmt: skip
WORDS = {key for keys in KEYS.values() for key in keys} | {key.name for key in fields(Settings)}
DAY = datetime.date(2026, 6, 30)


def rows(page: str) -> list[tuple[str, ...]]:
    """The table's rows: number, requirement, source, where it is met."""
    return [found.groups() for found in LINE.finditer(page)]


def named(text: str) -> list[str]:
    """What stands in backticks."""
    return re.findall(r"`([^`]+)`", text)


def carried(policy: Policy, part: str) -> bool:
    """True where a policy has a part: a text, a key of its process, an item of its treatments, a name."""
    key, _, name = part.partition(".")
    value = getattr(policy, key)
    if not name:
        return bool(value)
    if key == "treatments":
        return any(name in items for grades in value.values() for items in grades.values())
    return name in value if key in ("parameters", "inputs", "result") else getattr(value, name) not in (None, ())


@cache
def commands() -> frozenset[str]:
    """Every command that can be run, as it is called."""
    return frozenset(_called(typer.main.get_command(app), "xlplugin"))


def _called(command: object, name: str) -> Iterator[str]:
    if not isinstance(command, TyperGroup):
        yield name
        return
    context = typer.Context(command, info_name=name)
    for inner in command.list_commands(context):
        found = command.get_command(context, inner)
        assert found is not None, f"{name} {inner}"
        yield from _called(found, f"{name} {inner}")


def exists(text: str) -> bool:
    """True for a policy, a part that a policy has, a key, a command, an event, a function, a sheet, the variable."""
    if text.startswith("xlplugin "):
        return text in commands()
    if ": " in text:
        name, part = text.split(": ")
        return carried(xlplugin.load(name, DAY).policy, part)
    return text in {*Serving().library.ids(), *WORDS, *FUNCTIONS, *SHEETS, *KINDS, POLICIES_VARIABLE}


@pytest.mark.parametrize("text", dict.fromkeys(named("".join(row[3] for row in rows(PAGE)))).keys())
def test_what_the_table_names_exists(text):
    assert exists(text)


def test_both_languages_say_the_same():
    assert len(rows(ENGLISH)) == 33
    for english, chinese in zip(rows(ENGLISH), rows(CHINESE), strict=True):
        assert (english[0], english[2]) == (chinese[0], chinese[2])
        assert sorted(named(english[3])) == sorted(named(chinese[3]))


def test_nothing_is_left_to_another_version():
    assert "not part of" not in PAGE and "不在本版本" not in PAGE


def test_sources_are_lines_of_the_documents():
    for row in rows(PAGE):
        for source in row[2].split("; "):
            document, _, lines = source.partition(": ")
            found = [int(number) for number in re.findall(r"\d+", lines)]
            assert found == sorted(found) and 1 <= found[0] and found[-1] <= LENGTHS[document]


def test_every_process_key_of_a_source_policy_is_named():
    for name in Serving().library.ids():
        policy = xlplugin.load(name, DAY).policy
        if any("_" in reference.title.split(".txt")[0] for reference in policy.references if ".txt" in reference.title):
            for key in ("review", "provisional", "transitions", "approvals"):
                if getattr(policy, key):
                    assert f"`{name}: {key}" in PAGE


@pytest.mark.parametrize(
    "text",
    ["xlplugin policy", "xlplugin polish", "xlplugin rating", "rating.forgotten", "nine_box: approvals",
     "nine_box: result.dropped", "NOTHING", "Ledger"],
)  # fmt: skip
def test_what_there_is_not_is_found_out(text):
    assert not exists(text)


def test_the_readme_links_the_page():
    assert "](PROCESS.md)" in (policies_folder() / "README.md").read_text(encoding="utf-8")
