"""The schema accepts what the loader accepts and marks what editors can mark."""

from __future__ import annotations

from pathlib import Path

import jsonschema
import pytest
import yaml

from tests.policy.language.as_editors_read import SCHEMAS, marks
from tests.policy.snippets import complete, load
from xlplugin.policy.findings import PolicyError
from xlplugin.policy.locate import policies_folder

TESTS = Path(__file__).resolve().parents[1]
BAD = [
    case
    for case in yaml.safe_load((TESTS / "bad_input.yaml").read_text("utf-8"))
    if case["code"] in ("unknown-key", "missing-key", "unquoted-test", "reserved-word")
]
FILES = sorted(path for path in policies_folder().rglob("*.yaml") if path.parent.name != "approvals")
WHOLE = (TESTS / "whole.yaml").read_text("utf-8")


@pytest.mark.parametrize("record", SCHEMAS)
def test_it_is_a_schema(record):
    jsonschema.Draft7Validator.check_schema(SCHEMAS[record])


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_packaged_files_are_not_marked(path):
    assert marks(path.read_text("utf-8"), "list" if path.parent.name == "lists" else "policy") == {}


def test_a_policy_with_every_part_of_the_language_is_not_marked():
    assert marks(WHOLE) == {}


@pytest.mark.parametrize("case", BAD, ids=[case["name"] for case in BAD])
def test_wrong_keys_and_bare_tests_are_marked(case):
    try:
        assert marks(complete(case["file"].replace("«", "")))
    except yaml.YAMLError:
        pass  # marked by the editor's own reading of YAML


@pytest.mark.parametrize(
    ("old", "new", "where", "said"),
    [
        ("owner:", "ower:", "", "ower"),
        ("title: {en: Whole, zh: 全}\n", "", "", "'title' is a required property"),
        ("title: {en: Whole, zh: 全}", "title: Whole", "title", "is not of type 'object'"),
        ("title: {en: Whole, zh: 全}", "title: {en: Whole}", "title", "'zh' is a required property"),
        ("scale: value", "scale: values", "scale", "is not one of ['value', 'risk', 'none']"),
        ("status: stated\n", "status: sure\n", "status", "is not one of ['stated', 'repaired', 'proposed']"),
        ("effective: 2026-01-01", "effective: 1 January 2026", "effective", "does not match"),
        ("type: integer", "type: int", "inputs/years/type", "'int' is not one of"),
        ("kind: matrix", "kind: grid", "decisions/box/kind", "'grid' is not one of"),
        ("kind: bands\n    of: score", "kind: bands", "decisions/base", "'of' is a required property"),
        ("combine: sum", "combine: total", "decisions/score/combine", "'total' is not one of"),
        ("decimals: 2", "decimals: 12", "decisions/score/decimals", "12 is greater than the maximum of 9"),
        ("weight: 2", "wieght: 2", "decisions/score/characteristics/leverage", "wieght"),
        ("base_points: 10", "base_points: ten!", "decisions/score/base_points", "does not match"),
        ("cap: C, reason: {code: O1", "cap: C, set: B, reason: {code: O1", "decisions/base/overrides/0", "valid under"),
        (" cap: C,", "", "decisions/base/overrides/0", "under any of the given schemas"),
        ("hit: collect, ", "", "decisions/signs", "False schema does not allow 'sum'"),
        ("where: \"years > 0\", ", "", "decisions/share", "'where' is a dependency of 'outside'"),
        ("inputs:\n  leverage:", "inputs:\n  Leverage:", "inputs", "'Leverage' does not match"),
        ("A: \">= a_from\", B:", "A: [80..100], B:", "decisions/base/bands/A", "under any of the given schemas"),
        ("{name: one, inputs: {years: 5, quality: good}, ", "{name: one, ", "tests/0", "'inputs' is a required"),
    ],
)  # fmt: skip
def test_typical_mistakes_are_marked_where_they_are(old, new, where, said):
    assert WHOLE.count(old) == 1, WHOLE.count(old)
    found = marks(WHOLE.replace(old, new))
    assert found and all(place.startswith(where) for place in found), found
    assert any(said in message for message in found.values()), found


LISTED = """list: countries
title: {en: Countries, zh: 国家}
as_of: 2026-06-30
status: stated
reference: [{title: A notice}]
items: {NO: {en: Norway, zh: 挪威}, "010": 编号}
"""


def test_lists_are_marked_too():
    assert marks(LISTED, "list") == {}
    assert marks(LISTED.replace("as_of: 2026-06-30\n", ""), "list") == {"": "'as_of' is a required property"}
    assert list(marks(LISTED.replace("zh: 挪威", "cn: 挪威"), "list")) == ["items/NO"]


@pytest.mark.parametrize(
    "scalar", ["version: 2026.1", "version: 3", 'version: "2026.1"', "owner: 2026", "owner: true", "owner: 2026-01-01"]
)
def test_a_scalar_that_an_editor_takes_for_something_else_is_not_marked(scalar):
    assert marks(complete(scalar)) == {}
    assert load(scalar)


@pytest.mark.parametrize(
    ("key", "within", "beyond"),
    [
        ("review: {months: *}", "120", "121"),
        ("review: {apply_months_before: *}", "24", "25"),
        ("review: {first_within_days: *}", "366", "367"),
        ("review: {window: {month: *, from_day: 1, to_day: 28}}", "12", "13"),
        ("review: {window: {month: 1, from_day: *, to_day: 31}}", "1", "0"),
        ("provisional: {months: *}", "60", "61"),
        ("provisional: {months: *}", '"6"', "0"),
        ("provisional: {months: *}", "some_months", "6.5"),
    ],
)
def test_the_loader_has_the_bounds_of_the_schema(key, within, beyond):
    for figure, right in ((within, True), (beyond, False)):
        text = "\n".join(
            [
                "parameters: {some_months: {value: 6, title: {en: M, zh: 月}}}",
                "decisions:",
                '  grade: {kind: bands, of: leverage, bands: {A: "<= 50%", B: "> 50%"}}',
                key.replace("*", figure),
            ]
        )
        assert (marks(complete(text)) == {}) is right
        try:
            load(text)
            assert right
        except PolicyError:
            assert not right
