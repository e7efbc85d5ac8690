"""The form that all lookups share: which policies stand in it, what it says of each row, that it is quiet and the same."""

from __future__ import annotations

import datetime
from functools import cache
from pathlib import Path

import openpyxl
import pytest

from tests.strategies import policy_of
from tests.workbooks.form_files import (
    AS_OF,
    IDS,
    LIBRARY,
    MAIN,
    at,
    formulas,
    names,
    packaged,
    parts,
    sheet,
    shown,
)
from xlplugin.functions.context import Context
from xlplugin.scoring.compile import compile_policy
from xlplugin.workbooks.forms import lookups
from xlplugin.workbooks.forms.grid import LEDGER, POLICY, SUMMARY
from xlplugin.workbooks.forms.lookups.form import LookupForm
from xlplugin.workbooks.recalc import recalculate

LOOKUPS = [policy for policy in IDS if lookups.is_lookup(packaged(policy))]
CHECKS = {"check_rows", "check_reasons", "check_policy", "check_summary"}
LISTS = "Lists 选项"
compiled = cache(lambda stamp, as_of: compile_policy(LIBRARY.get(stamp, AS_OF)))


def context(said):
    """What a command makes of a workbook's names; a row without a policy would be graded by the default one."""
    return Context(compiled, AS_OF, "credit_rating", language=said.language or "en", workbook_policy=said.policy)


def rows_of(policy: str) -> list[dict[str, object]]:
    """A row for every value that may be observed."""
    return [{"customer": "C1", "system": policy, "value": word} for word in packaged(policy).cells[0].values]


def built(path: Path, **options) -> Path:
    return lookups.build([packaged(policy) for policy in LOOKUPS], path, **options)


def done(path: Path):
    output = path.with_name(f"done-{path.name}")
    return output, recalculate(path, output, context_for=context)


def ledger(path: Path) -> list[dict[str, object]]:
    """The rows of the ledger by the English headings."""
    rows = openpyxl.load_workbook(path, data_only=True)[LEDGER].iter_rows(min_row=5, values_only=True)
    headings = [heading.split("\n")[0] for heading in next(rows)]
    return [dict(zip(headings, (value or "" for value in row), strict=True)) for row in rows]


def checks(path: Path) -> dict[str, object]:
    named = {name: at(target) for name, target in names(path).items() if name.startswith("check_")}
    return {name: shown(path, title)[cell] for name, (title, cell) in named.items()}


def test_lookups_are_told_by_what_they_say():
    assert {"buyer_type", "personality_13", "demand_status_3"} <= set(LOOKUPS)
    assert not {"nine_box", "credit_rating", "purchase_readiness_3", "value_pareto_abc"} & set(LOOKUPS)


@pytest.mark.parametrize("language", ["en", "zh"])
def test_every_value_of_every_system_gets_its_type_and_advice(language, tmp_path):
    data = [row for policy in LOOKUPS for row in rows_of(policy)]
    path, report = done(built(tmp_path / "lookups.xlsx", rows=3, data=data, language=language))
    assert not report.ungraded and not report.not_calculated and not report.cautions
    assert checks(path) == dict.fromkeys(CHECKS, True)
    found = ledger(path)
    assert len(found) == len(data) and sum(report.grades.values()) == len(data)
    for row, given in zip(found, data, strict=True):
        result = compiled(given["system"], AS_OF).grade_row([given["value"]])
        assert (row["Type"], row["Policy"]) == (result.grade, packaged(given["system"]).stamp)
        assert str(row["Title of the type"]).startswith(packaged(given["system"]).grades(
            packaged(given["system"]).result["grade"]).titles[result.grade].en)  # fmt: skip
        advice = result.treatment.get("service") or next(iter(result.treatment.values()), None)
        assert row["Advice"] == (advice.in_language(language) if advice else "—")


def test_what_is_missing_or_wrong_is_said_and_nothing_is_graded_by_a_default(tmp_path):
    data = [
        {"system": "buyer_type"}, {"value": "good"}, {"system": "buyer_type", "value": "tourist"},
        {"system": "buyer_type", "value": "个人"}, {"customer": "only a customer"}, {"system": "buyer_type", "value": " "},
    ]  # fmt: skip
    path, report = done(built(tmp_path / "lookups.xlsx", rows=8, data=data))
    found = ledger(path)
    assert [row["Type"] for row in found] == ["", "", "#VALUE!", "individual", "", "", "", ""]
    said = [str(row["Check of a row"]) for row in found]
    assert said[0] == "choose what was observed" and said[1] == "choose a system from the list"
    assert "tourist" in said[2] and said[3] == said[4] == said[6] == ""
    assert [item.cell for item in report.ungraded] == ["I8"]
    good = checks(path)
    assert good.pop("check_reasons") is False, "a blank that is typed in says nothing"
    assert good == dict.fromkeys(CHECKS - {"check_reasons"}, True)


def test_a_system_may_be_named_by_its_id_and_a_wrong_one_is_told(tmp_path):
    path = built(tmp_path / "lookups.xlsx", rows=2, data=[{"system": "buyer_type", "value": "reseller"}] * 2)
    book = openpyxl.load_workbook(path)
    book[LEDGER]["F6"], book[LEDGER]["F7"] = "buyer_type", "Something else"
    book.save(path)
    first, second = ledger(done(path)[0])
    assert (first["Type"], second["Type"]) == ("reseller", "")
    assert str(second["Check of a row"]).startswith("no such system here")


