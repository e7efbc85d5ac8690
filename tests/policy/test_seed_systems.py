"""The 63 grading systems of the source documents: each is a policy, whole, sourced, and grades as they say."""

from __future__ import annotations

import dataclasses
import datetime
import functools
import json
import math
import re
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest
import yaml
from typer.testing import CliRunner

import xlplugin
from xlplugin.cli import app
from xlplugin.policy import describing
from xlplugin.policy.description import describe
from xlplugin.policy.findings import Bilingual
from xlplugin.policy.model import Bands, NamedList, Policy, Scorecard, SubPolicy, Table
from xlplugin.policy.numbers import parse_number
from xlplugin.policy.ranges import Range
from xlplugin.policy.reader import read_policy
from xlplugin.policy.strict_yaml import parse
from xlplugin.scoring.api import GradingPolicy

DATA = yaml.safe_load(Path(__file__).with_name("seed_systems.yaml").read_text(encoding="utf-8"))
SYSTEMS: Mapping[str, Mapping[str, object]] = DATA["systems"]
DAY = datetime.date(2026, 6, 30)
STATUSES = ("stated", "repaired", "proposed")
COMPUTABLE = {"yes", "yes*", "cut-offs", "rated", "lookup", "no"}
DOCUMENTS = {
    "000": "000_b08a49446291dd48.txt",
    "001": "001_9ed64ac044d5735a.txt",
    "002": "002_12e2e122465168b7.txt",
    "003": "003_f9b3b3af5449f9ea.txt",
    "004": "004_6239c7ba3797bb28.txt",
}
LINES = {"000": 295, "001": 56, "002": 459, "003": 133, "004": 486}
NO_AMOUNT = {"market_share_rank"}
"""Cut into parts of the book by a number of tiles, which is no amount that a parameter could hold."""
CONTAINERS = (Bands, Scorecard, Table)
"""Each of their bands, characteristics, attributes and rows has a status of its own."""

every_system = pytest.mark.parametrize("name", SYSTEMS)


@functools.cache
def loaded(name: str) -> GradingPolicy:
    """A policy as the Python interface gives it."""
    return xlplugin.load(name, DAY)


def test_the_inventory_is_whole():
    assert len(SYSTEMS) == 63
    for name, system in SYSTEMS.items():
        assert system["kind"] and system["computable"] in COMPUTABLE, name
        assert set(system["documents"]) <= DOCUMENTS.keys(), name  # type: ignore[call-overload]
        assert [*system["grades"], *system.get("added", ())], name  # type: ignore[misc]


def test_the_library_holds_every_system_and_the_published_ones():
    done = CliRunner().invoke(app, ["policy", "list", "--json"], env={"XLPLUGIN_POLICIES": None})
    served = {item["policy"] for item in json.loads(done.stdout) if item["served"]}
    assert SYSTEMS.keys() - served == set()
    assert {"aml_pbc_2013", "borrower_rating_100", "card_holder_default", "credit_rating"} <= served


@every_system
def test_grades_are_those_of_the_source_and_the_ones_added_to_them(name):
    policy, system = loaded(name).policy, SYSTEMS[name]
    grades = policy.grades(policy.result["grade"])
    expected = [*system["grades"], *system.get("added", ())]
    assert sorted(grades.ids) == sorted(expected)
    for output, ids in system.get("outputs", {}).items():
        assert sorted(policy.grades(policy.result[output]).ids) == sorted(ids)


@every_system
def test_each_grade_of_the_result_has_a_test(name):
    policy = loaded(name).policy
    for output, made_by in policy.result.items():
        grades = None if made_by in policy.inputs else policy.grades(made_by)
        seen: set[str] = set()
        for test in policy.tests:
            wanted = test.expect.get(output, test.expect.get(made_by, ()))
            seen |= set(map(str, wanted)) if isinstance(wanted, tuple) else {str(wanted)}
        assert set(grades.ids if grades else ()) <= seen, f"no test of {output} for these grades"


def limits(policy: Policy) -> Iterator[tuple[str, Range]]:
    """The intervals by which inputs are judged, with the input."""
    for decision in policy.decisions:
        cells = [(decision.of, band.cell) for band in getattr(decision, "bands", ())]
        for item in getattr(decision, "characteristics", ()):
            cells += [(item.of, attribute.cell) for attribute in item.attributes]
        rules = [*getattr(decision, "overrides", ()), *(decision.rows if isinstance(decision, Table) else ())]
        for rule in rules:
            cells += rule.when.cells.items() if rule.when else ()
        yield from ((name, span) for name, cell in cells if name in policy.inputs for span in cell.ranges)


@every_system
def test_each_limit_of_an_input_is_tested_from_both_sides(name):
    policy = loaded(name).policy
    found = list(limits(policy))
    for item in policy.inputs.values():
        rows = [row for test in policy.tests for row in (test.inputs, *test.book)]
        tested = {parse_number(str(row.get(item.name, "")).replace(",", "")) for row in rows} - {None}
        spans = [span for judged, span in found if judged == item.name]
        ends = {end for span in spans for end in (span.low, span.high)} | {-math.inf, math.inf}
        outer = {end for span in (item.domain.ranges if item.domain else ()) for end in (span.low, span.high)}
        for end in sorted(ends - outer - {-math.inf, math.inf}):
            below, above = max(one for one in ends if one < end), min(one for one in ends if one > end)
            belongs_above = any(span.low == end and span.low_closed for span in spans)
            belongs_below = any(span.high == end and span.high_closed for span in spans)
            assert end in tested
            assert not belongs_above or any(below <= value < end for value in tested)
            assert not belongs_below or any(end < value <= above for value in tested)


