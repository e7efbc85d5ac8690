"""The sheets of a full form at work: rating form, requests, alerts, migration, frozen grades, bad input."""

from __future__ import annotations

import datetime
import re
import zipfile
from functools import cache
from pathlib import Path

import openpyxl
import pytest

from tests.workbooks.form_files import AS_OF, IDS, MAIN, cells, formulas, names, packaged, parts, sheet, shown
from xlplugin.functions.context import Context
from xlplugin.scoring.compile import compile_policy
from xlplugin.workbooks.forms import Form, write
from xlplugin.workbooks.forms.grid import ALERTS, FIRST_ROW, GUIDE, LEDGER, RATING_FORM, REQUESTS, SUMMARY
from xlplugin.workbooks.recalc import recalculate

GOOD = {
    "leverage": 0.5, "current_ratio": 1.5, "cash_content": 0.9, "sales_growth": 0.1, "loss_periods": 0,
    "loan_class": "normal",
}  # fmt: skip
CUSTOMERS = (
    GOOD | {"customer_no": "001", "customer_name": "One", "previous_grade": "AAA", "exposure": 100}
    | {"last_review": datetime.date(2026, 1, 31), "statement_date": datetime.date(2025, 12, 31)},
    GOOD | {"customer_no": "002", "customer_name": "Two", "leverage": 0.95, "previous_grade": "AAA", "exposure": 300}
    | {"last_review": datetime.date(2026, 5, 31)},
    GOOD | {"customer_no": "003", "customer_name": "Three", "leverage": 55},
    GOOD | {"customer_no": "001", "customer_name": "One again", "proposed_grade": "AA"},
    GOOD | {"customer_no": "005", "customer_name": "Five", "last_review": datetime.date(2024, 5, 31)}
    | {"statement_date": datetime.date(2024, 12, 31)},
)  # fmt: skip
compiled = cache(lambda stamp, as_of: compile_policy(packaged(stamp.partition("@")[0])))


def context(said):
    """What a command makes of a workbook's names."""
    return Context(compiled, AS_OF, workbook_policy=said.policy, language=said.language or "en")


def done(path: Path, **options) -> tuple[Path, object]:
    """The workbook recalculated."""
    output = path.with_name(f"done-{path.name}")
    return output, recalculate(path, output, context_for=context, **options)


def filled(path: Path, layout: str = "rows", **more) -> Path:
    """The credit form with five customers."""
    form = Form(packaged("credit_rating"), layout=layout, rows=8, data=CUSTOMERS, as_of=AS_OF, **more)
    return write(form, path)


def column(path: Path, key: str, policy: str = "credit_rating") -> list[object]:
    """The values of a ledger column by its key."""
    form = Form(packaged(policy))
    place = next(
        number for number, item in enumerate(form.columns, 1)
        if item.key == key and item.role not in ("input",) or item.key == key
    )  # fmt: skip
    letter = openpyxl.utils.get_column_letter(place)
    values = shown(path)
    return [values.get(f"{letter}{row}") for row in range(FIRST_ROW + 1, FIRST_ROW + 6)]


def letter_of(key: str) -> str:
    keys = [item.key for item in Form(packaged("credit_rating")).columns]
    return openpyxl.utils.get_column_letter(keys.index(key) + 1)


def edited(path: Path, changes: dict[str, object], title: str = LEDGER) -> Path:
    """A copy in which cells of a sheet are replaced; ``""`` empties one."""
    held = parts(path)
    titles = [item.get("name") for item in openpyxl_workbook(path)]
    part = f"xl/worksheets/sheet{titles.index(title) + 1}.xml"
    text = held[part].decode()
    for place, value in changes.items():
        found = re.search(rf'<c r="{place}"( s="\d+")?[^>]*?(/>|>.*?</c>)', text)
        assert found, place
        error = str(value).startswith("#")
        kind = "" if value == "" or type(value) in (int, float) else ' t="e"' if error else ' t="inlineStr"'
        inside = f"<is><t>{value}</t></is>" if kind.endswith('Str"') else f"<v>{value}</v>" if value != "" else ""
        new = f'<c r="{place}"{found[1] or ""}{kind}>{inside}</c>'
        text = text[: found.start()] + new + text[found.end() :]
    held[part] = text.encode()
    target = path.with_name(f"edited-{path.name}")
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as file:
        for name, data in held.items():
            file.writestr(name, data)
    return target


