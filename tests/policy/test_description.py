"""Nothing that a policy says is left out of its description: `show` and `diff` rest on it."""

from __future__ import annotations

import dataclasses
import datetime
from collections import Counter
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest

from xlplugin.policy.cells import Cell
from xlplugin.policy.description import describe
from xlplugin.policy.findings import Where
from xlplugin.policy.formula import Expression
from xlplugin.policy.library import Library
from xlplugin.policy.model import Condition, Policy

ROOT = Path(__file__).resolve().parents[2]
LIBRARY = Library([ROOT / "tests" / "policies", ROOT / "policies"], prove=lambda policy: ())
UNSAID = {"where", "digest", "family"}
"""Where a thing stands in the file, and what the file is: no rule."""
MEANINGLESS = {
    "Grades.ids": "a band's grade has its row; the order is told where it is another",
    "Input.missing": "no such rule",
    "Input.unit": "the as-of date has none",
    "Parameter.unit": "a switch has none",
    "Characteristic.inapplicable": "no such way",
    "Characteristic.monotonic": "no such order",
    "Output.type": "a grade's is told by its grades",
    "Table.collect": "only where rows are collected",
    "Formula.decimals": "only of numbers",
    "Formula.unit": "only of numbers",
    "Output.name": "the name of the table itself",
    "Review.working_days": "only where the days of the first grade are stated",
    "Bands.status": "each band has its own",
    "Scorecard.status": "each figure has its own",
    "Table.status": "each row has its own",
}
"""Fields that some replacements below give a value without a meaning; each is told elsewhere."""
MOST = 3
"""Replacements of one kind in one policy."""

Path_ = tuple[str, ...]


def variants(value: object, path: Path_ = ()) -> Iterator[tuple[Path_, object]]:
    """The value with one thing in it replaced, each thing in turn."""
    match value:
        case Where():
            return
        case Expression():
            yield path, dataclasses.replace(value, text=f"{value.text} + 0")
        case Cell():
            if value.text != "-":
                yield path, dataclasses.replace(value, text=f"{value.text}0", words=("x",) * bool(value.words))
        case Condition(formula=None):
            for at, cells in variants(value.cells, path):
                yield at, dataclasses.replace(value, cells=cells)
        case Condition():
            yield path, dataclasses.replace(value, text=f"{value.text} and true")
        case bool():
            yield path, not value
        case int() | float():
            yield path, value + 1
        case datetime.date():
            yield path, value + datetime.timedelta(days=1)
        case str():
            yield path, f"{value}x"
        case Policy() if path:
            return
        case Mapping():
            for key, item in value.items():
                for at, new in variants(item, path):
                    yield at, {**value, key: new}
        case tuple():
            for i, item in enumerate(value):
                for at, new in variants(item, path):
                    yield at, (*value[:i], new, *value[i + 1 :])
        case _ if dataclasses.is_dataclass(value) and not isinstance(value, type):
            for field in dataclasses.fields(value):
                if field.name not in UNSAID:
                    name = f"{type(value).__name__}.{field.name}"
                    for at, new in variants(getattr(value, field.name), (*path, name)):
                        yield at, dataclasses.replace(value, **{field.name: new})


@pytest.mark.parametrize("name", LIBRARY.ids())
def test_whatever_is_replaced_shows(name):
    policy = LIBRARY.get(name, datetime.date(2026, 6, 1))
    said = describe(policy)
    tried: Counter[Path_] = Counter()
    unseen: Counter[str] = Counter()
    for path, variant in variants(policy):
        tried[path] += 1
        if tried[path] > MOST:
            continue
        try:
            seen = describe(variant) != said  # type: ignore[arg-type]
        except (LookupError, ValueError):  # a name that is not there any more, a thirteenth month
            seen = True
        if not seen:
            unseen[path[-1]] += 1
    assert sum(tried.values()) > 30
    assert set(unseen) <= set(MEANINGLESS)