@every_system
def test_references_name_a_source_document_and_its_lines(name):
    found: set[str] = set()
    for reference in loaded(name).policy.references:
        if not (said := re.match(r"(00\d)_\w+\.txt, .*\blines? ([\d–, and]+)", reference.title)):
            continue
        assert reference.title.startswith(f"{DOCUMENTS[said[1]]}, ")
        lines = [int(number) for number in re.findall(r"\d+", said[2])]
        assert lines == sorted(lines) and 1 <= lines[0] and lines[-1] <= LINES[said[1]], reference.title
        found.add(said[1])
    assert found == set(SYSTEMS[name]["documents"])


@every_system
def test_cut_offs_that_the_source_leaves_open_are_marked_placeholders(name):
    policy = loaded(name).policy
    placeholders = [item for item in policy.parameters.values() if item.placeholder]
    assert all(item.status == "proposed" for item in placeholders)
    if SYSTEMS[name]["computable"] == "cut-offs" and name not in NO_AMOUNT:
        assert placeholders


def parts(value: object, place: str = "") -> Iterator[tuple[str, object]]:
    """Every part of a policy that holds a status, with its place; used policies have files of their own."""
    if isinstance(value, Mapping):
        for key, item in value.items():
            yield from parts(item, f"{place}[{key}]")
    elif isinstance(value, tuple):
        for number, item in enumerate(value):
            yield from parts(item, f"{place}[{number}]")
    elif dataclasses.is_dataclass(value) and not isinstance(value, NamedList):
        if hasattr(value, "status"):
            yield place, value
        for field in dataclasses.fields(value):
            if not (isinstance(value, SubPolicy) and field.name == "policy") and field.name not in ("where", "tests"):
                yield from parts(getattr(value, field.name), f"{place}.{field.name}")


def marked(value: object, place: str = "") -> object:
    """A policy with the place of each part instead of its status."""
    if isinstance(value, Mapping):
        return {key: marked(item, f"{place}[{key}]") for key, item in value.items()}
    if isinstance(value, tuple):
        return tuple(marked(item, f"{place}[{number}]") for number, item in enumerate(value))
    if not dataclasses.is_dataclass(value) or isinstance(value, NamedList):
        return value
    kept = ("where", "tests", "policy") if isinstance(value, SubPolicy) else ("where", "tests")
    changed = {
        field.name: place if field.name == "status" else marked(getattr(value, field.name), f"{place}.{field.name}")
        for field in dataclasses.fields(value)
        if field.init and field.name not in kept
    }
    return dataclasses.replace(value, **changed)  # type: ignore[type-var]


@every_system
def test_every_figure_has_a_status_and_show_tells_it(name, monkeypatch):
    policy = loaded(name).policy
    found = dict(parts(policy))
    assert {part.status for part in found.values()} <= {*STATUSES}  # type: ignore[attr-defined]

    class Places(dict[str, Bilingual]):
        def __missing__(self, place: str) -> Bilingual:
            return Bilingual(f"«{place}»", f"«{place}»")

    monkeypatch.setattr(describing, "STATUSES", Places())
    monkeypatch.setattr("xlplugin.policy.description.STATUSES", Places())
    for language in ("en", "zh"):
        shown = "\n".join(
            cell.in_language(language)
            for section in describe(marked(policy))  # type: ignore[arg-type]
            for cells in ((section.note,), *section.rows)
            for cell in cells
        )
        unseen = [place for place, part in found.items() if f"«{place}»" not in shown]
        assert [place for place in unseen if not isinstance(found[place], CONTAINERS)] == []


def test_a_policy_without_a_status_is_refused():
    text = Path(loaded("buyer_type").policy.where.path).read_bytes()
    bare = re.sub(rb"(?m)^status: .*\n", b"", text)
    with pytest.raises(xlplugin.PolicyError) as refused:
        read_policy(parse(bare, "buyer_type.yaml"), "buyer_type", "", {}.get, {}.get, "")
    assert any("status" in finding.message.en for finding in refused.value.findings)


def row_of(policy: GradingPolicy, values: Mapping[str, object]) -> list[object]:
    """The cells of a row; what is not given is blank."""
    assert values.keys() <= policy.inputs.keys()
    return [values.get(name) for name in policy.inputs]


@pytest.mark.parametrize("vector", DATA["vectors"], ids=lambda vector: vector["policy"])
def test_vectors_come_out_as_the_source_says(vector):
    policy = loaded(vector["policy"])
    rows = [row_of(policy, values) for values in [*vector.get("book", ()), vector["inputs"]]]
    if len(rows) == 1:
        result = policy.grade_row(rows[0])
    else:
        columns = dict(zip(policy.inputs, map(list, zip(*rows, strict=True)), strict=True))
        result = policy.grade_columns(columns).row(len(rows) - 1)
    for output, wanted in vector.get("expect", {}).items():
        assert result.output(output) == wanted, output
    for characteristic, points in vector.get("points", {}).items():
        assert result.points[characteristic] == points, characteristic
    if "not" in vector:
        assert result.error is None and result.grade not in (None, vector["not"])
    assert {"expect", "points", "not"} & vector.keys()


def test_the_marking_finds_a_status_that_is_not_shown():
    policy = loaded("nine_box").policy
    assert isinstance(marked(policy), Policy)
    places = dict(parts(policy))
    assert ".parameters[a_volume]" in places and ".decisions[2].rows[0]" in places