@pytest.mark.parametrize("language", ["en", "zh"])
def test_an_empty_form_stays_quiet(language, tmp_path):
    path, report = done(built(tmp_path / "lookups.xlsx", rows=5, language=language))
    assert checks(path) == dict.fromkeys(CHECKS, True)
    assert not report.ungraded and not report.grades and not report.not_calculated
    assert all(not any(list(row.values())[1:]) for row in ledger(path))


def test_the_order_of_the_policies_does_not_matter_and_the_bytes_are_the_same(tmp_path):
    policies = [packaged(policy) for policy in LOOKUPS]
    one = lookups.build(policies, tmp_path / "one.xlsx", rows=5)
    other = lookups.build(policies[::-1], tmp_path / "other.xlsx", rows=5)
    assert one.read_bytes() == other.read_bytes()


def test_the_second_list_follows_the_first(tmp_path):
    path = built(tmp_path / "lookups.xlsx", rows=3)
    found = {item.get("sqref"): item.findtext(f"{MAIN}formula1") for item in sheet(path).iter(f"{MAIN}dataValidation")}
    assert found["F6:F8"] == "lookup_systems"
    place = "MATCH($F6,lookup_systems,0)"
    assert found["G6:G8"] == (
        f"OFFSET(lookup_values,INDEX(lookup_firsts,{place})-1,0,INDEX(lookup_counts,{place}),1)"
    )
    lists = shown(path, LISTS)
    for row, system in enumerate(LookupForm([packaged(policy) for policy in LOOKUPS]).systems, 2):
        first, count = int(lists[f"D{row}"]), int(lists[f"E{row}"])
        offered = [lists[f"H{place}"] for place in range(first + 1, first + 1 + count)]
        assert (lists[f"A{row}"], offered) == (system.title, [value.word for value in system.values])


def test_the_policy_sheet_lists_all_systems(tmp_path):
    path = built(tmp_path / "lookups.xlsx", rows=2)
    texts = {str(text) for text in shown(path, POLICY).values() if text}
    for policy in map(packaged, LOOKUPS):
        assert f"{policy.title.en} {policy.title.zh}" in texts and policy.stamp in texts
        assert {f"{title.en} {title.zh}" for title in policy.cells[0].values.values()} <= texts
    assert any("慢慢沟通" in text for text in texts), "the advice, too"


def test_only_entry_cells_are_unlocked_and_all_sheets_are_protected(tmp_path):
    book = openpyxl.load_workbook(built(tmp_path / "lookups.xlsx", rows=2))
    assert all(tab.protection.sheet for tab in book)
    unlocked = {cell.column_letter for row in book[LEDGER] for cell in row if not cell.protection.locked}
    assert unlocked == set("BCDEFG")
    assert book[LISTS].sheet_state == "hidden"


def test_the_summary_counts_rows_by_system_and_type(tmp_path):
    data = rows_of("buyer_type") + rows_of("buyer_type")[:1]
    path, _ = done(built(tmp_path / "lookups.xlsx", data=data, rows=3))
    found = shown(path, SUMMARY)
    counts = {found[f"C{row}"]: found[f"E{row}"] for row in range(4, 9 + 30) if found.get(f"C{row}")}
    assert counts["individual"] == 2 and counts["government"] == 1 and counts["hesitant"] == 0


def test_text_that_looks_like_a_formula_stays_text(tmp_path):
    data = [{"customer": "=1+1", "name": "+1", "system": "buyer_type", "value": "@x", "date": datetime.date(2026, 1, 31)}]
    path = built(tmp_path / "lookups.xlsx", data=data, rows=1)
    assert not {"B6", "C6", "G6"} & set(formulas(path)) and shown(path)["B6"] == "=1+1"
    assert b"calcPr" in parts(path)["xl/workbook.xml"]


def test_what_cannot_be_built_is_said():
    for policies, said in (
        ((), "no lookup among"),
        ((packaged("nine_box"),), "nine_box: a lookup has"),
        ((packaged("buyer_type"),) * 2, "one version"),
    ):
        with pytest.raises(ValueError, match=said):
            LookupForm(policies)
    for data in ([{"colour": "red"}], [{"system": "nine_box"}]):
        with pytest.raises(ValueError, match="its systems are buyer_type"):
            LookupForm([packaged("buyer_type")], data=data)
    with pytest.raises(ValueError, match="1 to"):
        LookupForm([packaged("buyer_type")], rows=0)


def test_a_policy_without_treatments_or_titles_and_one_value_has_a_place(tmp_path):
    document = {
        "policy": "small", "version": "1", "effective": "2026-01-01", "title": {"en": 'A "small, odd" one', "zh": "小"},
        "scale": "none", "owner": "X", "status": "stated", "reference": [{"title": "x"}],
        "inputs": {"seen": {"type": "category", "values": {"a": {"en": "1/2", "zh": "一"}}, "title": {"en": "Seen", "zh": "见"}}},
        "decisions": {"kind_of": {"kind": "table", "title": {"en": "Kind", "zh": "类"}, "grades": ["1"],
                                  "rows": [{"when": {"seen": "a"}, "then": "1"}]}},
        "result": {"grade": "kind_of"}, "tests": [],
    }  # fmt: skip
    policy = policy_of(document)
    assert lookups.is_lookup(policy)
    lookups.build([policy], tmp_path / "small.xlsx", rows=2, data=[{"system": "small", "value": "a"}])