def openpyxl_workbook(path: Path):
    from tests.workbooks.form_files import workbook

    return list(workbook(path).iter(f"{MAIN}sheet"))


# Frozen grades


@pytest.mark.parametrize("layout", ["rows", "block"])
def test_recalculation_freezes_each_graded_row(layout, tmp_path):
    path, _ = done(filled(tmp_path / "form.xlsx", layout))
    assert column(path, "frozen_grade") == ["AAA", "B", None, "AAA", "AAA"]
    assert column(path, "frozen_policy") == [
        "credit_rating@2026.1", "credit_rating@2026.1", None, "credit_rating@2026.1", "credit_rating@2026.1",
    ]  # fmt: skip
    assert column(path, "frozen_on")[0] == (AS_OF - datetime.date(1899, 12, 30)).days
    assert column(path, "frozen_score")[0] == column(path, "score")[0]
    assert column(path, "copy_customer_no")[0] == "001"
    assert column(path, "copy_leverage") == [0.5, 0.95, None, 0.5, 0.5]
    assert column(path, "frozen_state") == ["valid", "valid", "", "valid", "valid"]


def test_freezing_twice_changes_nothing(tmp_path):
    first, _ = done(filled(tmp_path / "form.xlsx"))
    again, report = done(first)
    assert again.read_bytes() == first.read_bytes() and not report.changed


def test_freezing_writes_nothing_but_the_frozen_cells_and_formulas(tmp_path):
    path = filled(tmp_path / "form.xlsx")
    output, _ = done(path)
    before, after = cells(path), cells(output)
    own = set(formulas(path))
    held = {item.key for item in Form(packaged("credit_rating")).columns if item.role in ("held", "copy")}
    letters = {letter_of(key) for key in held - {"confirmed_grade"}}
    for place, cell in after.items():
        assert cell.get("s") == before[place].get("s")
        if place not in own and re.sub(r"\d", "", place) not in letters:
            assert [child.text for child in cell] == [child.text for child in before[place]], place
    assert column(output, "confirmed_grade") == [None] * 5, "a sheet never confirms"


def test_freezing_can_be_left_out(tmp_path):
    path, _ = done(filled(tmp_path / "form.xlsx"), freeze=False)
    assert column(path, "frozen_grade") == [None] * 5
    assert column(path, "grade")[0] == "AAA"


@pytest.mark.parametrize(
    ("key", "value"),
    [("leverage", 0.51), ("leverage", ""), ("loss_periods", ""), ("customer_no", "009"), ("loan_class", "loss")],
)
def test_a_changed_input_voids_the_frozen_grade(key, value, tmp_path):
    path, _ = done(filled(tmp_path / "form.xlsx"))
    changed = edited(path, {f"{letter_of(key)}6": value})
    output, _ = done(changed, freeze=False)
    assert column(output, "frozen_state")[:2] == ["inputs changed, grade void", "valid"]
    assert column(output, "frozen_grade")[0] == "AAA", "what was frozen stays readable"


def test_a_row_that_can_no_longer_be_graded_keeps_what_was_frozen(tmp_path):
    path, _ = done(filled(tmp_path / "form.xlsx"))
    output, _ = done(edited(path, {f"{letter_of('leverage')}6": 55}))
    assert column(output, "frozen_grade")[0] == "AAA"
    assert column(output, "frozen_state")[0] == "inputs changed, grade void"


def test_a_row_that_was_emptied_keeps_nothing(tmp_path):
    path, _ = done(filled(tmp_path / "form.xlsx"))
    emptied = edited(path, {f"{letter_of(key)}6": "" for key in (*GOOD, "customer_no")})
    output, _ = done(emptied)
    assert column(output, "frozen_grade")[:2] == [None, "B"]
    assert column(output, "copy_leverage")[0] is None
    assert column(output, "frozen_state")[0] == ""


def test_a_cell_that_the_part_does_not_hold_is_added(tmp_path):
    path = filled(tmp_path / "form.xlsx")
    held = parts(path)
    place = f"{letter_of('frozen_grade')}6".encode()
    part = "xl/worksheets/sheet2.xml"
    held[part], count = re.subn(rb'<c r="' + place + rb'" s="\d+"/>', b"", held[part])
    assert count == 1
    with zipfile.ZipFile(path, "w") as file:
        for name, data in held.items():
            file.writestr(name, data)
    output, _ = done(path)
    assert column(output, "frozen_grade")[0] == "AAA"
    openpyxl.load_workbook(output)


