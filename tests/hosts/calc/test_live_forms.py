"""Entry forms as a person has them in Calc: calculated by the add-in alone, no command in between."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from openpyxl import load_workbook

from tests.hosts.calc.live import running
from tests.workbooks.form_files import AS_OF, LIBRARY, packaged
from tests.workbooks.test_full_forms import CUSTOMERS, context, letter_of
from xlplugin.hosts.calc.converting import converted
from xlplugin.workbooks.forms import Form, lookups, write
from xlplugin.workbooks.forms.grid import ALERTS, GUIDE, LEDGER, SUMMARY
from xlplugin.workbooks.recalc import recalculate

CHECKS = {"check_rows", "check_reasons", "check_policy", "check_summary", "check_frozen", "check_journal"}


@pytest.fixture
def packaged_only() -> dict[str, str]:
    """The surroundings of a machine with the packaged policies and no settings."""
    return {name: value for name, value in os.environ.items() if not name.startswith("XLPLUGIN_")}


def values(path: Path) -> dict[tuple[str, str], object]:
    """Every value by sheet and cell; an empty text is no value."""
    book = load_workbook(path, data_only=True)
    cells = ((sheet.title, cell) for sheet in book for row in sheet.iter_rows() for cell in row)
    return {(title, cell.coordinate): cell.value for title, cell in cells if cell.value not in (None, "")}


def test_a_form_of_blocks_and_one_of_rows_show_the_same(office, packaged_only, tmp_path):
    """Calc finds the texts of an add-in's array equal to no other text, and refuses an array with an error in it."""
    books = [
        write(Form(packaged("credit_rating"), layout=layout, rows=8, data=CUSTOMERS, as_of=AS_OF), tmp_path / f"{layout}.xlsx")
        for layout in ("rows", "block")
    ]
    rows, block = map(values, converted(office, books, tmp_path / "calculated", environ=packaged_only))
    assert {place: (rows.get(place), block.get(place)) for place in rows | block if rows.get(place) != block.get(place)} == {}
    assert block[SUMMARY, "D5"] == 3 and block[ALERTS, "F14"] == "downgraded"
    letter = letter_of("grade")
    assert [block.get((LEDGER, f"{letter}{row}")) for row in range(6, 12)] == ["AAA", "B", "#VALUE!", "AAA", "AAA", None]
    checks = [defined for name, defined in load_workbook(books[1]).defined_names.items() if name in CHECKS]
    assert len(checks) == 6
    for defined in checks:
        [(sheet, cell)] = defined.destinations
        assert block[sheet, cell.replace("$", "")] in (True, 1), defined.name


def test_a_ranked_form_shows_grades_that_count(office, packaged_only, tmp_path):
    data = [{"value": value} for value in (500, 200, 100, 80, 40, 30, 20, 15, 10, 5)]
    book = write(Form(packaged("value_pareto_abc"), rows=12, data=data), tmp_path / "pareto.xlsx")
    [done] = converted(office, [book], tmp_path / "calculated", environ=packaged_only)
    found = values(done)
    assert [found[SUMMARY, f"D{row}"] for row in (5, 6, 7)] == [3, 3, 4]


def test_the_lookup_form_offers_and_grades_by_the_system_of_each_row(office, packaged_only, tmp_path):
    policies = [packaged(policy) for policy in LIBRARY.ids() if lookups.is_lookup(packaged(policy))]
    path = lookups.build(policies, tmp_path / "lookups.xlsx", rows=5, language="zh")
    title = {policy.id: f"{policy.title.en} {policy.title.zh}" for policy in policies}
    with running(office, packaged_only) as calc:
        book = calc.open(str(path))
        for row, policy in ((6, "buyer_type"), (7, "personality_13")):
            calc.write(book, LEDGER, f"F{row}", title[policy])
            calc.write(book, LEDGER, f"G{row}", "个人购买者")
        assert calc.invalid(book, LEDGER) == 1, "the list of the second row has no such buyer"
        first, second, third = calc.read(book, LEDGER, "H6:L8")
        assert first[:3] == ["", "individual", "Individual buyer 个人购买者"] and first[4] == packaged("buyer_type").stamp
        assert "个人购买者" in second[0] and second[1] == "#VALUE!" and third == [""] * 5
        calc.write(book, LEDGER, "G7", "犹豫型")
        assert calc.invalid(book, LEDGER) == 0
        advice = "不逼得太紧，慢慢沟通，给其购买信心，不近不离"
        assert calc.read(book, LEDGER, "H7:K7") == [["", "hesitant", "Hesitant 犹豫型", advice]]


def test_without_the_add_in_frozen_grades_stay_and_a_changed_input_voids_its_own(office, packaged_only, tmp_path):
    form = Form(packaged("credit_rating"), rows=8, data=CUSTOMERS, as_of=AS_OF)
    path = tmp_path / "frozen.xlsx"
    recalculate(write(form, tmp_path / "form.xlsx"), path, context_for=context)
    profile = (f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}",)

    def column(key: str) -> list[str]:
        letter = letter_of(key)
        return [text for [text] in calc.read(book, LEDGER, f"{letter}6:{letter}13")]

    with running(office, packaged_only, profile) as calc:
        book = calc.open(str(path))
        assert column("frozen_state") == ["valid", "valid", "", "valid", "valid", "", "", ""]
        calc.write(book, LEDGER, f"{letter_of('leverage')}6", 0.61)
        assert column("grade")[:2] == ["#NAME?", "B"], "there is no add-in here, and what is stored stays"
        assert column("frozen_state") == ["inputs changed, grade void", "valid", "", "valid", "valid", "", "", ""]
        assert column("frozen_grade") == ["AAA", "B", "", "AAA", "AAA", "", "", ""]
        assert column("status")[5:] == [""] * 3, "empty rows stay quiet"
        said = dict(calc.read(book, GUIDE, "B1:C50"))
        counts = [said[line] for line in ("Customers entered 已录入", "Graded 已评级", "Cannot be graded 未能评级")]
        assert counts == ["5", "3", "2"]