def test_a_workbook_without_the_name_is_not_frozen(tmp_path):
    path = filled(tmp_path / "form.xlsx")
    held = parts(path)
    held["xl/workbook.xml"] = held["xl/workbook.xml"].replace(b'name="xlplugin_form"', b'name="other_form"')
    with zipfile.ZipFile(path, "w") as file:
        for name, data in held.items():
            file.writestr(name, data)
    assert column(done(path)[0], "frozen_grade") == [None] * 5


# The other sheets


def test_rules_status_and_next_review(tmp_path):
    path, _ = done(filled(tmp_path / "form.xlsx"))
    assert column(path, "RULES")[:2] == ["", "CO02"]
    assert column(path, "status") == [
        "system grade", "system grade", "cannot be graded", "to be confirmed", "system grade",
    ]  # fmt: skip
    days = [None if value in ("", None) else value for value in column(path, "next_review")]
    assert days[0] == (datetime.date(2027, 1, 31) - datetime.date(1899, 12, 30)).days
    assert days[2:4] == [None, None]


@pytest.mark.parametrize("layout", ["rows", "block"])
def test_alerts_are_counted_and_listed(layout, tmp_path):
    path, _ = done(filled(tmp_path / "form.xlsx", layout))
    found = shown(path, ALERTS)
    counts = [found[f"B{row}"] for row in range(5, 10)]
    assert counts == [1, 1, 1, 1, 1], "ungraded, overdue, downgraded, duplicate, stale"
    head = next(int(place[1:]) for place, text in found.items() if str(text) == "Customer\n客户")
    listed = [(found[f"C{row}"], found[f"F{row}"]) for row in range(head + 1, head + 7)]
    assert listed == [
        ("002", "downgraded"), ("003", "cannot be graded"), ("001", "duplicate customer"),
        ("005", "overdue; stale statement"), ("", ""), ("", ""),
    ]  # fmt: skip


@pytest.mark.parametrize("language", ["en", "zh"])
def test_the_rating_form_shows_the_picked_customer(language, tmp_path):
    path, _ = done(edited(filled(tmp_path / "form.xlsx", language=language), {"C4": "002"}, RATING_FORM))
    values = [str(value) for value in shown(path, RATING_FORM).values() if value not in (None, "")]
    reason = {"en": "Current ratio", "zh": "流动比率"}[language]
    assert {"Two", "B", "CO02", reason} <= set(values)
    assert not [value for value in values if value.startswith("#")]


def test_the_rating_form_says_that_a_customer_is_unknown(tmp_path):
    path, _ = done(edited(filled(tmp_path / "form.xlsx"), {"C4": "777"}, RATING_FORM))
    assert shown(path, RATING_FORM)["D4"] == "not in the ledger"


def test_a_customer_number_may_be_a_number(tmp_path):
    path = edited(filled(tmp_path / "form.xlsx"), {f"{letter_of('customer_no')}7": 2})
    path, _ = done(edited(path, {"C4": "2"}, RATING_FORM))
    assert "Two" in shown(path, RATING_FORM).values()


@pytest.mark.parametrize("policy", IDS)
def test_the_rating_form_prints_on_one_page(policy, tmp_path):
    path = write(Form(packaged(policy), rows=3), tmp_path / "form.xlsx")
    root = sheet(path, RATING_FORM)
    setup = root.find(f"{MAIN}pageSetup").attrib
    assert (setup["paperSize"], setup.get("orientation", "portrait")) == ("9", "portrait")
    assert root.find(f"{MAIN}sheetPr/{MAIN}pageSetUpPr").get("fitToPage") == "1"
    assert setup.get("fitToHeight", "1") == "1"


def test_requests_look_up_the_customer_and_decide_nothing(tmp_path):
    path, _ = done(edited(filled(tmp_path / "form.xlsx"), {"B5": "002", "B6": "nobody"}, REQUESTS))
    found = shown(path, REQUESTS)
    assert (found["C5"], found["D5"]) == ("Two", "B")
    assert found["C6"] == "not in the ledger 台账中无此客户"
    tab = openpyxl.load_workbook(path)[REQUESTS]
    unlocked = {cell.column_letter for cell in tab[5] if not cell.protection.locked}
    assert unlocked == set("BEFGHI")


def test_the_summary_adds_up_exposure_and_migration(tmp_path):
    path, _ = done(filled(tmp_path / "form.xlsx"))
    found = shown(path, SUMMARY)
    rows = {found[f"B{row}"]: row for row in range(5, 15)}
    assert (found[f"D{rows['AAA']}"], found[f"F{rows['AAA']}"], found[f"F{rows['B']}"]) == (3, 100, 300)
    assert found[f"G{rows['B']}"] == 0.75
    head = next(int(place[1:]) for place, text in found.items() if str(text).startswith("now"))
    columns = {found.get(f"{letter}{head}"): letter for letter in "DEFGHIJKLM"}
    first = next(row for row in range(head + 1, head + 11) if found[f"B{row}"] == "AAA")
    assert found[f"{columns['AAA']}{first}"] == 1 and found[f"{columns['B']}{first}"] == 1


def test_a_long_ledger_of_formulas_advises_recalculation(tmp_path):
    for rows, said in ((500, False), (501, True)):
        path = write(Form(packaged("dealer_quality_points_abc"), rows=rows), tmp_path / "long.xlsx")
        texts = [str(text) for text in shown(path, GUIDE).values()]
        assert any("quicker with xlplugin recalc" in text for text in texts) is said


def test_ledger_areas_are_named(tmp_path):
    found = names(filled(tmp_path / "form.xlsx"))
    pairs = {name.removeprefix("xlplugin_frozen_") for name in found if name.startswith("xlplugin_frozen_")}
    assert pairs == {"grade", "score", "key", "inputs", "policy", "on"}
    assert all(found[name].endswith("$13") for name in found if name.startswith(("xlplugin_live", "xlplugin_frozen")))


# Bad input


def cautions(report) -> dict[str, tuple[str, ...]]:
    return {caution.kind: caution.cells for caution in report.cautions}


def test_duplicates_and_spoilt_numbers_are_reported_by_address(tmp_path):
    spoilt = {f"{letter_of('customer_no')}7": "1.23E+17"}
    held = edited(filled(tmp_path / "form.xlsx"), spoilt)
    _, report = done(held)
    said = cautions(report)
    assert said["scientific_key"] == ("B7",) and said["duplicate_key"] == ("B6", "B9")


def test_text_values_as_people_paste_them_are_graded(tmp_path):
    pasted = {
        "leverage": "５０％", "current_ratio": "150%", "cash_content": " 0.9 ", "loss_periods": "０",
        "loan_class": "正常", "last_review": "2026年1月31日",
    }  # fmt: skip
    path, _ = done(edited(filled(tmp_path / "form.xlsx"), {f"{letter_of(key)}6": text for key, text in pasted.items()}))
    assert column(path, "grade")[0] == "AAA"
    assert column(path, "next_review")[0] == (datetime.date(2027, 1, 31) - datetime.date(1899, 12, 30)).days
    assert column(path, "frozen_state")[0] == "valid"


def test_a_pasted_error_is_reported(tmp_path):
    path, report = done(edited(filled(tmp_path / "form.xlsx"), {f"{letter_of('leverage')}6": "#DIV/0!"}))
    assert column(path, "grade")[:2] == ["#DIV/0!", "B"]
    assert any(row.cell.endswith("6") and "#DIV/0!" in row.message.en for row in report.ungraded)


@pytest.mark.parametrize("text", ["Something else", ""])
def test_a_heading_renamed_or_removed_is_reported(text, tmp_path):
    path, report = done(edited(filled(tmp_path / "form.xlsx"), {f"{letter_of('leverage')}5": text}))
    assert column(path, "grade")[0] == "#REF!"
    said = {row.message.en for row in report.ungraded}
    assert any("Liabilities" in words or "leverage" in words for words in said)


def test_merged_inputs_are_reported(tmp_path):
    path = filled(tmp_path / "form.xlsx")
    first = letter_of("leverage")
    held = parts(path)
    part = "xl/worksheets/sheet2.xml"
    merged = f'<mergeCells count="1"><mergeCell ref="{first}6:{first}7"/></mergeCells>'.encode()
    held[part], count = re.subn(rb"<autoFilter [^>]*/>", lambda found: found[0] + merged, held[part])
    assert count == 1
    with zipfile.ZipFile(path, "w") as file:
        for name, data in held.items():
            file.writestr(name, data)
    _, report = done(path)
    assert cautions(report)["merged_input"] == (f"{first}6:{first}7",)
